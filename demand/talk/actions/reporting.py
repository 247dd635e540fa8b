"""Asking a moderator to look at something."""

from datetime import datetime, timedelta

from django.db import transaction

from demand.needs.models import Need
from demand.talk.actions.speaking import NothingToReplyTo, TooOften, let_write
from demand.talk.models import Remark, Report
from marketplace.accounts.models import User

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


@transaction.atomic
def report(
    *, about: Remark | Need, by: User, now: datetime, complaint: str, words: str = ""
) -> Report:
    """Report a remark or a need; somebody's second report of it is their first.

    Nothing is hidden by it: a crowd cannot silence anybody.
    Raises: AuthorIsBlocked, TooOften, NothingToReplyTo; ValidationError.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    let_write(by)
    what = {"remark": about} if isinstance(about, Remark) else {"need": about}
    if already := Report.objects.unsettled().filter(by=by, **what).first():
        return already
    if Report.objects.filter(by=by, reported_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooOften
    if isinstance(about, Remark) and not about.is_shown:
        raise NothingToReplyTo
    made = Report(by=by, complaint=complaint, words=words.strip(), reported_at=now, **what)
    made.full_clean(validate_unique=False)
    made.save()
    return made
