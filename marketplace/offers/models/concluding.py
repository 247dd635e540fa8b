"""The end of an offer: kept, commitments fall due; broken, everybody is released."""

from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from marketplace.accounts.models import User
from marketplace.offers.models.commitments import Commitment
from marketplace.offers.models.offers import Offer
from marketplace.offers.models.settling import settle
from marketplace.offers.vocabulary import ERRORS, Standing, State

PLACES = Decimal("0.0001")
LARGEST = 10**8 - 1


def conclude(
    offer: Offer, measured: Decimal, *, now: datetime, by: User | None = None, note: str = ""
) -> Offer:
    """Write down what was measured: whether the promise was kept follows from it.

    The caller holds the offer's row; nobody's `by` is the rule itself.
    """
    offer.measured = measured
    is_kept = offer.terms.is_met_by(measured)
    firm = Commitment.objects.for_list().filter(offer=offer, standing=Standing.FIRM)
    if is_kept:
        firm.update(standing=Standing.DUE)
    else:
        settle(list(firm), Standing.RELEASED, now=now, by=by)
    outcome = State.ACCEPTED if is_kept else State.FAILED
    Offer.objects.move(offer, outcome, now=now, by=by, note=note)
    return offer


def careful(offer: Offer, bound: float) -> Decimal:
    """Write a bound with four places, never better than it is."""
    upwards = offer.terms.metric in ERRORS
    exact = Decimal(repr(min(bound, LARGEST)))
    return exact.quantize(PLACES, ROUND_CEILING if upwards else ROUND_FLOOR)
