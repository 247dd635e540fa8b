"""What moderators decide, one thing or many at once, and the author's way to ask again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.talk.actions.refusals import NotAllowed, NotNow
from demand.talk.models import Remark, Report, Ruling, Standing
from demand.talk.vocabulary import HIDING, Act, State, Trust
from marketplace.accounts.models import User
from marketplace.changes.models import Change

TRUST_AFTER = {Act.TRUST: Trust.TRUSTED, Act.BLOCK: Trust.BLOCKED}


class NotAModerator(NotAllowed):
    """Somebody decides who is no moderator."""

    code = "not_a_moderator"
    detail = _("Only moderators can decide this.")


class NotYours(NotAllowed):
    """Somebody appeals for what another wrote."""

    code = "not_yours"
    detail = _("Only who wrote this can ask to have it looked at again.")


class AlreadyAppealed(NotNow):
    """A decision is looked at again once."""

    code = "already_appealed"
    detail = _("You have asked already. A moderator will look at it again.")


class NothingWasHidden(NotNow):
    """There is no hiding to appeal against."""

    code = "nothing_was_hidden"
    detail = _("Nothing was hidden by this decision.")


@transaction.atomic
def rule(
    *, about: Sequence[Remark | Need], act: str, by: User, now: datetime, reason: str = ""
) -> list[Ruling]:
    """Decide about one thing or many, all or none; reports and appeals about them are settled.

    Raises: NotAModerator; ValidationError for a hiding without a reason.
    """
    if not by.is_staff:
        raise NotAModerator
    return [_rule(each, Act(act), by, now, reason.strip()) for each in about]


@transaction.atomic
def unblock(*, author: User, by: User) -> None:
    """Let a blocked author write again, as a new one.

    Raises: NotAModerator.
    """
    if not by.is_staff:
        raise NotAModerator
    Standing.objects.filter(user=author).update(trust=Trust.NEW)


@transaction.atomic
def appeal(*, ruling: Ruling, by: User, now: datetime, text: str) -> Ruling:
    """Ask to have a hiding looked at again.

    Raises: NotYours, NothingWasHidden, AlreadyAppealed; ValidationError.
    """
    ruling = Ruling.objects.select_for_update(of=("self",)).for_list().get(pk=ruling.pk)
    if ruling.author != by and not (ruling.need and _posted_by(ruling.need, by)):
        raise NotYours
    if ruling.act not in HIDING:
        raise NothingWasHidden
    if ruling.appealed_at:
        raise AlreadyAppealed
    ruling.appeal, ruling.appealed_at = text.strip(), now
    ruling.full_clean(exclude={"author", "by"}, validate_unique=False)
    ruling.save(update_fields=["appeal", "appealed_at"])
    return ruling


def author_of(about: Remark | Need) -> User:
    """Name who is answerable for something: its author, or the first member of who posted it."""
    if isinstance(about, Remark):
        return about.author
    members = about.posted_by.organisation.memberships
    return members.select_related("user").order_by("since", "id")[0].user


def _posted_by(need: Need, user: User) -> bool:
    return need.posted_by.organisation.admits(user)


def _rule(about: Remark | Need, act: Act, by: User, now: datetime, reason: str) -> Ruling:
    what = {"remark": about} if isinstance(about, Remark) else {"need": about}
    ruling = Ruling(act=act, author=author_of(about), by=by, reason=reason, ruled_at=now, **what)
    ruling.full_clean(validate_unique=False)
    ruling.save()
    if trust := TRUST_AFTER.get(act):
        Standing.objects.update_or_create(user=ruling.author, defaults={"trust": trust})
    Report.objects.unsettled().filter(**what).update(settled_by=ruling)
    Ruling.objects.appealed().filter(**what).update(heard_at=now)
    _show_or_hide(about, hides=act in HIDING, now=now)
    return ruling


def _show_or_hide(about: Remark | Need, *, hides: bool, now: datetime) -> None:
    if isinstance(about, Remark):
        about.state = State.HIDDEN if hides else State.SHOWN
        about.save(update_fields=["state"])
        Change.objects.record(noun="talk", key=about.need_id, kind="hidden" if hides else "shown")
    elif hides != bool(about.hidden_at):
        about.hidden_at = now if hides else None
        about.save(update_fields=["hidden_at"])
        Change.objects.record(noun="need", key=about.pk, kind="hidden" if hides else "shown")
