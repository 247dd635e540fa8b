"""A co-operative vouches for an operation: asked by one side, accepted by the other."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from demand.operations.actions.recognising import NotACooperative
from demand.operations.actions.registering import NotYourOperation, speak_for
from demand.operations.models import Operation, Vouching
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class OutsideTheDistrict(Exception):
    """A co-operative is asked about an operation that it cannot know."""

    code = "outside_the_district"
    detail = _("This operation is not in the co-operative's district.")


class AlreadyAsked(Exception):
    """One asked, and the answer is still open or yes."""

    code = "already_asked"
    detail = _("This has been asked already.")


class NobodyToAsk(Exception):
    """The person who asked would accept as well: one person is no two sides."""

    code = "nobody_to_ask"
    detail = _("Somebody other than the person who asked has to accept this.")


class AlreadyEnded(Exception):
    """It was declined, taken back or revoked."""

    code = "already_ended"
    detail = _("This has ended already.")


@transaction.atomic
def ask_to_vouch(
    *, cooperative: Operation, operation: Operation, asker: Operation, by: User, now: datetime
) -> Vouching:
    """Ask, as one of the two sides, that the co-operative vouch for the operation.

    Raises: NotYourOperation, NotACooperative, OutsideTheDistrict, AlreadyAsked.
    """
    if asker not in (cooperative, operation):
        raise NotYourOperation
    speak_for(asker, by)
    if not cooperative.may_vouch:
        raise NotACooperative
    if cooperative == operation or not cooperative.has_in_its_district(operation):
        raise OutsideTheDistrict
    try:
        with transaction.atomic():
            return Vouching.objects.create(
                cooperative=cooperative,
                operation=operation,
                is_asked_by_cooperative=asker == cooperative,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError:
        raise AlreadyAsked from None


@transaction.atomic
def accept_vouching(*, vouching: Vouching, by: User, now: datetime) -> Vouching:
    """Say yes for the side that was asked; twice is once.

    Raises: NotYourOperation, NotACooperative, NobodyToAsk, AlreadyEnded.
    """
    vouching = _locked(vouching)
    speak_for(vouching.waits_for, by)
    if vouching.accepted_at is not None:
        return vouching
    if not vouching.cooperative.may_vouch:
        raise NotACooperative
    if vouching.asked_by_id == by.pk:
        raise NobodyToAsk
    vouching.accepted_by, vouching.accepted_at = by, now
    vouching.save(update_fields=["accepted_by", "accepted_at"])
    Change.objects.record(noun="operation", key=vouching.operation_id, kind="vouched")
    return vouching


@transaction.atomic
def end_vouching(*, vouching: Vouching, by: User, now: datetime) -> Vouching:
    """Decline, take back or revoke, as either side; the row tells who did it and when.

    Raises: NotYourOperation, AlreadyEnded.
    """
    vouching = _locked(vouching)
    sides = (vouching.cooperative, vouching.operation)
    if not any(side.organisation.admits(by) for side in sides):
        raise NotYourOperation
    vouching.ended_by, vouching.ended_at = by, now
    vouching.save(update_fields=["ended_by", "ended_at"])
    Change.objects.record(noun="operation", key=vouching.operation_id, kind="unvouched")
    return vouching


def _locked(vouching: Vouching) -> Vouching:
    """Fetch it again for oneself alone. Raises: AlreadyEnded."""
    locked = Vouching.objects.select_for_update(of=("self",))
    found = locked.select_related("cooperative__organisation", "operation__organisation").get(
        pk=vouching.pk
    )
    if found.ended_at is not None:
        raise AlreadyEnded
    return found
