"""What would let a model cheat: the same thing on both sides of a split."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy import float64, int64, uint64
from numpy.typing import NDArray

from datasets.measures.arithmetic.near_duplicates import near_pairs

Array = NDArray[float64]

# A single column that tells the label apart this well was written after it.
TELLTALE_AREA = 0.99
TRAIN = "TRAIN"
# A handful of items can be told apart by chance.
FEWEST_TO_COMPARE = 10


class Leak(StrEnum):
    GROUP = "GROUP"
    SAME_FILE = "SAME_FILE"
    SAME_ROW = "SAME_ROW"
    NEAR_DUPLICATE = "NEAR_DUPLICATE"
    TIME = "TIME"
    TELLTALE_COLUMN = "TELLTALE_COLUMN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of leak: how many items it touches, and the first few by name or position."""

    leak: Leak
    count: int
    examples: tuple[str, ...]


MOST_EXAMPLES = 5


def shared_between_splits(keys: Sequence[str], splits: Sequence[str], leak: Leak) -> Finding | None:
    """Find groups, or hashes of files, that are in more than one split."""
    seen: dict[str, set[str]] = {}
    for key, split in zip(keys, splits, strict=True):
        seen.setdefault(key, set()).add(split)
    both = {key: True for key, where in seen.items() if len(where) > 1}
    count = sum(key in both for key in keys)
    return Finding(leak, count, tuple(both)[:MOST_EXAMPLES]) if both else None


def alike_between_splits(hashes: NDArray[uint64], splits: Sequence[str]) -> Finding | None:
    """Find pictures that look alike and are in different splits."""
    apart = [(one, other) for one, other in near_pairs(hashes) if splits[one] != splits[other]]
    if not apart:
        return None
    touched = {item for pair in apart for item in pair}
    examples = tuple(f"{one}, {other}" for one, other in apart[:MOST_EXAMPLES])
    return Finding(Leak.NEAR_DUPLICATE, len(touched), examples)


def trained_after_test(times: Sequence[datetime], splits: Sequence[str]) -> Finding | None:
    """Find training items from after the first item that judges: the future was known."""
    judging = [time for time, split in zip(times, splits, strict=True) if split != TRAIN]
    if not judging:
        return None
    first = min(judging)
    late = [
        time for time, split in zip(times, splits, strict=True) if split == TRAIN and time > first
    ]
    examples = tuple(time.isoformat() for time in sorted(late)[:MOST_EXAMPLES])
    return Finding(Leak.TIME, len(late), examples) if late else None


def telltale_columns(columns: dict[str, Array], labels: NDArray[int64]) -> Finding | None:
    """Find columns of numbers that, alone, tell one class from all others.

    Shapes: each column (items,), labels (items,). Missing values are left out.
    """
    telling = [
        name
        for name, values in columns.items()
        if any(
            max(area := _area(values, labels == each), 1 - area) > TELLTALE_AREA
            for each in np.unique(labels)
        )
    ]
    if not telling:
        return None
    return Finding(Leak.TELLTALE_COLUMN, len(telling), tuple(telling[:MOST_EXAMPLES]))


def _area(values: Array, is_class: NDArray[np.bool_]) -> float:
    """Give the area under the ROC curve by ranks (Mann-Whitney); 0.5 with nothing to compare."""
    from scipy.stats import rankdata

    known = np.isfinite(values)
    values, is_class = values[known], is_class[known]
    positive, negative = int(is_class.sum()), int((~is_class).sum())
    if min(positive, negative) < FEWEST_TO_COMPARE:
        return 0.5
    ranks = rankdata(values)
    return float((ranks[is_class].sum() - positive * (positive + 1) / 2) / (positive * negative))
