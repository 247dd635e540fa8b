"""What a product would pay whoever builds it: cash flows, drawn many times.

Everything is linear in the number of buyers: what is spent anyway, and what each
buyer brings. So the break-even number of buyers is a ratio, not a search.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from marketplace.opportunities.arithmetic.adoption import adopted_share
from marketplace.opportunities.arithmetic.priors import Inputs

type Array = NDArray[float64]

HORIZON_YEARS = 7


@dataclass(frozen=True, slots=True)
class Market:
    """How many may buy. Units: operations.

    With an eligible count, buyers come as a product spreads; without one only those
    in hand count, from the first year on, and nothing is extrapolated.
    """

    in_hand_buyers: float
    eligible_count: int | None = None
    labels_in_hand: int = 0

    def having(self, buyers: float) -> "Market":
        """Give the same market with so many buyers in hand and nobody beyond."""
        return replace(self, in_hand_buyers=buyers, eligible_count=None)


@dataclass(frozen=True, slots=True)
class CashFlows:
    """Yen a year. Shapes: spent and per_buyer (draws, years), the others (draws,).

    `spent` is what maintenance costs whoever buys; `per_buyer` what one eventual buyer
    brings, spread over the years as buyers come and go.
    """

    spent_first: Array
    spent: Array
    per_buyer: Array
    buyers: Array
    discount: Array

    @property
    def yearly(self) -> Array:
        """Net cash flow, the first column being what is spent before anybody buys."""
        later = self.per_buyer * self.buyers[:, np.newaxis] - self.spent
        return np.concatenate((-self.spent_first[:, np.newaxis], later), axis=1)

    @property
    def npv(self) -> Array:
        """Net present value of each draw. Shapes: (draws,)."""
        return self.worth_per_buyer * self.buyers - self.cost

    @property
    def cost(self) -> Array:
        """Discounted yen that are spent whoever buys. Shapes: (draws,)."""
        return self.spent_first + self._discounted(self.spent)

    @property
    def worth_per_buyer(self) -> Array:
        """Discounted yen that one eventual buyer brings. Shapes: (draws,)."""
        return self._discounted(self.per_buyer)

    def _discounted(self, flows: Array) -> Array:
        years = np.arange(1, HORIZON_YEARS + 1)
        discounted: Array = (flows * (1 + self.discount[:, np.newaxis]) ** -years).sum(axis=1)
        return discounted


def cash_flows(market: Market, inputs: Inputs) -> CashFlows:
    """Run the model on every draw.

    Source: science.md, section 4: unit cost falls by half each `halving_months` to a
    floor; a technical failure costs what was spent first and nothing after; from the
    year in which a general model has replaced it, no cash flows.
    """
    missing_labels = np.maximum(inputs.labels - market.labels_in_hand, 0)
    capital = (
        missing_labels * inputs.label_cost + inputs.person_months * inputs.wage + inputs.computing
    )
    years = np.arange(1, HORIZON_YEARS + 1)
    alive = inputs.works[:, np.newaxis] & (years <= inputs.replaced_after[:, np.newaxis])
    newcomers, active = _spread(market, inputs)
    kept_share = 1 - inputs.platform_share - inputs.dividend_share
    margin = (inputs.price * kept_share - inputs.support)[:, np.newaxis] - _unit_cost(inputs)
    per_buyer = active * margin - newcomers * inputs.acquisition[:, np.newaxis]
    maintenance = (inputs.maintenance_share * (capital - inputs.subsidy))[:, np.newaxis]
    return CashFlows(
        spent_first=capital - inputs.subsidy,
        spent=maintenance * alive,
        per_buyer=per_buyer * alive,
        buyers=_buyers(market, inputs),
        discount=inputs.discount,
    )


def _buyers(market: Market, inputs: Inputs) -> Array:
    """Count the eventual buyers of each draw. Shapes: (draws,)."""
    if market.eligible_count is None:
        return np.full(inputs.count, market.in_hand_buyers)
    return market.eligible_count * inputs.share / inputs.hypothetical_divisor


def _spread(market: Market, inputs: Inputs) -> tuple[Array, Array]:
    """Give newcomers and active buyers year by year, as shares of the eventual buyers.

    Shapes: (draws, years) both.
    """
    if market.eligible_count is None:
        newcomers = np.zeros((inputs.count, HORIZON_YEARS))
        newcomers[:, 0] = 1
    else:
        years = np.arange(HORIZON_YEARS + 1, dtype=float64)
        column = np.newaxis
        adopted = adopted_share(inputs.innovation[:, column], inputs.imitation[:, column], years)
        newcomers = np.diff(adopted, axis=1)
    active = np.empty_like(newcomers)
    staying = np.zeros(inputs.count)
    for year in range(HORIZON_YEARS):
        staying = staying * (1 - inputs.churn) + newcomers[:, year]
        active[:, year] = staying
    return newcomers, active


def _unit_cost(inputs: Inputs) -> Array:
    """Give the yearly cost of serving one buyer, falling to its floor. Shapes: (draws, years)."""
    months = 12 * (np.arange(1, HORIZON_YEARS + 1) - 0.5)
    fallen = 2 ** -(months / inputs.halving_months[:, np.newaxis])
    cost: Array = inputs.inference[:, np.newaxis] * np.maximum(
        fallen, inputs.floor_share[:, np.newaxis]
    )
    return cost


def break_even_years(yearly: Array) -> Array:
    """Find when the cumulative cash first reaches zero, linearly within the year.

    Shapes: yearly (draws, 1 + years) with what is spent first in column 0; gives
    (draws,), infinite where it never does. Undiscounted.
    """
    cumulative = yearly.cumsum(axis=1)
    reached = cumulative >= 0
    year = reached.argmax(axis=1)
    rows = np.arange(len(yearly))
    short = -cumulative[rows, np.maximum(year - 1, 0)]
    gained = yearly[rows, year]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(year > 0, year - 1 + short / gained, 0.0)
    return np.where(reached.any(axis=1), crossing, np.inf)


def break_even_buyers(flows: CashFlows) -> Array:
    """Find how many buyers each draw needs for its value to reach zero; infinite where none do.

    Shapes: (draws,).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = flows.cost / flows.worth_per_buyer
    return np.where(flows.worth_per_buyer > 0, needed, np.inf)
