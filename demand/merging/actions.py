"""Merging two needs that are one, and taking it back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from demand.answers.models import Answer, Revision
from demand.merging import reads
from demand.merging.models import Merge
from demand.needs.models import Need, hold_links, merged_above, merged_under, relink
from demand.operations.actions import speak_for
from demand.talk.actions.refusals import NotAllowed, NotNow
from demand.talk.actions.speaking import NeedIsHidden, let_write, note_progress
from demand.talk.vocabulary import Progress
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change


class SameNeed(NotNow):
    """A need is proposed to be merged into itself."""

    code = "same_need"
    detail = _("A need cannot be merged into itself.")


class WouldGoInCircle(NotNow):
    """The other need already stands under this one."""

    code = "would_go_in_circle"
    detail = _("The other need was merged into this one. Merging back would go in a circle.")


class AlreadyMerged(NotNow):
    """One of the two is merged into a third."""

    code = "already_merged"
    detail = _("One of the two was merged already. Choose the need that it was merged into.")


class SampleAndReal(NotNow):
    """One of the two is a sample, which goes as soon as there is a real need."""

    code = "sample_and_real"
    detail = _("One of the two is only a sample, so they cannot be one.")


class UnitsDiffer(NotNow):
    """Their prices are per something else, and never add up."""

    code = "units_differ"
    detail = _("Their prices are per something else, so their answers cannot be added up.")


class NoSecondVoice(NotAllowed):
    """Whoever agrees is not somebody else who is concerned."""

    code = "no_second_voice"
    detail = _(
        "Somebody else has to agree: who posted the other need, another operation that has "
        "answered it, or a moderator."
    )


class NotYoursToUndo(NotAllowed):
    """Only those concerned take a merge back."""

    code = "not_yours_to_undo"
    detail = _(
        "Only who posted the merged need, who proposed the merge or a moderator can undo it."
    )


class NothingToDecide(NotNow):
    """The proposal or the merge is over already, or the answer does not wait."""

    code = "nothing_to_decide"
    detail = _("This has been decided already.")


@transaction.atomic
def propose_merge(
    *,
    need: Need,
    into: Need,
    by: User,
    now: datetime,
    reason: str,
    organisation: Organisation | None = None,
) -> Merge:
    """Propose that a need is the same as another; a moderator's proposal joins them at once.

    Twice proposes once; what somebody else proposed before, a second voice joins.
    Raises: AuthorIsBlocked, NeedIsHidden, SameNeed, WouldGoInCircle, AlreadyMerged,
    SampleAndReal, UnitsDiffer; ValidationError.
    """
    let_write(by)
    hold_links()
    need, into = _locked(need, into)
    _fit(need, into)
    if already := Merge.objects.proposed().filter(need=need, into=into).for_list().first():
        is_second = reads.is_second_voice(already, by, organisation)
        return _join(already, by, organisation, now) if is_second else already
    merge = Merge(need=need, into=into, reason=reason.strip(), proposed_at=now)
    merge.proposed_by, merge.proposed_for = by, organisation
    merge.full_clean(validate_unique=False)
    merge.save()
    Change.objects.record(noun="merge", key=need.pk, kind="proposed")
    return _join(merge, by, organisation, now) if by.is_staff else merge


@transaction.atomic
def second_merge(
    *, merge: Merge, by: User, now: datetime, organisation: Organisation | None = None
) -> Merge:
    """Agree to a proposal with a second voice, and join the two.

    Raises: AuthorIsBlocked, NothingToDecide, NoSecondVoice, NeedIsHidden, AlreadyMerged,
    WouldGoInCircle, UnitsDiffer.
    """
    let_write(by)
    hold_links()
    merge = _reread(merge)
    need, into = _locked(merge.need, merge.into)
    if not merge.is_proposed:
        raise NothingToDecide
    if not reads.is_second_voice(merge, by, organisation):
        raise NoSecondVoice
    _fit(need, into)
    merge.need, merge.into = need, into
    return _join(merge, by, organisation, now)


@transaction.atomic
def end_merge(*, merge: Merge, by: User, now: datetime) -> Merge:
    """Take a merge back, or drop a proposal: all is as it was before.

    Raises: NothingToDecide, NotYoursToUndo.
    """
    hold_links()
    merge = _reread(merge)
    if not merge.is_open:
        raise NothingToDecide
    if not reads.may_end(merge, by):
        raise NotYoursToUndo
    # The sums too: nobody lets a price move to where its need is just leaving.
    _locked(merge.need, merge.into, merge.into.canonical or merge.into)
    was_joined = merge.is_joined
    merge.ended_by, merge.ended_at = by, now
    merge.save(update_fields=["ended_by", "ended_at"])
    if was_joined:
        _part(merge, by, now)
    Change.objects.record(noun="merge", key=merge.need_id, kind="ended")
    return merge


@transaction.atomic
def decide_move(*, answer: Answer, counts: bool, by: User, now: datetime) -> Answer:
    """Let one's price count where its need was merged into, or keep it back.

    Raises: NotYourOperation, NothingToDecide.
    """
    speak_for(answer.operation, by)
    # The need first, as everybody who changes its sums does: two at once wait here.
    stands_for_it = Need.objects.select_for_update(no_key=True, of=("self",)).filter(
        gathered_needs=answer.need
    )
    target = stands_for_it.first()
    priced = Answer.objects.priced().select_for_update(of=("self",)).select_related("need")
    answer = priced.filter(pk=answer.pk).first() or answer
    if target is None or not answer.is_priced or answer.need.canonical_id != target.pk:
        raise NothingToDecide
    counted = target.pk in answer.counts_for
    answer.counts_for = _with(answer.counts_for, target.pk, is_in=counts)
    answer.kept_from = _with(answer.kept_from, target.pk, is_in=not counts)
    answer.save(update_fields=["counts_for", "kept_from"])
    if counted != counts:
        _tell_of_move(answer, target.pk, by, kind="moved" if counts else "returned")
    return answer


def _with(listed: list[int], key: int, *, is_in: bool) -> list[int]:
    without = [each for each in listed if each != key]
    return [*without, key] if is_in else without


def _tell_of_move(answer: Answer, key: int, by: User, *, kind: str) -> None:
    Revision.objects.keep(answer, kind=kind, by=by, was_priced=False, moved_in=key)
    Change.objects.record(noun="answer", key=key, kind=kind)


def _locked(*needs: Need) -> list[Need]:
    """Read needs anew, and let nobody else change their links or their sums meanwhile."""
    keys = [need.pk for need in needs]
    rows = Need.objects.select_for_update(no_key=True, of=("self",)).for_list()
    found = {need.pk: need for need in rows.filter(pk__in=keys).order_by("pk")}
    return [found[key] for key in keys]


def _reread(merge: Merge) -> Merge:
    return Merge.objects.select_for_update(of=("self",)).for_list().get(pk=merge.pk)


def _fit(need: Need, into: Need) -> None:
    """Make sure that two needs may be one.

    Raises: NeedIsHidden, SameNeed, WouldGoInCircle, AlreadyMerged, SampleAndReal, UnitsDiffer.
    """
    if need.hidden_at or into.hidden_at:
        raise NeedIsHidden
    if need.pk == into.pk:
        raise SameNeed
    # Also through what is hidden now: it may be shown again.
    if need.pk in merged_above(into):
        raise WouldGoInCircle
    if need.merged_into_id or into.canonical_id:
        raise AlreadyMerged
    if need.is_sample != into.is_sample:
        raise SampleAndReal
    if (need.thing, need.period) != (into.thing, into.period):
        raise UnitsDiffer


def _join(merge: Merge, by: User, organisation: Organisation | None, now: datetime) -> Merge:
    merge.seconded_by, merge.seconded_for, merge.joined_at = by, organisation, now
    merge.save(update_fields=["seconded_by", "seconded_for", "joined_at"])
    Need.objects.filter(pk=merge.need_id).update(merged_into=merge.into)
    relink(merge.need)
    _tell(merge, by, now, Progress.MERGED)
    return merge


def _part(merge: Merge, by: User, now: datetime) -> None:
    """Undo what joining did, and end what was allowed only since."""
    Need.objects.filter(pk=merge.need_id).update(merged_into=None)
    relink(merge.need)
    _take_back(merged_under(merge.need), by)
    _tell(merge, by, now, Progress.UNMERGED)


def _take_back(under: Collection[int], by: User) -> None:
    """End each price's counting outside the needs among which it now stands."""
    beyond = ~Q(counts_for__contained_by=list(under)) | ~Q(kept_from__contained_by=list(under))
    for answer in Answer.objects.select_for_update().filter(beyond, need__in=under):
        left = [key for key in answer.counts_for if key not in under]
        answer.counts_for = [key for key in answer.counts_for if key in under]
        answer.kept_from = [key for key in answer.kept_from if key in under]
        answer.save(update_fields=["counts_for", "kept_from"])
        for key in left:
            _tell_of_move(answer, key, by, kind="returned")


def _tell(merge: Merge, by: User, now: datetime, progress: Progress) -> None:
    """Write among the news of both what was done, and have their sums made anew.

    Neither is named in the other's news: it may be hidden one day, and news is not.
    """
    texts = {
        Progress.MERGED: (
            gettext("This need was merged into another one."),
            gettext("Another need was merged into this one."),
        ),
        Progress.UNMERGED: (
            gettext("This need stands for itself again."),
            gettext("A need that was merged into this one stands for itself again."),
        ),
    }[progress]
    top = Need.objects.values_list("canonical", flat=True).get(pk=merge.into_id) or merge.into_id
    for need, text in zip((merge.need, merge.into), texts, strict=True):
        note_progress(need=need, by=by, now=now, text=text, progress=progress)
        Change.objects.record(noun="need", key=need.pk, kind=progress.lower())
    for key in (merge.need_id, top):
        Change.objects.record(noun="answer", key=key, kind=progress.lower())
