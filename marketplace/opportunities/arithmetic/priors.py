"""What is believed of each input before anything is known, and where that is from."""

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy import bool_, float64
from numpy.typing import NDArray

type Array = NDArray[float64]

# The 95th percentile of a standard normal.
Z95 = 1.6448536269514722


class Prior(Protocol):
    """A distribution, given by its quantile function."""

    def at(self, level: Array) -> Array:
        """Give the quantiles at levels between 0 and 1, shape for shape."""

    def as_document(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    value: float

    def at(self, level: Array) -> Array:
        return np.full_like(level, self.value)

    def as_document(self) -> dict[str, Any]:
        return {"kind": "fixed", "value": self.value}


@dataclass(frozen=True, slots=True)
class Uniform:
    low: float
    high: float

    def at(self, level: Array) -> Array:
        return self.low + (self.high - self.low) * level

    def as_document(self) -> dict[str, Any]:
        return {"kind": "uniform", "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Triangular:
    low: float
    mode: float
    high: float

    def at(self, level: Array) -> Array:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        if not width:
            return np.full_like(level, self.mode)
        below = self.low + np.sqrt(level * width * rise)
        above = self.high - np.sqrt((1 - level) * width * fall)
        return np.where(level * width < rise, below, above)

    def as_document(self) -> dict[str, Any]:
        return {"kind": "triangular", "low": self.low, "mode": self.mode, "high": self.high}


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A log-normal by its median and its 95th percentile."""

    median: float
    p95: float

    def at(self, level: Array) -> Array:
        from scipy.special import ndtri

        values: Array = self.median * np.exp(math.log(self.p95 / self.median) / Z95 * ndtri(level))
        return values

    def as_document(self) -> dict[str, Any]:
        return {"kind": "lognormal", "median": self.median, "p95": self.p95}


# Closer together towards 0 and 1, where quantiles are steep.
GRID: Array = (1 - np.cos(np.pi * np.linspace(0, 1, 2_049))) / 2


@lru_cache(maxsize=64)
def _beta_quantiles(a: float, b: float) -> Array:
    """Invert a beta's distribution function on GRID.

    Once for each belief: inverting it for every draw would take as long as all the rest,
    and what is read off the grid is right to 0.0001.
    """
    from scipy.special import betaincinv

    quantiles: Array = betaincinv(a, b, GRID)
    return quantiles


@dataclass(frozen=True, slots=True)
class Beta:
    a: float
    b: float

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> float:
        return self.mean * (1 - self.mean) / (self.a + self.b + 1)

    def at(self, level: Array) -> Array:
        return np.interp(level, GRID, _beta_quantiles(self.a, self.b))

    def as_document(self) -> dict[str, Any]:
        return {"kind": "beta", "a": self.a, "b": self.b}


def at_level(prior: Prior, level: float) -> float:
    """Read one quantile off a prior."""
    return float(prior.at(np.array([level]))[0])


@dataclass(frozen=True, slots=True)
class Priors:
    """All inputs of the payoff model; a typical developer's, unless replaced.

    Units: yen without tax; a year is twelve months. Every one is an assumption (仮定)
    until something replaces it.
    Source: science.md, section 4.
    """

    # Of those who could use it, the share that will ever pay, with no hypothetical bias.
    share: Prior = Beta(6, 54)
    hypothetical_divisor: Prior = Fixed(1.0)
    price: Prior = Triangular(18_000, 24_000, 30_000)
    innovation: Prior = Lognormal(0.03, 0.06)
    imitation: Prior = Lognormal(0.38, 0.70)
    churn: Prior = Beta(4, 21)
    labels: Prior = Triangular(2_000, 4_000, 8_000)
    label_cost: Prior = Triangular(15, 30, 60)
    person_months: Prior = Triangular(4, 7, 14)
    wage: Prior = Triangular(800_000, 1_000_000, 1_400_000)
    computing: Prior = Lognormal(300_000, 1_200_000)
    inference: Prior = Triangular(1_200, 2_400, 4_800)
    halving_months: Prior = Lognormal(9, 18)
    floor_share: Prior = Uniform(0.1, 0.4)
    maintenance_share: Prior = Uniform(0.12, 0.25)
    support: Prior = Triangular(1_500, 2_500, 4_000)
    acquisition: Prior = Triangular(3_000, 5_000, 9_000)
    technical: Prior = Beta(7, 3)
    substitution: Prior = Fixed(0.15)
    discount: Prior = Fixed(0.12)
    platform_share: Prior = Fixed(0.0)
    dividend_share: Prior = Fixed(0.05)
    subsidy: Prior = Fixed(0.0)
    # Months before the first buyer is served: farms buy before a season, not in it.
    season: Fixed = Fixed(0.0)


# Drawn before the inputs: whether it works at all, and when a general model replaces it.
# They move the outcome by jumps, and the first dimensions of Sobol points are the most even.
FATES = ("chance", "moment")
INPUTS = tuple(Priors.__dataclass_fields__)
# Told by a calendar, not drawn: it needs no dimension, which would make all others less even.
TOLD = ("season",)
DIMENSIONS = len(INPUTS) - len(TOLD) + len(FATES)
TYPICAL = Priors()


@dataclass(frozen=True, slots=True)
class Inputs:
    """One value of every input for each draw, and the draw's fate. Shapes: (draws,) each.

    `chance` decides whether it works, `moment` when a general model replaces it; both
    are uniform between 0 and 1.
    """

    values: dict[str, Array]
    chance: Array = field(repr=False)
    moment: Array = field(repr=False)

    def __getattr__(self, name: str) -> Array:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def count(self) -> int:
        return len(self.chance)

    @property
    def works(self) -> NDArray[bool_]:
        """Tell whether it works: a draw of its own against the drawn probability."""
        return self.chance < self.technical

    @property
    def replaced_after(self) -> Array:
        """Give the years until it is replaced: exponential with the drawn hazard a year.

        Infinite where there is no hazard.
        """
        with np.errstate(divide="ignore"):
            return -np.log(self.moment) / self.substitution

    def having(self, **changed: Array | float) -> "Inputs":
        """Give the same draws with some inputs set otherwise, by name."""
        fresh = {name: np.broadcast_to(value, self.count) for name, value in changed.items()}
        return replace(self, values=self.values | fresh)


@lru_cache(maxsize=16)
def uniforms(seed: int, power: int) -> Array:
    """Draw 2^power scrambled Sobol points; the same seed gives the same.

    Shapes: (DIMENSIONS, 2^power), each strictly between 0 and 1.
    """
    from scipy.stats import qmc

    points: Array = qmc.Sobol(DIMENSIONS, scramble=True, rng=seed).random_base2(power)
    rows = np.ascontiguousarray(np.clip(points, 1e-9, 1 - 1e-9).T)
    # Kept for whoever asks next: nobody may change them.
    rows.flags.writeable = False
    return rows


def draw(priors: Priors, points: Array) -> Inputs:
    """Turn uniform points into inputs and fates, one for each point."""
    chance, moment, *levels = points
    drawn = (name for name in INPUTS if name not in TOLD)
    values = {
        name: getattr(priors, name).at(level) for name, level in zip(drawn, levels, strict=True)
    }
    values |= {name: getattr(priors, name).at(chance) for name in TOLD}
    return Inputs(values, chance, moment)
