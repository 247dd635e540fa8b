"""Two operations that are one: both sides agree, either parts them again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from demand.operations.actions.registering import NotYourOperation, speak_for
from demand.operations.actions.vouching import AlreadyEnded
from demand.operations.models import Operation, Twins
from marketplace.accounts.models import User
from marketplace.changes.models import Change


@transaction.atomic
def agree_to_be_one(*, twins: Twins, operation: Operation, by: User, now: datetime) -> Twins:
    """Say for one side that both are one farm; with the second yes they are merged.

    Raises: NotYourOperation, AlreadyEnded.
    """
    twins = _locked(twins, operation, by)
    if not twins.has_agreed(operation):
        twins.agree(twins.side_of(operation), by=by, now=now)
        if twins.is_merged:
            _regroup({twins.first_id, twins.second_id}, kind="merged")
    return twins


@transaction.atomic
def part_twins(*, twins: Twins, operation: Operation, by: User, now: datetime) -> Twins:
    """Decline for one side, or part what was merged: everything is as it was before.

    Raises: NotYourOperation, AlreadyEnded.
    """
    twins = _locked(twins, operation, by)
    was_merged = twins.is_merged
    twins.ended_by, twins.ended_at = by, now
    twins.save(update_fields=["ended_by", "ended_at"])
    if was_merged:
        _regroup({twins.first_id, twins.second_id}, kind="parted")
    return twins


@transaction.atomic
def propose_anew(*, twins: Twins, operation: Operation, by: User, now: datetime) -> Twins:
    """Ask again, for one side, what was declined or parted; one's own yes is in it.

    Raises: NotYourOperation.
    """
    speak_for(operation, by)
    if operation.pk not in (twins.first_id, twins.second_id):
        raise NotYourOperation
    anew, _ = Twins.objects.open().get_or_create(
        first=twins.first,
        second=twins.second,
        defaults={
            "score": twins.score,
            "reasons": twins.reasons,
            "shows_names": twins.shows_names,
            "proposed_at": now,
        },
    )
    return agree_to_be_one(twins=anew, operation=operation, by=by, now=now)


def _locked(twins: Twins, operation: Operation, by: User) -> Twins:
    """Fetch it again for oneself alone. Raises: NotYourOperation, AlreadyEnded."""
    speak_for(operation, by)
    found = Twins.objects.select_for_update().get(pk=twins.pk)
    if operation.pk not in (found.first_id, found.second_id):
        raise NotYourOperation
    if found.ended_at is not None:
        raise AlreadyEnded
    return found


def _regroup(touched: set[int], *, kind: str) -> None:
    """Give all that hang together one head, and whoever stands alone none."""
    # One at a time: two mergings that meet in the middle would each miss the other.
    list(Operation.objects.select_for_update(no_key=True).filter(pk__in=_all_around(touched)))
    around = _all_around(touched)
    left = set(around)
    while left:
        group = _reached_from(min(left))
        head = min(group) if len(group) > 1 else None
        Operation.objects.filter(pk__in=group).update(head=head)
        left -= group
    for key in sorted(around):
        Change.objects.record(noun="operation", key=key, kind=kind)


def _all_around(touched: Collection[int]) -> set[int]:
    """Gather those touched with all that share a head with them, now or until now."""
    heads = Operation.objects.filter(pk__in=touched, head__isnull=False).values("head")
    grouped = Operation.objects.filter(Q(pk__in=touched) | Q(head__in=heads))
    return set(grouped.values_list("pk", flat=True))


def _reached_from(start: int) -> set[int]:
    """Follow mergings from one operation to the last; a query for each step outwards."""
    reached, edge = {start}, {start}
    while edge:
        merged = Twins.objects.merged().filter(Q(first__in=edge) | Q(second__in=edge))
        pairs = merged.values_list("first_id", "second_id")
        edge = {key for pair in pairs for key in pair} - reached
        reached |= edge
    return reached
