"""One need's estimate: all that is told of its payoff, and what it rests on."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from marketplace.opportunities.arithmetic import payoff
from marketplace.opportunities.arithmetic.obstacle import (
    Counterfactual,
    buyers_needed,
    commitments_missing,
    counterfactuals,
)
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import (
    INPUTS,
    TYPICAL,
    Array,
    Priors,
    draw,
    uniforms,
)
from marketplace.opportunities.arithmetic.tornado import Swing, tornado

CODE_VERSION = "1"
POWER = 12  # 4,096 draws
FEWEST_PRICES = 5
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Distribution:
    """NPV in yen at LEVELS, the share of draws above zero, and the years to break even.

    `break_even_years` is the middle one of those that do; `never_share` are those that
    do not within the horizon. `worth` is what the buyers bring, discounted, at LEVELS,
    so that a developer with other costs can be told without drawing again.
    """

    npv: tuple[int, ...]
    positive_share: float
    break_even_years: float | None
    never_share: float
    worth: tuple[int, ...]
    histogram: tuple[tuple[int, int, float], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a need would pay a typical developer; without five prices, only what must be true.

    Units: buyers_needed in operations at `price` yen a year without tax.
    """

    market: Market
    priors: Priors
    price: int
    priced_count: int
    buyers_needed: float | None
    commitments_missing: int | None
    distribution: Distribution | None = None
    swings: tuple[Swing, ...] = ()
    levers: tuple[Counterfactual, ...] = ()

    @property
    def obstacle(self) -> Counterfactual | None:
        return self.levers[0] if self.levers else None

    def as_document(self) -> dict[str, Any]:
        """Write everything down as JSON takes it, the assumptions marked."""
        return {
            "version": CODE_VERSION,
            "horizon_years": payoff.HORIZON_YEARS,
            "draws": 2**POWER,
            "price": self.price,
            "priced_count": self.priced_count,
            "in_hand_buyers": round(self.market.in_hand_buyers, 2),
            "eligible_count": self.market.eligible_count,
            "labels_in_hand": self.market.labels_in_hand,
            "buyers_needed": self.buyers_needed and round(self.buyers_needed, 1),
            "commitments_missing": self.commitments_missing,
            "payoff": self.distribution and _distribution_document(self.distribution),
            "tornado": [
                {"name": s.name, "low": round(s.at_low), "high": round(s.at_high)}
                for s in self.swings
            ],
            "levers": [
                {
                    "lever": str(each.lever),
                    "gain": round(each.gain),
                    "effort": round(each.effort),
                    "amount": each.amount,
                }
                for each in self.levers
            ],
            "assumed": {name: getattr(self.priors, name).as_document() for name in INPUTS},
        }


def _distribution_document(distribution: Distribution) -> dict[str, Any]:
    p5, p25, p50, p75, p95 = distribution.npv
    return {
        "p5": p5,
        "p25": p25,
        "p50": p50,
        "p75": p75,
        "p95": p95,
        "positive_share": distribution.positive_share,
        "break_even_years": distribution.break_even_years,
        "never_share": distribution.never_share,
        "worth": list(distribution.worth),
        "histogram": [list(bar) for bar in distribution.histogram],
    }


def estimate(
    market: Market,
    *,
    seed: int,
    priced_count: int,
    priors: Priors = TYPICAL,
    blocked: bool = False,
) -> Estimate:
    """Estimate what a need would pay. The same arguments give the same figures.

    Units: priors in yen without tax; priced_count is how many answers carry a price.
    """
    points = _points(seed)
    inputs = draw(priors, points)
    needed = buyers_needed(market.having(market.in_hand_buyers), inputs)
    price = round(float(priors.price.at(np.array([0.5]))[0]))
    missing = commitments_missing(market, needed)
    if priced_count < FEWEST_PRICES:
        return Estimate(market, priors, price, priced_count, needed, missing)
    return Estimate(
        market,
        priors,
        price,
        priced_count,
        needed,
        missing,
        distribution=_distribution(payoff.cash_flows(market, inputs)),
        swings=tuple(tornado(market, priors, inputs)),
        levers=tuple(counterfactuals(market, priors, inputs, points, blocked=blocked)),
    )


@lru_cache(maxsize=64)
def _points(seed: int) -> Array:
    return uniforms(seed, POWER)


def _distribution(flows: payoff.CashFlows) -> Distribution:
    npv = flows.npv
    years = payoff.break_even_years(flows.yearly)
    reached = years[np.isfinite(years)]
    worth = flows.worth_per_buyer * flows.buyers
    return Distribution(
        npv=tuple(np.quantile(npv, LEVELS).round().astype(int).tolist()),
        positive_share=round(float((npv > 0).mean()), 4),
        break_even_years=round(float(np.median(reached)), 2) if len(reached) else None,
        never_share=round(1 - len(reached) / len(years), 4),
        worth=tuple(np.quantile(worth, LEVELS).round().astype(int).tolist()),
        histogram=_histogram(npv),
    )


def _histogram(npv: Array, bars: int = 20) -> tuple[tuple[int, int, float], ...]:
    """Count shares of draws in equal steps from the 1st to the 99th percentile."""
    low, high = np.quantile(npv, (0.01, 0.99))
    counts, edges = np.histogram(np.clip(npv, low, high), bins=bars)
    whole = edges.round().astype(int).tolist()
    shares = (counts / len(npv)).round(4).tolist()
    return tuple(zip(whole, whole[1:], shares, strict=False))
