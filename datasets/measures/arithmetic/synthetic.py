"""What a synthetic row is worth in real ones: n_eff = n_real + κ · n_synthetic."""

from dataclasses import dataclass

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.learning_curve import BAND, LearningCurve

REPLICATES = 200
SEED = 20_269


@dataclass(frozen=True, slots=True)
class SyntheticWorth:
    """κ with its 90 % band. Below 0 the synthetic rows do harm.

    Infinite where no number of real rows is known to bring the error down as far.
    """

    kappa: float
    low: float
    high: float


def synthetic_worth(
    real: LearningCurve,
    *,
    real_count: int,
    synthetic_count: int,
    mixed_errors: NDArray[float64],
) -> SyntheticWorth:
    """Find how many real rows would have brought the error down as far.

    `mixed_errors` are the errors, replicate by replicate, of models trained on both
    kinds and judged on real rows only.

    Source: science.md, section 0, S8.
    """
    farthest = 20.0 * (real_count + synthetic_count)
    grid = np.geomspace(real.sizes[0] / 2, farthest, 400)
    curve = real.point.at(grid)[0]
    # The first size at which the real curve is as low.
    reached = (curve[np.newaxis] <= mixed_errors[:, np.newaxis]).argmax(axis=1)
    never = mixed_errors < curve[-1]
    equal = np.where(never, np.inf, grid[reached])
    kappas = (equal - real_count) / synthetic_count
    # Infinite ones must sort, not be averaged with their neighbours.
    low, middle, high = np.quantile(kappas, [BAND[0], 0.5, BAND[1]], method="nearest")
    return SyntheticWorth(float(middle), float(low), float(high))


def drawn_by_group(errors: NDArray[float64], groups: NDArray[int64]) -> NDArray[float64]:
    """Draw whole groups anew, and give each replicate's mean error. Shapes: both (items,)."""
    _names, members = np.unique(groups, return_inverse=True)
    sums, counts = np.bincount(members, errors), np.bincount(members)
    rng, group_count = np.random.default_rng(SEED), len(counts)
    even = np.full(group_count, 1 / group_count)
    drawn = rng.multinomial(group_count, even, REPLICATES)
    return np.asarray((drawn @ sums) / (drawn @ counts))
