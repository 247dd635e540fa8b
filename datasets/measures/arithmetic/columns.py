"""What is known of one column: exact where that is cheap, else sketched with a stated error."""

from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from datasets.measures.arithmetic.moments import Moments

if TYPE_CHECKING:
    import pyarrow as pa

# Up to so many different values each is counted; beyond, they are estimated.
MOST_COUNTED = 1_000
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
KLL_K, HLL_LG_K = 200, 12
# One standard error of an HLL sketch with 2^12 registers: 1.04 / sqrt(4096).
HLL_ERROR = 0.01625


@dataclass(slots=True)
class Column:
    """One column's statistics so far. Parts merge; nothing is ever scanned twice.

    `counts` holds every value with its count until there are too many kinds; then it is
    None and `distinct` estimates how many there are.
    """

    name: str
    type: str
    row_count: int = 0
    missing_count: int = 0
    moments: Moments = field(default_factory=Moments)
    counts: Counter[str] | None = field(default_factory=Counter)
    quantiles: Any = None
    distinct: Any = None

    @classmethod
    def empty(cls, name: str, kind: str) -> Self:
        import datasketches

        column = cls(name, kind)
        column.distinct = datasketches.hll_sketch(HLL_LG_K)
        if column.is_number:
            column.quantiles = datasketches.kll_doubles_sketch(KLL_K)
        return column

    @property
    def is_number(self) -> bool:
        return self.type.startswith(("int", "double", "float"))

    def add(self, values: "pa.Array") -> None:
        """Take in more values of the column."""
        import numpy as np
        import pyarrow.compute as pc

        self.row_count += len(values)
        self.missing_count += values.null_count
        present = values.drop_null()
        if self.is_number:
            numbers = present.to_numpy(zero_copy_only=False).astype(float)
            finite = numbers[np.isfinite(numbers)]
            self.moments = self.moments.merged(Moments.of(finite))
            self.quantiles.update(finite)
        self._count(pc.value_counts(present))

    def _count(self, counted: "pa.StructArray") -> None:
        values = counted.field("values").to_pylist()
        if self.counts is not None:
            for value, count in zip(values, counted.field("counts").to_pylist(), strict=True):
                self.counts[str(value)] += count
            self._cut_short()
        update = self.distinct.update
        for value in values:
            update(str(value) if not isinstance(value, int | float) else value)

    def _cut_short(self) -> None:
        if self.counts is not None and len(self.counts) > MOST_COUNTED:
            self.counts = None

    def merge(self, other: "Column") -> None:
        """Add another part of the same column."""
        import datasketches

        self.row_count += other.row_count
        self.missing_count += other.missing_count
        self.moments = self.moments.merged(other.moments)
        if self.counts is not None and other.counts is not None:
            self.counts += other.counts
        else:
            self.counts = None
        self._cut_short()
        if self.is_number:
            self.quantiles.merge(other.quantiles)
        union = datasketches.hll_union(HLL_LG_K)
        union.update(self.distinct)
        union.update(other.distinct)
        self.distinct = union.get_result(datasketches.tgt_hll_type.HLL_8)

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
        if self.is_number and self.moments.count:
            document["moments"] = {
                "exact": True,
                "mean": self.moments.mean,
                "deviation": self.moments.deviation,
                "least": self.moments.least,
                "greatest": self.moments.greatest,
            }
            document["quantiles"] = self._quantiles()
        if self.counts is not None:
            common = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))
            document["most_common"] = {
                "exact": True,
                "values": [{"value": value, "count": count} for value, count in common[:20]],
            }
        return document

    def _distinct(self) -> dict[str, Any]:
        if self.counts is not None:
            return {"value": len(self.counts), "exact": True}
        return {
            "value": round(self.distinct.get_estimate()),
            "exact": False,
            "error": HLL_ERROR,
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
            "counts": self.counts,
            "quantiles": b64encode(sketch).decode(),
            "distinct": b64encode(self.distinct.serialize_updatable()).decode(),
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Column":
        import datasketches

        column = cls(record["name"], record["type"], record["rows"], record["missing"])
        column.moments = Moments(*record["moments"])
        column.counts = None if record["counts"] is None else Counter(record["counts"])
        column.distinct = datasketches.hll_sketch.deserialize(b64decode(record["distinct"]))
        if column.is_number:
            sketch = b64decode(record["quantiles"])
            column.quantiles = datasketches.kll_doubles_sketch.deserialize(sketch)
        return column
