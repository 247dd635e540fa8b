"""Shares with their bounds: how often it was right, how many tries it takes to show it."""

from dataclasses import dataclass
from math import sqrt

from numpy import int64
from numpy.typing import NDArray

# Two-sided. Of one test, and of each where there may be two (science.md, section 2).
ONE_TEST, EACH_OF_TWO = 0.95, 0.975
# How alike items of one group are, until it is estimated (science.md, section 2: assumed).
LIKENESS = 0.1
MOST_TRIES = 100_000


def wilson(share: float, count: float, level: float) -> tuple[float, float]:
    """Bound a share that was seen in so many tries, which need not be a whole number.

    Source: Newcombe 1998, method 3.
    """
    from scipy.stats import norm

    z = float(norm.ppf((1 + level) / 2))
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    half /= 1 + z * z / count
    return max(middle - half, 0.0), min(middle + half, 1.0)


def effective_count(sizes: NDArray[int64], likeness: float = LIKENESS) -> float:
    """Tell how many items of their own those of groups are worth: n/(1+(m−1)ρ).

    Of groups of different sizes m is that in which the average item lies.
    """
    count = int(sizes.sum())
    size = float((sizes.astype(float) ** 2).sum()) / count
    return count / (1 + (size - 1) * likeness)


@dataclass(frozen=True, slots=True)
class Demand:
    """What it takes to show a promise: right answers out of `tries`, None where all are too few.

    `tries_if_all_right` is the least number of tries with which it can be shown at all; `power`
    is the chance that something as good as `true_share` shows it.
    """

    tries: int
    right_needed: int | None
    tries_if_all_right: int
    true_share: float
    power: float


def demand(threshold: float, tries: int, *, level: float, true_share: float) -> Demand:
    """Tell what a promise asks of so many independent tries."""
    from scipy.stats import binom

    needed = right_needed(threshold, tries, level)
    power = 0.0 if needed is None else float(binom.sf(needed - 1, tries, true_share))
    return Demand(tries, needed, tries_needed(threshold, level), true_share, power)


def right_needed(threshold: float, tries: int, level: float) -> int | None:
    """Find the fewest right answers whose lower bound reaches the threshold."""
    low, high = 0, tries
    if tries < 1 or wilson(1.0, tries, level)[0] < threshold:
        return None
    while low < high:
        middle = (low + high) // 2
        if wilson(middle / tries, tries, level)[0] >= threshold:
            high = middle
        else:
            low = middle + 1
    return low


def tries_needed(threshold: float, level: float) -> int:
    """Find how many tries it takes if every one is right: z²·t/(1−t)."""
    from math import ceil

    from scipy.stats import norm

    if threshold >= 1:
        return MOST_TRIES
    z = float(norm.ppf((1 + level) / 2))
    return max(ceil(z * z * threshold / (1 - threshold) - 1e-9), 1)
