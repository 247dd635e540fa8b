"""What the two parties of a commitment do: confirm, step out, write, pay."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change
from marketplace.offers.models import Commitment, Message, Offer, WrongState, settle
from marketplace.offers.vocabulary import Standing


class NotAParty(Exception):
    """Somebody acts on a commitment in a part that is not theirs."""

    code = "not_a_party"
    detail = _("Only the party whose part it is can do this.")


class CoolingIsOver(Exception):
    """The days for thinking it over have gone by."""

    code = "cooling_is_over"
    detail = _("The days for thinking it over have gone by.")


@transaction.atomic
def confirm(*, commitment: Commitment, by: User, now: datetime, for_business: bool) -> Commitment:
    """Say yes to a commitment, as a purchase for one's business; twice is once.

    Raises: NotAParty, CoolingIsOver, WrongState; ValidationError.
    """
    kept = _cooling(commitment, by, now)
    if not for_business:
        raise ValidationError({"for_business": _("Confirm that you buy it for your business.")})
    if kept.confirmed_at is None:
        kept.confirmed_by, kept.confirmed_at = by, now
        kept.save()
        Change.objects.record(noun="commitment", key=kept.pk, kind="confirmed")
    return kept


@transaction.atomic
def step_out(*, commitment: Commitment, by: User, now: datetime) -> None:
    """Leave a commitment before the cooling-off is over, whether or not it was confirmed.

    Raises: NotAParty, CoolingIsOver, WrongState.
    """
    kept = _cooling(commitment, by, now)
    settle([kept], Standing.STEPPED_OUT, now=now, by=by)
    Change.objects.record(noun="commitment", key=kept.pk, kind="stepped_out")


@transaction.atomic
def record_payment(*, commitment: Commitment, by: User, now: datetime) -> None:
    """Write down that the buyer has paid the seller, as the seller says.

    Raises: NotAParty, WrongState.
    """
    if not commitment.offer.developer.organisation.admits(by):
        raise NotAParty
    kept = _locked(commitment)
    if kept.standing != Standing.DUE:
        raise WrongState
    settle([kept], Standing.HONOURED, now=now, by=by)
    Change.objects.record(noun="commitment", key=kept.pk, kind="honoured")


@transaction.atomic
def say(
    *, commitment: Commitment, organisation: Organisation, text: str, by: User, now: datetime
) -> Message:
    """Write to the other party. There are no messages before there is a commitment.

    Raises: NotAParty; ValidationError.
    """
    if not (commitment.is_party(organisation) and organisation.admits(by)):
        raise NotAParty
    message = Message(
        commitment=commitment, organisation=organisation, by=by, text=text.strip(), at=now
    )
    message.full_clean(exclude={"commitment", "organisation", "by"})
    message.save()
    return message


def _cooling(commitment: Commitment, by: User, now: datetime) -> Commitment:
    """Lock a commitment that its buyer may still think over."""
    if not commitment.operation.organisation.admits(by):
        raise NotAParty
    kept = _locked(commitment)
    if kept.standing != Standing.COOLING:
        raise WrongState
    until = kept.offer.cooling_until
    if until is None or until <= now:
        raise CoolingIsOver
    return kept


def _locked(commitment: Commitment) -> Commitment:
    """Lock the offer first, as whoever moves it does, then read the commitment again."""
    Offer.objects.select_for_update().get(pk=commitment.offer_id)
    return Commitment.objects.for_list().get(pk=commitment.pk)
