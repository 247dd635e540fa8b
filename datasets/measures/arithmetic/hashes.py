"""Values become 64 bits that look drawn by chance, the same on every machine and day.

Parts measured years apart are merged, so nothing here may ever change: not Python's
`hash`, which differs from run to run, nor a library's, which may with its version.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy import int64, uint8, uint64
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

# So many bytes of text are spread into 64-bit words at a time.
BYTES_AT_ONCE = 2**18
# Odd: the fraction of the golden ratio.
BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 2**64)


def hashes_of(values: "pa.Array") -> NDArray[uint64]:
    """Hash each value; none of them is missing. Equal days and moments have equal hashes."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_floating(kind):
        # Minus zero is zero.
        numbers = values.to_numpy(zero_copy_only=False).astype(float) + 0.0
        return _stirred(numbers.view(uint64))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        values = values.cast(pa.timestamp("us")).cast(pa.int64())
    elif not (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        return _stirred(_folded(values.cast(pa.string())))
    return _stirred(values.to_numpy(zero_copy_only=False).astype(int64).view(uint64))


def hashes_of_rows(table: "pa.Table") -> NDArray[uint64]:
    """Hash whole rows: equal ones share their hash, missing cells included."""
    hashes = np.zeros(table.num_rows, dtype=uint64)
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        # Odd: no bit is lost, and the order of the columns counts.
        hashes *= uint64(BASE)
        hashes[column.is_valid().to_numpy(zero_copy_only=False)] ^= hashes_of(column.drop_null())
        hashes ^= hashes >> uint64(31)
    return hashes


def _stirred(words: NDArray[uint64]) -> NDArray[uint64]:
    """Let each bit depend on all others. Source: SplitMix64, Steele, Lea & Flood 2014."""
    words = words + uint64(BASE)
    words ^= words >> uint64(30)
    words *= uint64(0xBF58476D1CE4E5B9)
    words ^= words >> uint64(27)
    words *= uint64(0x94D049BB133111EB)
    words ^= words >> uint64(31)
    return words


def _folded(texts: "pa.StringArray") -> NDArray[uint64]:
    """Fold each text into one word: its bytes are the digits of a number in an odd base."""
    folded = np.zeros(len(texts), uint64)
    _validity, places, letters = texts.buffers()
    if letters is None:
        return folded
    offsets = np.frombuffer(places, np.int32)[texts.offset :][: len(texts) + 1].astype(int64)
    start = 0
    while start < len(texts):
        # As many texts as fit, and one at least, however long.
        fitting = np.searchsorted(offsets, offsets[start] + BYTES_AT_ONCE, side="right") - 1
        end = max(int(fitting), start + 1)
        ends = offsets[start : end + 1]
        digits = np.frombuffer(letters, uint8)[ends[0] : ends[-1]]
        folded[start:end] = _folded_at_once(digits, ends - ends[0])
        start = end
    return folded


def _folded_at_once(digits: NDArray[uint8], ends: NDArray[int64]) -> NDArray[uint64]:
    """Read all texts as one long number, then shift each to where it would stand alone."""
    # One size for all but the longest, so that the tables are made once.
    size = max(BYTES_AT_ONCE + 1, 2 ** len(digits).bit_length())
    # One is added, lest a text of zeros be like a shorter one.
    terms = (digits + uint64(1)) * _powers(BASE, size)[: len(digits)]
    sums = np.concatenate([np.zeros(1, uint64), np.cumsum(terms)])
    return np.diff(sums[ends]) * _powers(INVERSE, size)[ends[:-1]]


@lru_cache(maxsize=4)
def _powers(base: int, count: int) -> NDArray[uint64]:
    factors = np.full(count, base, uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)
