"""How far several people agree on labels: beyond that, no model can be measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

Array = NDArray[float64]

REPLICATES = 1_000
SEED = 20_261
UNLABELLED = -1


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha: 1 is full agreement, 0 what chance would give.

    `low` and `high` bound 95 % of a bootstrap over units; `ceiling` is the chance that
    two people give a unit the same label: a score above it says nothing.
    """

    alpha: float
    low: float
    high: float
    ceiling: float
    pair_count: int
    unit_count: int
    person_count: int


class NothingInCommon(ValueError):
    """No unit was labelled by two people, so nothing can be compared."""


def agreement(labels: Sequence[Sequence[int]] | NDArray[int64], *, seed: int = SEED) -> Agreement:
    """Measure how far people agree on nominal labels.

    Shapes: labels (units, people), classes counted from 0; −1 where a person gave none.
    Raises: NothingInCommon.
    Source: Krippendorff, alpha = 1 − D_o / D_e; bootstrap over units.
    """
    table = np.asarray(labels, dtype=np.int64)
    counts = _class_counts(table)
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts):
        raise NothingInCommon("No unit has two labels.")
    pairs, sizes = _agreeing_pairs(counts), counts.sum(axis=1)
    drawn = _replicates(counts, seed)
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (np.nan, np.nan)
    return Agreement(
        alpha=float(_alpha(counts[np.newaxis])[0]),
        low=float(low),
        high=float(high),
        ceiling=float(pairs.sum() / (sizes * (sizes - 1)).sum()),
        pair_count=int((sizes * (sizes - 1)).sum()) // 2,
        unit_count=len(counts),
        person_count=int((table != UNLABELLED).any(axis=0).sum()),
    )


def _class_counts(table: NDArray[int64]) -> NDArray[int64]:
    """Count, for each unit, how many gave it each class. Shapes: (units, classes)."""
    class_count = int(table.max(initial=-1)) + 1
    return np.stack([(table == each).sum(axis=1) for each in range(class_count)], axis=1)


def _agreeing_pairs(counts: NDArray[int64]) -> NDArray[int64]:
    return np.asarray((counts * (counts - 1)).sum(axis=-1))


def _alpha(counts: NDArray[int64]) -> Array:
    """Give alpha of many samples of units. Shapes: counts (samples, units, classes)."""
    sizes = counts.sum(axis=-1)
    value_count = sizes.sum(axis=-1)
    observed = 1 - (_agreeing_pairs(counts) / (sizes - 1)).sum(axis=-1) / value_count
    classes = counts.sum(axis=1)
    expected = 1 - _agreeing_pairs(classes) / (value_count * (value_count - 1))
    # All of one class: there is nothing to disagree about.
    disagrees = np.divide(observed, expected, out=np.zeros_like(observed), where=expected > 0)
    return np.asarray(1 - disagrees)


def _replicates(counts: NDArray[int64], seed: int) -> Array:
    """Draw the units anew, so that whole units stand or fall together."""
    rng = np.random.default_rng(seed)
    # A thousand draws of ten thousand units at once would be 80 MB a class.
    step = max(1, 2_000_000 // counts.size)
    drawn = [
        _alpha(counts[rng.integers(len(counts), size=(min(step, REPLICATES - start), len(counts)))])
        for start in range(0, REPLICATES, step)
    ]
    return np.concatenate(drawn)
