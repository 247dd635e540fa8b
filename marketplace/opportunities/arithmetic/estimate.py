"""One need's estimate: all that is told of its payoff, and what it rests on."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from marketplace.opportunities.arithmetic.breakeven import buyers_needed, commitments_missing
from marketplace.opportunities.arithmetic.distribution import Distribution, distribution
from marketplace.opportunities.arithmetic.obstacle import (
    EFFORTS,
    Counterfactual,
    Situation,
    counterfactuals,
    middle_without_decline,
    obstacle,
)
from marketplace.opportunities.arithmetic.payoff import (
    HORIZON_YEARS,
    Market,
    course_of,
    payoff,
)
from marketplace.opportunities.arithmetic.places import Changed, changed_places
from marketplace.opportunities.arithmetic.priors import (
    INPUTS,
    TYPICAL,
    Inputs,
    Priors,
    at_level,
    draw,
    uniforms,
)
from marketplace.opportunities.arithmetic.tornado import Swing, tornado

CODE_VERSION = "4"
POWER = 12  # 4,096 draws
FEWEST_PRICES = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a need would pay a typical developer; without five prices, only what must be true.

    Units: buyers_needed in operations at `price` yen a year without tax, with whom it
    pays as often as not if nobody else buys; None if no number would do. What comes
    after them is told in yen, from five prices on.
    """

    market: Market
    priors: Priors
    seed: int
    price: int
    priced_count: int
    buyers_needed: float | None
    distribution: Distribution | None = None
    swings: tuple[Swing, ...] = ()
    levers: tuple[Counterfactual, ...] = ()
    places: tuple[Changed, ...] = ()
    without_decline: float | None = None

    @property
    def commitments_missing(self) -> int | None:
        return commitments_missing(self.market, self.buyers_needed)

    @property
    def unpromised_share(self) -> float | None:
        """Tell which share of the buyers needed nobody has promised to be."""
        if self.buyers_needed is None:
            return None
        promised = min(self.market.in_hand_buyers, self.buyers_needed)
        return 1 - promised / self.buyers_needed if self.buyers_needed else 0.0

    @property
    def obstacle(self) -> Counterfactual | None:
        return obstacle(self.levers)

    def as_document(self) -> dict[str, Any]:
        """Write everything down as JSON takes it.

        All that stands under `assumed` and `efforts` is an assumption (仮定);
        `replaced` names what is not a typical developer's.
        """
        return {
            "version": CODE_VERSION,
            "seed": self.seed,
            "draws": 2**POWER,
            "horizon_years": HORIZON_YEARS,
            **self._market_document(),
            "payoff": self.distribution and self.distribution.as_document(),
            "tornado": [
                {"name": swing.name, "low": round(swing.at_low), "high": round(swing.at_high)}
                for swing in self.swings
            ],
            "levers": [each.as_document() for each in self.levers],
            "places": [each.as_document() for each in self.places],
            "obstacle": self.obstacle and str(self.obstacle.lever),
            "p50_without_decline": _whole(self.without_decline),
            "assumed": {name: getattr(self.priors, name).as_document() for name in INPUTS},
            "efforts": {str(lever): effort for lever, effort in EFFORTS.items()},
            "replaced": [
                name for name in INPUTS if getattr(self.priors, name) != getattr(TYPICAL, name)
            ],
        }

    def _market_document(self) -> dict[str, Any]:
        needed, unpromised = self.buyers_needed, self.unpromised_share
        return {
            "price": self.price,
            "priced_count": self.priced_count,
            "in_hand_buyers": round(self.market.in_hand_buyers, 2),
            "eligible_count": self.market.eligible_count,
            "eligible_source": self.market.eligible_source,
            "labels_in_hand": self.market.labels_in_hand,
            "buyers_needed": None if needed is None else round(needed, 1),
            "commitments_missing": self.commitments_missing,
            "unpromised_share": None if unpromised is None else round(unpromised, 4),
        }


def estimate(
    market: Market,
    *,
    seed: int,
    priced_count: int,
    priors: Priors = TYPICAL,
    blocked: bool = False,
    places: Collection[str] = (),
) -> Estimate:
    """Estimate what a need would pay. The same arguments give the same figures.

    Units: priors in yen without tax; priced_count is how many answers carry a price.
    Blocked is a need that a rule stands in the way of: it is estimated as if lifted.
    `places` are changes of the place that the operation offers.
    """
    inputs = draw(priors, uniforms(seed, POWER))
    must_be_true = Estimate(
        market=market,
        priors=priors,
        seed=seed,
        price=round(at_level(priors.price, 0.5)),
        priced_count=priced_count,
        buyers_needed=_buyers_needed(market.having(market.in_hand_buyers), inputs),
    )
    if priced_count < FEWEST_PRICES:
        return must_be_true
    return _in_yen(must_be_true, inputs, blocked=blocked, places=places)


def _buyers_needed(in_hand: Market, inputs: Inputs) -> float | None:
    present = course_of(in_hand, inputs).discounted(inputs.discount)
    return buyers_needed(payoff(in_hand, inputs, present))


def _in_yen(known: Estimate, inputs: Inputs, *, blocked: bool, places: Collection[str]) -> Estimate:
    course = course_of(known.market, inputs)
    present = course.discounted(inputs.discount)
    now = Situation(known.market, inputs, present, known.buyers_needed)
    return replace(
        known,
        distribution=distribution(known.market, inputs, course, present),
        swings=tuple(tornado(known.market, known.priors, inputs, present)),
        levers=tuple(counterfactuals(now, blocked=blocked)),
        places=tuple(changed_places(now, places)),
        without_decline=middle_without_decline(now),
    )


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)
