"""Pictures that look alike: perceptual hashes a few bits apart."""

from collections.abc import Iterator

import numpy as np
from numpy import int64, uint64
from numpy.typing import NDArray

# Within three bits of 64, two photos are the same scene (data.md).
NEAREST_BITS = 3
BANDS = NEAREST_BITS + 1
BAND_BITS = 64 // BANDS
# A band that so many share is an empty sky or a black frame: all pairs would be millions.
MOST_IN_BAND = 2_000


def near_pairs(hashes: NDArray[uint64]) -> list[tuple[int, int]]:
    """Find the pairs of pictures whose hashes differ in at most three bits.

    Three flipped bits leave at least one of four bands of 16 bits whole, so only
    pictures that share a band are compared.

    Shapes: hashes (pictures,). Gives positions, the earlier first, in order.
    """
    pairs: set[tuple[int, int]] = set()
    for keys in _bands(hashes):
        for members in _sharing(keys):
            pairs.update(_close(hashes, members[:MOST_IN_BAND]))
    return sorted(pairs)


def fullest_band(hashes: NDArray[uint64]) -> int:
    """Count the pictures that share the commonest band; beyond 2,000 not all are compared."""
    return max(int(np.unique(keys, return_counts=True)[1].max()) for keys in _bands(hashes))


def _bands(hashes: NDArray[uint64]) -> Iterator[NDArray[uint64]]:
    for band in range(BANDS):
        yield (hashes >> uint64(band * BAND_BITS)) & uint64(2**BAND_BITS - 1)


def _sharing(keys: NDArray[uint64]) -> Iterator[NDArray[int64]]:
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    return (members for members in np.split(order, ends) if len(members) > 1)


def _close(hashes: NDArray[uint64], members: NDArray[int64]) -> Iterator[tuple[int, int]]:
    for place, first in enumerate(members[:-1]):
        later = members[place + 1 :]
        near = np.bitwise_count(hashes[later] ^ hashes[first]) <= NEAREST_BITS
        for second in later[near]:
            yield (int(first), int(second)) if first < second else (int(second), int(first))


def clusters(count: int, pairs: list[tuple[int, int]]) -> NDArray[int64]:
    """Join pictures that are alike, step by step, and give each the first of its cluster."""
    first = np.arange(count)

    def root(item: int) -> int:
        while first[item] != item:
            first[item] = first[first[item]]
            item = int(first[item])
        return item

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return np.array([root(item) for item in range(count)])
