"""What is known of one column: exact where that is cheap, else sketched with a stated error."""

from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from datasets.measures.arithmetic.hashes import hashes_of
from datasets.measures.arithmetic.moments import Moments
from datasets.measures.arithmetic.sketches import DISTINCT_ERROR, Distinct, Frequent

if TYPE_CHECKING:
    import pyarrow as pa

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
KLL_K = 200
MOST_SHOWN = 20


@dataclass(slots=True)
class Column:
    """One column's statistics so far. Parts merge; nothing is ever scanned twice.

    `quantiles` is a KLL sketch of DataSketches, for numbers alone. Infinities are counted
    as values, and belong to no moment and no quantile.
    """

    name: str
    type: str
    row_count: int = 0
    missing_count: int = 0
    moments: Moments = field(default_factory=Moments)
    frequent: Frequent = field(default_factory=Frequent)
    distinct: Distinct = field(default_factory=Distinct)
    quantiles: Any = None

    @classmethod
    def empty(cls, name: str, kind: str) -> Self:
        import datasketches

        column = cls(name, kind)
        if column.is_number:
            column.quantiles = datasketches.kll_doubles_sketch(KLL_K)
        return column

    @property
    def is_number(self) -> bool:
        return self.type.startswith(("int", "double", "float"))

    def add(self, values: "pa.Array") -> None:
        """Take in more values of the column."""
        self.row_count += len(values)
        self.missing_count += values.null_count
        present = values.drop_null() if values.null_count else values
        if self.is_number:
            numbers = present.to_numpy(zero_copy_only=False).astype(float, copy=False)
            finite = numbers[np.isfinite(numbers)]
            self.moments = self.moments.merged(Moments.of(finite))
            self.quantiles.update(finite)
        self._count(present)

    def _count(self, present: "pa.Array") -> None:
        if self.frequent.is_exact:
            # Few kinds so far: it is enough to hash each of them once.
            counted = present.value_counts()
            self.distinct.add(hashes_of(counted.field("values")))
        else:
            hashes = hashes_of(present)
            self.distinct.add(hashes)
            counted = self.frequent.candidates(present, hashes).value_counts()
        self.frequent.add(counted)

    def merge(self, other: "Column") -> None:
        """Add another part of the same column."""
        self.row_count += other.row_count
        self.missing_count += other.missing_count
        self.moments = self.moments.merged(other.moments)
        self.frequent.merge(other.frequent)
        self.distinct.merge(other.distinct)
        if self.is_number:
            self.quantiles.merge(other.quantiles)

    # What is told

    def as_document(self) -> dict[str, Any]:
        """Write down what is known, each figure with whether it is exact, or its error."""
        document: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "rows_covered": self.row_count,
            "missing": {"value": self.missing_count, "exact": True},
            "distinct": self._distinct(),
        }
        if self.moments.count:
            document["moments"] = {
                "exact": True,
                "mean": self.moments.mean,
                "deviation": self.moments.deviation,
                "least": self.moments.least,
                "greatest": self.moments.greatest,
            }
            document["quantiles"] = self._quantiles()
        common = self.frequent.most_common(MOST_SHOWN)
        if common or self.frequent.is_exact:
            document["most_common"] = {
                "exact": self.frequent.is_exact,
                "error": self.frequent.missed,
                "error_is": "the most rows by which a count is too low",
                "values": [{"value": value, "count": count} for value, count in common],
            }
        return document

    def _distinct(self) -> dict[str, Any]:
        if self.frequent.is_exact:
            return {"value": len(self.frequent.counts), "exact": True}
        return {
            "value": round(self.distinct.estimate()),
            "exact": False,
            "error": DISTINCT_ERROR,
            "error_is": "one standard error, as a share of the value",
        }

    def _quantiles(self) -> dict[str, Any]:
        values = self.quantiles.get_quantiles(QUANTILES)
        is_exact = not self.quantiles.is_estimation_mode()
        return {
            "exact": is_exact,
            "error": 0.0 if is_exact else self.quantiles.normalized_rank_error(False),
            "error_is": "rank, as a share of all rows, 99 % of the time",
            "values": dict(zip(map(str, QUANTILES), map(float, values), strict=True)),
        }

    # How it is kept

    def as_record(self) -> dict[str, Any]:
        sketch = self.quantiles.serialize() if self.is_number else b""
        return {
            "name": self.name,
            "type": self.type,
            "rows": self.row_count,
            "missing": self.missing_count,
            "moments": self.moments.as_record(),
            "counts": self.frequent.counts,
            "missed": self.frequent.missed,
            "quantiles": b64encode(sketch).decode(),
            "distinct": self.distinct.as_record(),
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        import datasketches

        column = cls(record["name"], record["type"], record["rows"], record["missing"])
        column.moments = Moments(*record["moments"])
        column.frequent = Frequent(Counter(record["counts"]), record["missed"])
        column.distinct = Distinct.from_record(record["distinct"])
        if column.is_number:
            sketch = b64decode(record["quantiles"])
            column.quantiles = datasketches.kll_doubles_sketch.deserialize(sketch)
        return column
