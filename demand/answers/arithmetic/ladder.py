"""Ladders of prices on the log scale, and caps known only by their rung interval."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from demand.answers.arithmetic.draws import Array, share_of
from demand.answers.arithmetic.weighing import Weighed

# Below five answers a median says nothing about what is far from it.
FEWEST_TO_WINSORISE = 5
NARROWEST_DEVIATION = 0.25
MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class Ladders:
    """The rungs' logs, and for each interval between them its middle and its width.

    The two open intervals are taken as wide as the one next to them.

    Shapes: logs (needs, rungs), middles and steps (needs, rungs + 1).
    """

    logs: Array
    middles: Array
    steps: Array

    @classmethod
    def of(cls, needs: Iterable[tuple[int, ...]]) -> "Ladders":
        """Measure ladders of equally many rungs."""
        logs, middles, steps = zip(*map(_measured, needs), strict=True)
        return cls(np.array(logs), np.array(middles), np.array(steps))


def middle_of(rungs: tuple[int, ...]) -> float:
    """Give the geometric middle between the lowest rung and the highest."""
    return math.sqrt(rungs[0] * rungs[-1])


@lru_cache(maxsize=4096)
def _measured(rungs: tuple[int, ...]) -> tuple[tuple[float, ...], ...]:
    # Needs share few ladders: each is measured once.
    logs = tuple(map(math.log, rungs))
    edges = (2 * logs[0] - logs[1], *logs, 2 * logs[-1] - logs[-2])
    middles = tuple((low + high) / 2 for low, high in pairwise(edges))
    return logs, middles, tuple(high - low for low, high in pairwise(edges))


@dataclass(frozen=True, slots=True)
class Moments:
    """Weighted logs in sum: what a normal-inverse-gamma belief is updated with.

    Units: count in answers of equal weight; squares is about the mean, freed of
    the grouping; grouping is the variance that knowing only the interval adds;
    highest is the largest log that an answer stands for.

    Shapes: (needs,).
    """

    count: Array
    mean: Array
    squares: Array
    grouping: Array
    highest: Array


def moments(ladders: Ladders, caps: Weighed) -> Moments:
    """Sum up caps known by their interval, each at its interval's geometric middle.

    Shapes: caps (needs, rungs + 1), without the caps of zero.
    Source: variance less step² / 12 (Sheppard 1898); science.md, section 1.
    """
    shares = share_of(caps.weights, caps.weights.sum(axis=-1, keepdims=True))
    square_step = (shares * ladders.steps**2).sum(axis=-1)
    # A ladder cannot show a spread finer than its own steps.
    logs = winsorised(ladders.middles, caps.counts, finest=np.sqrt(square_step))
    mean = (shares * logs).sum(axis=-1)
    spread = (shares * (logs - mean[..., np.newaxis]) ** 2).sum(axis=-1)
    return Moments(
        count=caps.effective_count,
        mean=mean,
        squares=caps.effective_count * np.maximum(spread - square_step / 12, 0),
        grouping=square_step / 12,
        highest=np.where(caps.counts > 0, logs, -np.inf).max(axis=-1),
    )


def winsorised(logs: Array, counts: Array, finest: Array | float = 0.0) -> Array:
    """Draw what lies three robust deviations from the median in to that bound.

    Below five answers nothing is moved.

    Shapes: logs rise along the last axis, counts says how many answers lie at each.
    Source: median ± 3 max(1.4826 MAD, .25); science.md, section 1.
    """
    median = weighted_median(logs, counts)[..., np.newaxis]
    apart = np.abs(logs - median)
    order = apart.argsort(axis=-1)
    deviation = weighted_median(
        np.take_along_axis(apart, order, axis=-1), np.take_along_axis(counts, order, axis=-1)
    )
    reach = 3 * np.maximum(np.maximum(MAD_TO_SIGMA * deviation, NARROWEST_DEVIATION), finest)
    reach = np.where(counts.sum(axis=-1) < FEWEST_TO_WINSORISE, np.inf, reach)[..., np.newaxis]
    return np.clip(logs, median - reach, median + reach)


def weighted_median(values: Array, counts: Array) -> Array:
    """Find the median of rising values, each there as often as its count says.

    Counts may be fractions, where answers are discounted.
    """
    below = counts.cumsum(axis=-1)
    half = below[..., -1:] / 2
    lower, upper = (
        np.take_along_axis(values, reached.argmax(axis=-1, keepdims=True), axis=-1)
        for reached in (below >= half, below > half)
    )
    return np.asarray((lower + upper)[..., 0] / 2)
