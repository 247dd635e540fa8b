"""What stands in the way: the lever that would raise the payoff most for its effort."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from marketplace.opportunities.arithmetic.payoff import (
    Market,
    break_even_buyers,
    cash_flows,
)
from marketplace.opportunities.arithmetic.priors import Array, Beta, Inputs, Priors, draw

# A conditional promise is kept by one in two: science.md, section 1.
KEPT_SHARE = 0.5
# Efforts in yen, all assumed (仮定): what it takes to win one commitment, to halve the
# running cost sooner by a person-month of engineering, to have a rule changed by a
# quarter of talks. A price costs nothing to raise, but it can be raised only as far
# as the publication's band allows.
COMMITMENT_EFFORT = 10_000
TECHNOLOGY_EFFORT = 1_000_000
REGULATION_EFFORT = 3_000_000
PRICE_EFFORT = 100_000
# Enough data makes technical success this likely.
SUFFICIENT = Beta(19, 1)


class Lever(StrEnum):
    DEMAND = "DEMAND"
    DATA = "DATA"
    TECHNOLOGY = "TECHNOLOGY"
    REGULATION = "REGULATION"
    PRICE = "PRICE"


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What one lever would add, and what it takes.

    Units: gain in yen of the middle outcome, effort in yen (assumed); amount in
    commitments (DEMAND), labels (DATA), yen a year (PRICE), else None.
    """

    lever: Lever
    gain: float
    effort: float
    amount: float | None = None

    @property
    def gain_per_yen(self) -> float:
        return self.gain / max(self.effort, 1)


def buyers_needed(market: Market, inputs: Inputs) -> float | None:
    """Count the buyers with whom it pays as often as not; None if no number would do.

    Every draw breaks even at a number of its own; the middle one is where P(NPV > 0) = .5.
    """
    needed = float(np.quantile(break_even_buyers(cash_flows(market, inputs)), 0.5, method="higher"))
    return needed if math.isfinite(needed) else None


def commitments_missing(market: Market, needed: float | None) -> int | None:
    """Turn missing buyers into conditional promises, of which one in two is kept."""
    if needed is None:
        return None
    return max(0, math.ceil((needed - market.in_hand_buyers) / KEPT_SHARE))


def counterfactuals(
    market: Market, priors: Priors, inputs: Inputs, points: Array, *, blocked: bool
) -> list[Counterfactual]:
    """Try each lever alone; those that would gain most for their effort first."""
    now = _middle(market, inputs)
    tried = [
        *_demand(market, inputs, now),
        _data(market, priors, points, now),
        _technology(market, priors, points, now),
        _price(market, priors, points, now),
        *([_regulation(market, inputs, now)] if blocked else []),
    ]
    return sorted((each for each in tried if each.gain > 0), key=lambda each: -each.gain_per_yen)


def _middle(market: Market, inputs: Inputs) -> float:
    return float(np.median(cash_flows(market, inputs).npv))


def _demand(market: Market, inputs: Inputs, now: float) -> list[Counterfactual]:
    needed = buyers_needed(market.having(market.in_hand_buyers), inputs)
    missing = commitments_missing(market, needed)
    if needed is None or not missing:
        return []
    gain = _middle(market.having(needed), inputs) - now
    return [Counterfactual(Lever.DEMAND, gain, missing * COMMITMENT_EFFORT, missing)]


def _data(market: Market, priors: Priors, points: Array, now: float) -> Counterfactual:
    middle = np.array([0.5])
    missing = max(0.0, float(priors.labels.at(middle)[0]) - market.labels_in_hand)
    supplied = replace(market, labels_in_hand=market.labels_in_hand + round(missing))
    better = draw(replace(priors, technical=SUFFICIENT), points)
    effort = missing * float(priors.label_cost.at(middle)[0])
    return Counterfactual(Lever.DATA, _middle(supplied, better) - now, effort, round(missing))


def _technology(market: Market, priors: Priors, points: Array, now: float) -> Counterfactual:
    """Let the running cost halve in half the time."""
    months = float(priors.halving_months.at(np.array([0.5]))[0])
    faster = draw(points=points, priors=priors)
    faster.values["halving_months"] = faster.halving_months / 2
    return Counterfactual(
        Lever.TECHNOLOGY, _middle(market, faster) - now, TECHNOLOGY_EFFORT, round(months / 2)
    )


def _price(market: Market, priors: Priors, points: Array, now: float) -> Counterfactual:
    """Let everybody pay what the best informed guess holds for the highest likely price."""
    high = float(priors.price.at(np.array([0.95]))[0])
    dearer = draw(points=points, priors=priors)
    dearer.values["price"] = np.maximum(dearer.price, high)
    return Counterfactual(Lever.PRICE, _middle(market, dearer) - now, PRICE_EFFORT, round(high))


def _regulation(market: Market, inputs: Inputs, now: float) -> Counterfactual:
    """Without the rule the need pays what it pays; with it, nothing can be sold."""
    return Counterfactual(Lever.REGULATION, abs(now), REGULATION_EFFORT)
