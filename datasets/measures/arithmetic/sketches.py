"""How many different values there are and which come most often, in little memory.

Both are small, merge in any order, and know how wrong they may be. The DataSketches
library has them too, but takes one call from Python per value: for a million rows of
twenty columns that alone takes longer than pandas needs for all it does.
"""

from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from zlib import compress, decompress

import numpy as np
from numpy import intp, uint8, uint64
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

REGISTERS_LOG2 = 12
REGISTERS = 2**REGISTERS_LOG2
HASH_BITS = 64 - REGISTERS_LOG2
# One standard error, as a share of the count: 1.04 / sqrt(4096).
DISTINCT_ERROR = 0.01625
MOST_KEPT = 1_000
BUCKETS_LOG2 = 14


@dataclass(slots=True)
class Distinct:
    """A HyperLogLog sketch: the longest run of zero bits seen, in each of 4,096 registers.

    Source: Flajolet, Fusy, Gandouet & Meunier 2007.
    """

    registers: NDArray[uint8] = field(default_factory=lambda: np.zeros(REGISTERS, uint8))

    def add(self, hashes: NDArray[uint64]) -> None:
        places = (hashes >> uint64(HASH_BITS)).astype(intp)
        rest = hashes & uint64(2**HASH_BITS - 1)
        # 52 bits fit a float exactly, whose exponent then is their length.
        runs = HASH_BITS + 1 - np.frexp(rest.astype(float))[1]
        np.maximum.at(self.registers, places, runs.astype(uint8))

    def merge(self, other: "Distinct") -> None:
        np.maximum(self.registers, other.registers, out=self.registers)

    def estimate(self) -> float:
        """Estimate how many different hashes were added.

        Source: Ertl 2017, "New cardinality estimation algorithms for HyperLogLog
        sketches", algorithm 6: no bias at any size, no tables. Its term for registers that
        can rise no further is left out: that takes some 10^15 values.
        """
        shares = np.bincount(self.registers, minlength=HASH_BITS + 2) / REGISTERS
        total = 0.0
        for share in shares[:0:-1]:
            total = (total + share) / 2
        total += _sigma(shares[0])
        return float(REGISTERS / (2 * np.log(2) * total))

    def as_record(self) -> str:
        return b64encode(compress(self.registers.tobytes())).decode()

    @classmethod
    def from_record(cls, record: str) -> Self:
        return cls(np.frombuffer(decompress(b64decode(record)), uint8).copy())


def _sigma(share: float) -> float:
    """Weigh the registers that nothing has reached yet."""
    if share == 1:
        return float("inf")
    total, weight, before = share, 1.0, None
    while total != before:
        share *= share
        before, total = total, total + share * weight
        weight *= 2
    return total


@dataclass(slots=True)
class Frequent:
    """How often the values come that come most often, at most 1,000 of them.

    No count is ever too high. `missed` is the most by which one is too low, that of a value
    left out included: zero as long as all values have been kept.
    Source: the bound of Misra & Gries 1982, kept per merge as in Agarwal et al. 2012.
    """

    counts: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    @property
    def is_exact(self) -> bool:
        return not self.missed

    def candidates(self, values: "pa.Array", hashes: NDArray[uint64]) -> "pa.Array":
        """Pick the values that may come more often than one in a thousand; pass over the rest.

        Values fall into 16,384 buckets by their hash. None comes more often than its bucket
        is full, so only those in full buckets have to be counted.
        """
        import pyarrow as pa

        buckets = (hashes >> uint64(64 - BUCKETS_LOG2)).astype(intp)
        sizes = np.bincount(buckets, minlength=2**BUCKETS_LOG2)
        is_full = sizes > len(hashes) / MOST_KEPT
        self.missed += int(sizes[~is_full].max(initial=0))
        return values.filter(pa.array(is_full[buckets])) if is_full.any() else values[:0]

    def add(self, counted: "pa.StructArray") -> None:
        """Add values, none missing, with how often each came."""
        import pyarrow as pa

        values, counts = counted.field("values"), counted.field("counts").to_numpy()
        if len(counts) > MOST_KEPT:
            # Before they become Python's: a block may hold many thousands.
            # How many come more often than once, than twice, …: most come once.
            above = len(counts) - np.cumsum(np.bincount(counts))
            floor = np.argmax(above <= MOST_KEPT)
            self.missed += int(floor)
            values, counts = values.filter(pa.array(counts > floor)), counts[counts > floor]
        for value, count in zip(values.to_pylist(), counts.tolist(), strict=True):
            self.counts[str(value)] += count
        self._keep_the_most()

    def merge(self, other: "Frequent") -> None:
        # Not `+=`, which asks twice for each new value and looks for negative counts.
        self.counts.update(other.counts)
        self.missed += other.missed
        self._keep_the_most()

    def _keep_the_most(self) -> None:
        if len(self.counts) <= MOST_KEPT:
            return
        floor = sorted(self.counts.values())[-MOST_KEPT - 1]
        self.missed += floor
        self.counts = Counter({value: n for value, n in self.counts.items() if n > floor})

    def most_common(self, most: int) -> list[tuple[str, int]]:
        """List the values that surely belong among those that come most often."""
        sure = [pair for pair in self.counts.items() if pair[1] > self.missed]
        return sorted(sure, key=lambda pair: (-pair[1], pair[0]))[:most]
