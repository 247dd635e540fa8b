"""Exact moments of numbers that come in parts."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy import float64, intp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean, sum of squared deviations, least and greatest; empty to begin with."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    least: float = math.inf
    greatest: float = -math.inf

    @classmethod
    def of(cls, values: NDArray[float64]) -> Self:
        """Measure numbers, all of them finite."""
        if not len(values):
            return cls()
        # Numbers so large that their sum is endless have no mean; the rest holds.
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(values.mean())
            squares = float(np.square(values - mean).sum())
        return cls(len(values), mean, squares, float(values.min()), float(values.max()))

    @classmethod
    def of_runs(cls, values: NDArray[float64], lengths: NDArray[intp]) -> list[Self]:
        """Measure runs of numbers that lie one after the other, all at once."""
        is_run = lengths > 0
        full = lengths[is_run]
        starts = np.cumsum(full) - full
        if not len(starts):
            return [cls() for _run in lengths]
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.add.reduceat(values, starts) / full
            squares = np.add.reduceat(np.square(values - np.repeat(means, full)), starts)
        measured = zip(
            full.tolist(),
            means.tolist(),
            squares.tolist(),
            np.minimum.reduceat(values, starts).tolist(),
            np.maximum.reduceat(values, starts).tolist(),
            strict=True,
        )
        return [cls(*next(measured)) if each else cls() for each in is_run.tolist()]

    def merged(self, other: "Moments") -> "Moments":
        """Add another part. Source: Chan, Golub & LeVeque 1983, pairwise update."""
        count = self.count + other.count
        if not count:
            return self
        apart = other.mean - self.mean
        return Moments(
            count,
            self.mean + apart * other.count / count,
            self.squares + other.squares + apart * apart * self.count * other.count / count,
            min(self.least, other.least),
            max(self.greatest, other.greatest),
        )

    @property
    def deviation(self) -> float | None:
        """Sample standard deviation; None below two values."""
        return math.sqrt(self.squares / (self.count - 1)) if self.count > 1 else None

    def as_record(self) -> list[float]:
        """Give the arguments that make the same again; infinity is no JSON."""
        ends = [self.least, self.greatest] if self.count else []
        return [self.count, self.mean, self.squares, *ends]
