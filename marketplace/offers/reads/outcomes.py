"""What everybody may know of a need's offers: how many, when, and what came of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from demand.answers.arithmetic.suppression import FEWEST_SHOWN
from demand.needs.models import Need
from marketplace.offers.models import Offer, Round
from marketplace.offers.reads.hours import Hour, coming_hour
from marketplace.offers.vocabulary import STILL_HELD, Standing, State


@dataclass(frozen=True, slots=True)
class Cleared:
    """One offer that cleared. `buyer_count` is None where so few buy that it could tell who.

    Units: price in yen with tax per unit of the need.
    """

    offer: Offer
    price: int
    buyer_count: int | None

    @property
    def state(self) -> str:
        return str(State(self.offer.state).label)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one hour."""

    opened_at: datetime
    offer_count: int
    cleared: list[Cleared]


@dataclass(frozen=True, slots=True)
class NeedOffers:
    """A need's next hour and what came of those before. Sealed offers leave no trace in it."""

    need: Need
    hour: Hour | None
    outcomes: list[Outcome]


def offers_of(need: Need, now: datetime) -> NeedOffers:
    """Read what everybody may know of a need's offers. Three queries."""
    rounds = Round.objects.filter(need=need, opened_at__isnull=False).order_by("-hour", "-id")
    stands = Q(commitments__standing__in=[*STILL_HELD, Standing.HONOURED])
    offers = (
        Offer.objects.unsealed()
        .filter(round__in=rounds)
        .select_related("developer__organisation", "last_version")
        .annotate(buyer_count=Count("commitments", filter=stands))
        .order_by("cleared_price", "id")
    )
    by_round: dict[int, list[Offer]] = {}
    for offer in offers:
        by_round.setdefault(offer.round_id, []).append(offer)
    outcomes = [_outcome(each, by_round.get(each.pk, [])) for each in rounds]
    return NeedOffers(need, coming_hour(need, now), [o for o in outcomes if o.offer_count])


def _outcome(opened: Round, offers: list[Offer]) -> Outcome:
    if opened.opened_at is None:
        raise ValueError(opened)
    cleared = [_cleared(offer) for offer in offers if offer.cleared_price is not None]
    return Outcome(opened.opened_at, len(offers), cleared)


def _cleared(offer: Offer) -> Cleared:
    count: int = offer.buyer_count  # type: ignore[attr-defined]
    return Cleared(offer, offer.cleared_price or 0, count if count >= FEWEST_SHOWN else None)
