"""Which items train, which tune and which judge: whole groups, never single rows."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import numpy as np
from numpy import int64
from numpy.typing import NDArray


class Split(StrEnum):
    TRAIN = "TRAIN"
    VALIDATION = "VALIDATION"
    TEST = "TEST"


SHARES = {Split.TRAIN: 0.7, Split.VALIDATION: 0.15, Split.TEST: 0.15}
FEWEST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Splits:
    """The split of each item; `is_random` where no group was known to split by."""

    by_item: tuple[Split, ...]
    is_random: bool

    def counts(self) -> dict[Split, int]:
        return {split: self.by_item.count(split) for split in Split}


def split_by_group(groups: list[str] | None, *, item_count: int, salt: str) -> Splits:
    """Split items so that no group is on both sides; rows at random where there is none.

    Groups go, in an order that `salt` fixes, to the split that lacks most: the same
    data always give the same splits, and a group's name alone does not tell its own.
    """
    keys = groups if groups and len(set(groups)) >= FEWEST_GROUPS else None
    names, members = np.unique(
        np.array(keys or [str(item) for item in range(item_count)]), return_inverse=True
    )
    split_of = _dealt([str(name) for name in names], np.bincount(members), salt)
    return Splits(tuple(split_of[member] for member in members), is_random=keys is None)


def _dealt(names: list[str], counts: NDArray[int64], salt: str) -> list[Split]:
    total = counts.sum()
    filled = dict.fromkeys(Split, 0)
    split_of = [Split.TRAIN] * len(names)
    for place in sorted(range(len(names)), key=lambda at: _draw(names[at], salt)):
        # Per share: an empty test set is more amiss than a training set short of a few.
        split = max(SHARES, key=lambda each: 1 - filled[each] / (SHARES[each] * total))
        split_of[place] = split
        filled[split] += int(counts[place])
    return split_of


def _draw(name: str, salt: str) -> bytes:
    return sha256(f"{salt}\n{name}".encode()).digest()
