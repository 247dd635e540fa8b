"""Saying something about a need.

What a new author writes is shown at once, since a question that waits for a moderator
is a question that nobody answers, and since a site may have one moderator. What leads
elsewhere waits until somebody has looked: spam is there for its links.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.talk.actions.following import follow
from demand.talk.actions.refusals import NotAllowed, NotNow
from demand.talk.arithmetic.links import leads_elsewhere
from demand.talk.models import Remark, Standing
from demand.talk.vocabulary import Progress, Saying, State, Trust
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change

AN_HOUR = timedelta(hours=1)
# Far above what a person writes at a meeting, far below what a program would.
MOST_AN_HOUR = {Trust.NEW: 20, Trust.TRUSTED: 200}
OF_A_PRODUCT = ("product", "price", "link", "is_seller")
SAME_TAP = timedelta(minutes=10)


class AuthorIsBlocked(NotAllowed):
    """A moderator has blocked this author."""

    code = "author_is_blocked"
    detail = _("A moderator has stopped you from writing here. Your page says why.")


class TooOften(NotNow):
    """Somebody writes more than a person does."""

    code = "too_often"
    detail = _("That was a lot in one hour. Wait a while, then go on.")


class NotThePoster(NotAllowed):
    """Only who posted the need may say this."""

    code = "not_the_poster"
    detail = _("Only who posted this need can write this.")


class NeedIsHidden(NotNow):
    """Nothing is said about a need that a moderator has hidden."""

    code = "need_is_hidden"
    detail = _("This need is not shown at present.")


class NothingToReplyTo(NotNow):
    """What the reply belongs to is not shown, or is about another need."""

    code = "nothing_to_reply_to"
    detail = _("What you reply to is not there any more.")


def let_write(by: User) -> Trust:
    """Make sure that an author may write at all, and tell how far they are trusted.

    Raises: AuthorIsBlocked.
    """
    trust = Standing.objects.trust_of(by)
    if trust == Trust.BLOCKED:
        raise AuthorIsBlocked
    return trust


@transaction.atomic
def say(
    *,
    need: Need,
    by: User,
    now: datetime,
    kind: str,
    text: str,
    organisation: Organisation | None = None,
    parent: Remark | None = None,
    **more: Any,
) -> Remark:
    """Say something about a need; the same words twice in a moment are said once.

    `more` is what the kind asks for: product, price (yen with tax), link, is_seller.
    Raises: AuthorIsBlocked, TooOften, NeedIsHidden, NothingToReplyTo; ValidationError.
    """
    trust = _may_speak(by, now)
    if need.hidden_at:
        raise NeedIsHidden
    if parent and (parent.need_id != need.pk or not parent.is_shown or parent.parent_id):
        raise NothingToReplyTo
    remark = Remark(need=need, kind=kind, text=text.strip(), parent=parent, author=by, **more)
    remark.organisation, remark.said_at = organisation, now
    if already := _said_before(remark, now):
        return already
    # Whoever speaks wants to hear the answer.
    follow(need=need, by=by, now=now)
    links = bool(remark.link) or leads_elsewhere(text)
    remark.state = State.HELD if links and trust != Trust.TRUSTED else State.SHOWN
    return _keep(remark)


@transaction.atomic
def tell_news(
    *,
    need: Need,
    by: User,
    now: datetime,
    text: str,
    progress: str = "",
    organisation: Organisation | None = None,
) -> Remark:
    """Tell everybody who follows a need how it stands.

    Raises: NotThePoster, AuthorIsBlocked, TooOften, NeedIsHidden; ValidationError.
    """
    if need.is_posted_by(by):
        organisation = need.posted_by.organisation
    elif not by.is_staff:
        raise NotThePoster
    return say(
        need=need,
        by=by,
        now=now,
        kind=Saying.NEWS,
        text=text,
        organisation=organisation,
        progress=progress,
    )


def note_progress(*, need: Need, by: User, now: datetime, text: str, progress: Progress) -> Remark:
    """Write among the news what was done to a need; for other actions, inside their own."""
    return _keep(
        Remark(need=need, kind=Saying.NEWS, text=text, author=by, said_at=now, progress=progress)
    )


@transaction.atomic
def explain_shortfall(*, remark: Remark, by: User, now: datetime, text: str) -> Remark:
    """Say why a product that exists is not enough: it becomes part of what is wanted.

    What was said before stands until the new words are shown.
    Raises: NotThePoster, NothingToReplyTo, AuthorIsBlocked, TooOften, NeedIsHidden;
    ValidationError.
    """
    if not remark.need.is_posted_by(by):
        raise NotThePoster
    if remark.kind != Saying.EXISTS:
        raise NothingToReplyTo
    return say(
        need=remark.need,
        by=by,
        now=now,
        kind=Saying.SHORTFALL,
        text=text,
        organisation=remark.need.posted_by.organisation,
        parent=remark,
    )


def _may_speak(by: User, now: datetime) -> Trust:
    """Make sure that an author may write now, one of their sentences after the other.

    Raises: AuthorIsBlocked, TooOften.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    trust = let_write(by)
    if Remark.objects.filter(author=by, said_at__gt=now - AN_HOUR).count() >= MOST_AN_HOUR[trust]:
        raise TooOften
    return trust


def _said_before(remark: Remark, now: datetime) -> Remark | None:
    """Find what a second tap would say again."""
    same = "need", "kind", "text", "parent", "author", "progress", *OF_A_PRODUCT
    words = {name: getattr(remark, name) for name in same}
    return Remark.objects.filter(**words, said_at__gt=now - SAME_TAP).first()


def _keep(remark: Remark) -> Remark:
    remark.full_clean(validate_unique=False)
    remark.save()
    Change.objects.record(noun="talk", key=remark.need_id, kind=remark.kind.lower())
    return remark
