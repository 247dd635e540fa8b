"""What one set of answers says at each rung, and which rung would bring in the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple


class NoPrice(Exception):
    """At no rung would enough buy, or more come in than each unit costs."""


class Band(NamedTuple):
    """An estimate with its 90 % band."""

    estimate: float
    low: float
    high: float


class Line(NamedTuple):
    """An estimate with its 90 % band at each rung, lowest rung first."""

    estimate: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, place: int) -> Band:
        return Band(self.estimate[place], self.low[place], self.high[place])

    def times(self, factors: Sequence[float]) -> "Line":
        """Multiply rung by rung; where a factor is below zero the band turns over."""
        estimate, low, high = (tuple(map(mul, factors, row)) for row in self)
        return Line(estimate, tuple(map(min, low, high)), tuple(map(max, low, high)))

    def rounded(self) -> "Line":
        estimate, low, high = (tuple(map(round, row)) for row in self)
        return Line(estimate, low, high)


class Rung(NamedTuple):
    """What is expected at one price.

    Units: price in yen per unit, share of priced answers (0-1), buyers in
    operations, quantity in units of the need, revenue in yen above unit cost.
    """

    price: int
    share: Band
    buyers: Band
    quantity: Band
    revenue: Band


@dataclass(frozen=True, slots=True)
class Reading:
    """The curve as told by one set of answers: all that were stated, or the firm ones.

    Units: as in Rung; mean_quantity stands for each answer's quantity. Only the
    first `candidate_count` rungs may be best.
    """

    rungs: tuple[int, ...]
    mean_quantity: float
    answer_count: int
    candidate_count: int
    share: Line
    buyers: Line

    @property
    def quantity(self) -> Line:
        return self.buyers.times([self.mean_quantity] * len(self.rungs))

    def revenue(self, unit_cost: int = 0) -> Line:
        """Take (p − unit cost) from each unit at each rung. Units: whole yen."""
        return self.quantity.times([rung - unit_cost for rung in self.rungs]).rounded()

    def at(self, price: int, unit_cost: int = 0) -> Rung:
        """Read one rung off. Raises: ValueError if the price is no rung."""
        place = self.rungs.index(price)
        return Rung(
            price=price,
            share=self.share.at(place),
            buyers=self.buyers.at(place),
            quantity=self.quantity.at(place),
            revenue=self.revenue(unit_cost).at(place),
        )


def best_rung(reading: Reading, unit_cost: int = 0) -> Rung:
    """Find the rung that would bring in the most, the lower one of two alike.

    Only rungs are candidates: a price between two of them would tell
    something about a single cap.

    Units: yen per unit of the need, with tax.
    Raises: NoPrice if no rung earns more than the unit cost.
    Source: posted-price revenue (p − c)·D(p); see science.md, section 1.
    """
    revenues = reading.revenue(unit_cost).estimate[: reading.candidate_count]
    most = max(revenues, default=0)
    if most <= 0:
        raise NoPrice
    return reading.at(reading.rungs[revenues.index(most)], unit_cost)
