"""What a product would pay whoever builds it.

What becomes of a product (who buys, who stays, what running it costs by then) is worked
out year by year and per buyer; prices and costs are laid over it. All of it is linear in
them and in the number of buyers: another price needs no new run, and the number of
buyers at which it breaks even is a ratio, not a search.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from marketplace.opportunities.arithmetic.adoption import adopted_share
from marketplace.opportunities.arithmetic.priors import Inputs

type Array = NDArray[float64]

HORIZON_YEARS = 7
# A column, so that years run down and draws run across.
YEARS: Array = np.arange(1, HORIZON_YEARS + 1, dtype=float64)[:, np.newaxis]


@dataclass(frozen=True, slots=True)
class PricePoint:
    """How many of those in hand would pay at a rung. Units: yen a year without tax, operations."""

    price: int
    buyers: float


@dataclass(frozen=True, slots=True)
class Market:
    """How many may buy, and the labels that need not be bought. Units: operations, labels.

    With an eligible count, buyers come as a product spreads; without one only those
    in hand count, from the first year on, and nothing is extrapolated. In hand is what
    answers add up to, each weighed by the chance that its level really pays.
    """

    in_hand_buyers: float
    eligible_count: int | None = None
    labels_in_hand: int = 0
    eligible_source: str = ""
    rungs: tuple[PricePoint, ...] = ()

    def having(self, buyers: float) -> "Market":
        """Give the same market with so many buyers in hand and nobody beyond."""
        return replace(self, in_hand_buyers=buyers, eligible_count=None)


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a product per eventual buyer, whatever anything costs.

    `served` are buyers being served; `running` the same, each weighed by what running
    it costs by then, today being 1; `won` are newcomers; `upkeep` is 1 in each year in
    which it works and has not been replaced. `late` is how long after today its first
    year begins. Units: years.

    Shapes: (years, draws); once added up, (draws,); `late` always (draws,).
    """

    served: Array
    running: Array
    won: Array
    upkeep: Array
    late: Array

    def discounted(self, rate: Array) -> "Course":
        """Add the years up, each worth so much less than the one before it."""
        worth = np.exp(-(YEARS + self.late) * np.log1p(rate))
        parts = (self.served, self.running, self.won, self.upkeep)
        served, running, won, upkeep = ((part * worth).sum(axis=0) for part in parts)
        return Course(served, running, won, upkeep, self.late)


@dataclass(frozen=True, slots=True)
class Payoff:
    """What comes of each draw. Units: discounted yen. Shapes: (draws,).

    `cost` is what is spent whoever buys; `worth_per_buyer` what one eventual buyer brings.
    """

    cost: Array
    worth_per_buyer: Array
    buyers: Array

    @property
    def worth(self) -> Array:
        return self.worth_per_buyer * self.buyers

    @property
    def npv(self) -> Array:
        return self.worth - self.cost


def payoff(market: Market, inputs: Inputs, present: Course) -> Payoff:
    """Lay prices and costs over a discounted course.

    A technical failure costs what was spent first and nothing after.

    Source: science.md, section 4.
    """
    capital = capital_of(market, inputs)
    upkeep = inputs.maintenance_share * capital * present.upkeep
    return Payoff(
        cost=capital - inputs.subsidy + upkeep,
        worth_per_buyer=_earned(inputs, present),
        buyers=buyers_of(market, inputs),
    )


def yearly(market: Market, inputs: Inputs, course: Course) -> Array:
    """Lay prices and costs over each year.

    Shapes: (1 + years, draws); the first row is what is spent before anybody buys.
    """
    capital = capital_of(market, inputs)
    earned = _earned(inputs, course) * buyers_of(market, inputs)
    later = earned - inputs.maintenance_share * capital * course.upkeep
    return np.vstack((inputs.subsidy - capital, later))


def _earned(inputs: Inputs, course: Course) -> Array:
    """Take what serving, running and winning one eventual buyer costs from what it pays."""
    kept = inputs.price * (1 - inputs.platform_share - inputs.dividend_share)
    return (
        (kept - inputs.support) * course.served
        - inputs.inference * course.running
        - inputs.acquisition * course.won
    )


def capital_of(market: Market, inputs: Inputs) -> Array:
    """Add up what building it costs, before any subsidy. Units: yen."""
    missing_labels = np.maximum(inputs.labels - market.labels_in_hand, 0)
    return (
        missing_labels * inputs.label_cost + inputs.person_months * inputs.wage + inputs.computing
    )


def buyers_of(market: Market, inputs: Inputs) -> Array:
    """Count the eventual buyers of each draw: never fewer than are in hand."""
    if market.eligible_count is None:
        return np.full(inputs.count, market.in_hand_buyers)
    beyond = market.eligible_count * inputs.share / inputs.hypothetical_divisor
    return np.maximum(beyond, market.in_hand_buyers)


def course_of(market: Market, inputs: Inputs) -> Course:
    """Follow a product through its years. From the year in which it is replaced, nothing flows."""
    late = inputs.season / 12
    alive = (inputs.works & (inputs.replaced_after >= YEARS + late)).astype(float64)
    won = _newcomers(market, inputs)
    served = _staying(won, inputs.churn) * alive
    running = served * _running_share(inputs)
    return Course(served=served, running=running, won=won * alive, upkeep=alive, late=late)


def _newcomers(market: Market, inputs: Inputs) -> Array:
    """Say which share of the eventual buyers comes in each year."""
    if market.eligible_count is None:
        return np.broadcast_to(YEARS == 1, (HORIZON_YEARS, inputs.count)).astype(float64)
    since_start = np.vstack((np.zeros(1), YEARS))
    return np.diff(adopted_share(inputs.innovation, inputs.imitation, since_start), axis=0)


def _staying(newcomers: Array, churn: Array) -> Array:
    """Add each year's newcomers to those of the years before who have not left."""
    staying = newcomers.copy()
    for year in range(1, HORIZON_YEARS):
        staying[year] += staying[year - 1] * (1 - churn)
    return staying


def _running_share(inputs: Inputs) -> Array:
    """Say what running it costs by the middle of each year, today being 1.

    It halves every `halving_months`, down to a floor.
    """
    months = 12 * (YEARS - 0.5) + inputs.season
    fallen: Array = np.maximum(np.exp2(-months / inputs.halving_months), inputs.floor_share)
    return fallen
