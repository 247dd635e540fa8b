"""Which co-operatives may vouch: moderators decide, and every decision stays in a row."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.operations.models import Operation, Recognition, Vouching
from marketplace.accounts.actions import moderate
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class NotACooperative(Exception):
    """An operation is asked to vouch that is no co-operative, or not yet recognised as one."""

    code = "not_a_cooperative"
    detail = _("This operation is not known here as a co-operative.")


@transaction.atomic
def recognise(*, cooperative: Operation, by: User, now: datetime) -> None:
    """Let a co-operative vouch for operations. A moderator does this; twice is once.

    Raises: NotAModerator, NotACooperative.
    """
    cooperative = _held_by(by, cooperative)
    if not cooperative.is_cooperative:
        raise NotACooperative
    if cooperative.may_vouch:
        return
    cooperative.recognised_at, cooperative.recognised_by = now, by
    cooperative.save(update_fields=["recognised_at", "recognised_by"])
    Recognition.objects.create(cooperative=cooperative, by=by, ruled_at=now)
    Change.objects.record(noun="operation", key=cooperative.pk, kind="recognised")
    tell_vouched(cooperative, kind="vouched")


@transaction.atomic
def revoke_recognition(*, cooperative: Operation, reason: str, by: User, now: datetime) -> None:
    """Let a co-operative vouch no longer: none of its words counts until it is recognised anew.

    The reason is for its members to read.
    Raises: NotAModerator, NotACooperative; ValidationError without a reason.
    """
    cooperative = _held_by(by, cooperative)
    if not cooperative.may_vouch:
        raise NotACooperative
    ruling = Recognition(
        cooperative=cooperative, is_revoked=True, reason=reason.strip(), by=by, ruled_at=now
    )
    ruling.full_clean(validate_unique=False)
    ruling.save()
    cooperative.recognised_at = cooperative.recognised_by = None
    cooperative.save(update_fields=["recognised_at", "recognised_by"])
    Change.objects.record(noun="operation", key=cooperative.pk, kind="unrecognised")
    tell_vouched(cooperative, kind="unvouched")


def tell_vouched(cooperative: Operation, *, kind: str) -> None:
    """Write among the changes of those it vouches for that its word counts, or no longer."""
    vouched = Vouching.objects.open().filter(cooperative=cooperative, accepted_at__isnull=False)
    keys = vouched.order_by("operation").values_list("operation", flat=True)
    Change.objects.record_each(noun="operation", keys=keys, kind=kind)


def _held_by(moderator: User, cooperative: Operation) -> Operation:
    """Fetch it again for a moderator alone. Raises: NotAModerator."""
    moderate(moderator)
    return Operation.objects.select_for_update(no_key=True).get(pk=cooperative.pk)
