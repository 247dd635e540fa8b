"""From money to a metric: the cheapest way to be right often enough, and what labels are worth."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

# How the error of a forecast lies around it, in shares (仮定).
SPREAD = 0.03
NEXT_LABELS = 100
# Bounds of a curve that is fitted, and how many exponents are tried.
# Source: science.md, section 5.
HIGHEST_FLOOR = 0.5
EXPONENTS = np.geomspace(0.05, 2, 200)
FEWEST_SIZES = 3


class OutOfReach(ValueError):
    """No number of labels brings the error down so far: what is left never goes away."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How the error falls with labels: a + b·n^−c. Units: error 0–1.

    `source` says where a, b and c are from.
    """

    a: float
    b: float
    c: float
    source: str = ""

    def error_at(self, labels: float) -> float:
        return min(self.a + self.b * labels**-self.c, 1.0) if labels > 0 else 1.0

    def labels_for(self, error: float) -> float:
        """Invert it: n*(E) = (b / (E − a))^(1/c).

        Raises: OutOfReach.
        Source: science.md, section 5.
        """
        if error <= self.a:
            raise OutOfReach
        return float((self.b / (error - self.a)) ** (1 / self.c))

    @classmethod
    def through(cls, labels: float, error: float, source: str = "") -> "Curve":
        """Assume a curve that reaches an error with so many labels."""
        left, exponent = min(0.05, error / 2), 0.5
        return cls(left, (error - left) * labels**exponent, exponent, source)

    @classmethod
    def fitted(cls, points: Sequence[tuple[float, float]], source: str = "") -> "Curve | None":
        """Fit a curve through (labels, error) that were seen; None if nothing falls.

        For each exponent the best floor and slope are a line's, so it is a search in one
        dimension, free of starting points.
        """
        if len(points) < FEWEST_SIZES:
            return None
        labels, errors = np.array(points, dtype=float).T
        tried = [_line(labels**-exponent, errors) for exponent in EXPONENTS]
        place = min(range(len(tried)), key=lambda number: tried[number][2])
        floor, slope, _squares = tried[place]
        return cls(floor, slope, float(EXPONENTS[place]), source) if slope > 0 else None


def _line(shape: NDArray[float64], errors: NDArray[float64]) -> tuple[float, float, float]:
    """Fit errors = floor + slope · shape within bounds; give floor, slope and the squares left."""
    centred = shape - shape.mean()
    slope = float((centred * errors).sum() / (centred**2).sum())
    floor = min(max(float(errors.mean() - slope * shape.mean()), 0.0), HIGHEST_FLOOR)
    # A floor that was moved into its bounds asks for another slope.
    slope = float(((errors - floor) * shape).sum() / (shape**2).sum())
    return floor, slope, float(((errors - floor - slope * shape) ** 2).sum())


@dataclass(frozen=True, slots=True)
class Prices:
    """What each way costs and what it is worth in labels; all assumed (仮定).

    Units: yen per label; yen for the computing that is planned anyway, each doubling of
    which makes every label count `doubling_worth` times; yen per month of waiting, in
    which better general models make every label count `month_worth` times.
    """

    label: float
    computing: float
    month: float
    doubling_worth: float = 1.15
    month_worth: float = 1.04
    most_doublings: int = 6
    most_months: int = 24


@dataclass(frozen=True, slots=True)
class Mix:
    """One way to get there. Units: labels to add, doublings of computing, months, yen."""

    labels: int
    doublings: int
    months: int
    cost: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """The cheapest way of all, and the cheapest with one means alone, where there is one."""

    cheapest: Mix
    labels_only: Mix
    computing_only: Mix | None
    waiting_only: Mix | None


def frontier(curve: Curve, *, error: float, in_hand: int, prices: Prices) -> Frontier:
    """Find the cheapest mix of labels, computing and waiting that brings the error down.

    Every whole number of doublings and months is tried; the labels follow from them.
    Raises: OutOfReach.
    """
    needed = curve.labels_for(error)
    ways = list(_ways(needed, in_hand, prices))
    return Frontier(
        cheapest=min(ways, key=_cost_then_time),
        labels_only=next(way for way in ways if not way.doublings and not way.months),
        computing_only=_best(way for way in ways if not way.labels and not way.months),
        waiting_only=_best(way for way in ways if not way.labels and not way.doublings),
    )


def _ways(needed: float, in_hand: int, prices: Prices) -> Iterator[Mix]:
    for doublings in range(prices.most_doublings + 1):
        for months in range(prices.most_months + 1):
            worth = prices.doubling_worth**doublings * prices.month_worth**months
            labels = max(0, math.ceil(round(needed / worth - in_hand, 6)))
            computing = prices.computing * (2**doublings - 1)
            cost = labels * prices.label + computing + months * prices.month
            yield Mix(labels, doublings, months, cost)


def _best(ways: Iterator[Mix]) -> Mix | None:
    return min(ways, key=_cost_then_time, default=None)


def _cost_then_time(way: Mix) -> tuple[float, int, int]:
    return way.cost, way.months, way.doublings


def works_share(curve: Curve, *, error: float, labels: float, spread: float = SPREAD) -> float:
    """Give the chance that the error comes out low enough with so many labels, 0–1.

    What comes lies around the curve by a normal with this spread.
    """
    return 0.5 * (1 + math.erf((error - curve.error_at(labels)) / (spread * math.sqrt(2))))


def value_of_labels(
    curve: Curve, *, error: float, in_hand: int, worth: float, label_cost: float
) -> float:
    """Tell what the next hundred labels add to the mean payoff, less what they cost.

    Units: yen; worth is what it brings, discounted, if it works.
    """
    more, now = (
        works_share(curve, error=error, labels=labels)
        for labels in (in_hand + NEXT_LABELS, in_hand)
    )
    return (more - now) * worth - NEXT_LABELS * label_cost
