"""What moderators decide, one thing or many at once, and the author's way to ask again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need, hold_links, relink
from demand.talk.actions.refusals import NotAllowed, NotNow
from demand.talk.models import Remark, Report, Ruling, Standing
from demand.talk.vocabulary import (
    HIDING,
    SHOWING,
    TRUST_AFTER,
    UNDOES,
    Act,
    State,
    Trust,
)
from marketplace.accounts.actions import moderate
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class NotYours(NotAllowed):
    """Somebody appeals for what another wrote."""

    code = "not_yours"
    detail = _("Only who wrote this can ask to have it looked at again.")


class AlreadyAppealed(NotNow):
    """A decision is looked at again once."""

    code = "already_appealed"
    detail = _("You have asked already. A moderator will look at it again.")


class NothingToUndo(NotNow):
    """An author is let off who is not blocked, or doubted who is not trusted."""

    code = "nothing_to_undo"
    detail = _("There is nothing to take back: this author is neither stopped nor trusted so.")


class NothingWasHidden(NotNow):
    """There is no hiding to appeal against."""

    code = "nothing_was_hidden"
    detail = _("Nothing was hidden by this decision.")


@transaction.atomic
def rule(
    *, about: Sequence[Remark | Need], act: str, by: User, now: datetime, reason: str = ""
) -> list[Ruling]:
    """Decide about one thing or many, all or none; reports and appeals about them are settled.

    Whoever is let off or no longer trusted is the author of what the decision is about.
    Raises: NotAModerator, NothingToUndo; ValidationError for a hiding without a reason.
    """
    moderate(by)
    hold_links()
    authors = [_answerable(each, Act(act)) for each in about]
    # Two decisions about one author come one after the other, in one order for everybody.
    keys = {author.pk for author in authors}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    decided = _undone_once(about, authors) if act in UNDOES else zip(about, authors, strict=True)
    return [_rule(each, author, Act(act), by, now, reason.strip()) for each, author in decided]


@transaction.atomic
def appeal(*, ruling: Ruling, by: User, now: datetime, text: str) -> Ruling:
    """Ask to have a hiding looked at again.

    Raises: NotYours, NothingWasHidden, AlreadyAppealed; ValidationError.
    """
    ruling = Ruling.objects.select_for_update(of=("self",)).for_list().get(pk=ruling.pk)
    if ruling.author != by and not (ruling.need and ruling.need.is_posted_by(by)):
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


def _answerable(about: Remark | Need, act: Act) -> User:
    """Name whom a decision meets: what is taken back meets whom it had met.

    Members of a need's poster come and go; a block stays with whom it was set against.
    """
    before = Ruling.objects.filter(**_what(about), act__in=TRUST_AFTER).order_by("-id")
    if act not in HIDING and (ruling := before.select_related("author").first()):
        return ruling.author
    return author_of(about)


def _undone_once(
    about: Sequence[Remark | Need], authors: Sequence[User]
) -> list[tuple[Remark | Need, User]]:
    """Keep the first thing of each author: who is let off for one is let off."""
    first: dict[int, tuple[Remark | Need, User]] = {}
    for each, author in zip(about, authors, strict=True):
        first.setdefault(author.pk, (each, author))
    return list(first.values())


def _rule(
    about: Remark | Need, author: User, act: Act, by: User, now: datetime, reason: str
) -> Ruling:
    what = _what(about)
    ruling = Ruling(act=act, author=author, by=by, reason=reason, ruled_at=now, **what)
    ruling.full_clean(validate_unique=False)
    _set_trust(ruling)
    if act in (*HIDING, *SHOWING):
        Report.objects.unsettled().filter(**what).update(settled_by=ruling)
        _show_or_hide(about, hides=act in HIDING, now=now)
    Ruling.objects.appealed().filter(**what).update(heard_at=now)
    return ruling


def _set_trust(ruling: Ruling) -> None:
    """Keep a ruling, and let its author stand as it says.

    Approving what its author was blocked for ends the block, unless another one stands.
    Raises: NothingToUndo.
    """
    blocks = Ruling.objects.blocking().filter(author=ruling.author)
    was_blocked_for_it = blocks.filter(remark=ruling.remark, need=ruling.need).exists()
    undone = UNDOES.get(Act(ruling.act))
    if undone and not Standing.objects.filter(user=ruling.author, trust=undone).exists():
        raise NothingToUndo
    ruling.save()
    trust = TRUST_AFTER.get(Act(ruling.act))
    if ruling.act == Act.APPROVE and was_blocked_for_it and not blocks.exists():
        trust = Trust.NEW
    if trust:
        Standing.objects.update_or_create(user=ruling.author, defaults={"trust": trust})


def _what(about: Remark | Need) -> dict[str, Remark | Need]:
    return {"remark": about} if isinstance(about, Remark) else {"need": about}


def _show_or_hide(about: Remark | Need, *, hides: bool, now: datetime) -> None:
    if isinstance(about, Remark):
        about.state = State.HIDDEN if hides else State.SHOWN
        about.save(update_fields=["state"])
        Change.objects.record(noun="talk", key=about.need_id, kind="hidden" if hides else "shown")
        return
    if hides:
        # What is hidden stands for nothing, and nothing for it: in one statement, or neither.
        changed = Need.objects.filter(pk=about.pk, hidden_at=None).update(
            hidden_at=now, canonical=None
        )
    else:
        changed = Need.objects.filter(pk=about.pk, hidden_at__isnull=False).update(hidden_at=None)
    if not changed:
        return
    kind = "hidden" if hides else "shown"
    Change.objects.record(noun="need", key=about.pk, kind=kind)
    for key in sorted(relink(about) | {about.canonical_id or about.pk}):
        Change.objects.record(noun="answer", key=key, kind=kind)
