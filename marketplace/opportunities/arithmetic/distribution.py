"""How the outcomes of an estimate lie: between which yen, how often above zero, and when."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from marketplace.opportunities.arithmetic.breakeven import break_even_years, internal_rate
from marketplace.opportunities.arithmetic.payoff import (
    HORIZON_YEARS,
    Array,
    Course,
    Market,
    payoff,
    yearly,
)
from marketplace.opportunities.arithmetic.priors import Inputs

LEVELS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
# Fine enough to read a share off between two of them.
WORTH_LEVELS = tuple(round(0.05 * step, 2) for step in range(21))
# What money may cost, besides what is assumed: patient, usual, impatient.
RATES = (0.05, 0.12, 0.20)
BARS = 20


@dataclass(frozen=True, slots=True)
class AtRate:
    """The outcome at one discount rate. Units: yen; the share lies in [0, 1]."""

    rate: float
    p50: int
    positive_share: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """All outcomes, told in a few figures.

    Units: NPV in yen at LEVELS. `break_even_years` is the middle one of those that do
    break even, `broken_even_share` the share that has by the end of each year, and
    `never_share` what is left. `worth` is what buyers bring, discounted, at
    WORTH_LEVELS, so that a developer with other costs can be told without drawing
    again. `cash` is the mean of each year, the first being before anybody buys, and
    `internal_rate` its own. `histogram` has bars of (from, to, share).
    """

    npv: tuple[int, ...]
    positive_share: float
    break_even_years: float | None
    broken_even_share: tuple[float, ...]
    never_share: float
    worth: tuple[int, ...]
    cash: tuple[int, ...]
    internal_rate: float | None
    at_rates: tuple[AtRate, ...]
    histogram: tuple[tuple[int, int, float], ...]

    def as_document(self) -> dict[str, Any]:
        return {
            **dict(zip(LEVELS, self.npv, strict=True)),
            "positive_share": self.positive_share,
            "break_even_years": self.break_even_years,
            "broken_even_share": list(self.broken_even_share),
            "never_share": self.never_share,
            "worth": list(self.worth),
            "cash": list(self.cash),
            "internal_rate": self.internal_rate,
            "at_rates": [
                {"rate": each.rate, "p50": each.p50, "positive_share": each.positive_share}
                for each in self.at_rates
            ],
            "histogram": [list(bar) for bar in self.histogram],
        }


def distribution(market: Market, inputs: Inputs, course: Course, present: Course) -> Distribution:
    """Tell how the outcomes lie. `present` is the course, discounted."""
    outcome = payoff(market, inputs, present)
    cash = yearly(market, inputs, course)
    years = break_even_years(cash) + course.late
    reached = years[np.isfinite(years)]
    mean_cash = cash.mean(axis=1)
    rate = internal_rate(mean_cash)
    return Distribution(
        npv=_whole(np.quantile(outcome.npv, tuple(LEVELS.values()))),
        positive_share=_positive_share(outcome.npv),
        break_even_years=round(float(np.median(reached)), 2) if len(reached) else None,
        broken_even_share=tuple(
            round(float((years <= year).mean()), 4) for year in range(1, HORIZON_YEARS + 1)
        ),
        never_share=round(1 - len(reached) / len(years), 4),
        worth=_whole(np.quantile(outcome.worth, WORTH_LEVELS)),
        cash=_whole(mean_cash),
        internal_rate=None if rate is None else round(rate, 4),
        at_rates=tuple(_at_rate(market, inputs, course, each) for each in RATES),
        histogram=_histogram(outcome.npv),
    )


def _at_rate(market: Market, inputs: Inputs, course: Course, rate: float) -> AtRate:
    npv = payoff(market, inputs, course.discounted(np.full(inputs.count, rate))).npv
    return AtRate(rate, round(float(np.median(npv))), _positive_share(npv))


def _histogram(npv: Array) -> tuple[tuple[int, int, float], ...]:
    """Count shares of draws in equal steps from the 1st to the 99th percentile.

    Not rounded: together they are exactly 1.
    """
    low, high = np.quantile(npv, (0.01, 0.99))
    counts, edges = np.histogram(np.clip(npv, low, high), bins=BARS)
    whole = _whole(edges)
    return tuple(zip(whole, whole[1:], (counts / len(npv)).tolist(), strict=False))


def _positive_share(npv: Array) -> float:
    return round(float((npv > 0).mean()), 4)


def _whole(amounts: Array) -> tuple[int, ...]:
    return tuple(amounts.round().astype(int).tolist())
