"""How good forecasts were, once it is known what came: proper scores, and honest intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

type Bar = Sequence[float]

# An interval from the 5th to the 95th percentile should hold so many of the outcomes.
MEANT_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was said of a payoff. Units: yen; bars of (from, to, share) side by side."""

    positive_share: float
    p5: float
    p95: float
    histogram: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Ongoing:
    """What goes on costing, as the forecast assumed it.

    Units: yen per buyer and year; upkeep a year as a share of what was spent.
    """

    per_buyer: float
    upkeep_share: float
    discount: float
    years: int


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast held against what came. Units: crps in yen."""

    brier: float
    crps: float
    is_within: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over forecasts. A forecast of one half throughout has a Brier score of 0.25."""

    count: int
    brier: float
    crps: float
    within_share: float


def realised(spent: float, yearly_paid: float, buyers: int, ongoing: Ongoing) -> float:
    """Work out what it brings if what is paid today goes on being paid.

    Units: yen, discounted. Nobody leaves and nobody comes: an assumption (仮定).
    """
    yearly = yearly_paid - buyers * ongoing.per_buyer - ongoing.upkeep_share * spent
    worth = sum((1 + ongoing.discount) ** -year for year in range(1, ongoing.years + 1))
    return yearly * worth - spent


def score(forecast: Forecast, came: float) -> Scored:
    """Hold one forecast against what came. Units: came in yen."""
    return Scored(
        brier=brier(forecast.positive_share, came_true=came > 0),
        crps=crps(forecast.histogram, came),
        is_within=forecast.p5 <= came <= forecast.p95,
    )


def summed_up(scored: Sequence[Scored]) -> Scores | None:
    """Take the means; None over nothing."""
    if not scored:
        return None
    return Scores(
        count=len(scored),
        brier=fmean(each.brier for each in scored),
        crps=fmean(each.crps for each in scored),
        within_share=fmean(each.is_within for each in scored),
    )


def brier(chance: float, *, came_true: bool) -> float:
    """Square the distance between a probability and what came.

    Source: Brier 1950.
    """
    return (chance - came_true) ** 2


def crps(histogram: Sequence[Bar], came: float) -> float:
    """Give the continuous ranked probability score: ∫ (F(x) − 1[x ≥ came])² dx.

    Within each bar the share grows evenly. Units: those of the bars.
    Source: Matheson and Winkler 1976.
    """
    below, total = 0.0, max(histogram[0][0] - came, 0.0) + max(came - histogram[-1][1], 0.0)
    for low, high, share in histogram:
        turn = min(max(came, low), high)
        reached = below + share * (turn - low) / (high - low) if high > low else below
        total += _squares(below, reached, turn - low)
        total += _squares(1 - reached, 1 - below - share, high - turn)
        below += share
    return total


def _squares(first: float, last: float, width: float) -> float:
    """Add up the squares along a straight line."""
    return width * (first * first + first * last + last * last) / 3
