"""Statistics of a labelled table, part by part, merged without a second look."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import float64, intp
from numpy.typing import NDArray

from datasets.library.arithmetic.ahead import ahead
from datasets.measures.arithmetic.columns import Column
from datasets.measures.arithmetic.moments import Moments

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

CODE_VERSION = "2"
# A part is a run of row groups of about this many rows.
PART_ROWS = 200_000
# So many rows of a column stay near the processor while they are measured.
BATCH_ROWS = 40_000
MOST_CLASSES = 200


@dataclass(slots=True)
class Statistics:
    """Every column's statistics, and each class's summary of the columns that are numbers.

    `classes` is None where there is no label column or too many classes for one.
    """

    columns: dict[str, Column]
    label: str = ""
    classes: dict[str, dict[str, Moments]] | None = None

    @classmethod
    def empty(cls, schema: "pa.Schema", label: str = "") -> "Statistics":
        columns = {each.name: Column.empty(each.name, str(each.type)) for each in schema}
        return cls(columns, label, {} if label in columns else None)

    @property
    def row_count(self) -> int:
        return next(iter(self.columns.values())).row_count if self.columns else 0

    def add(self, batch: "pa.RecordBatch") -> None:
        """Take in more rows."""
        for name, column in self.columns.items():
            column.add(batch.column(name))
        if self.classes is not None:
            self._add_classes(batch)

    def _add_classes(self, batch: "pa.RecordBatch") -> None:
        """Put the rows in the order of their classes, then measure each class as one run."""
        encoded = batch.column(self.label).dictionary_encode()
        if len(encoded.dictionary) > MOST_CLASSES:
            self.classes = None
            return
        labels = [str(label) for label in encoded.dictionary.to_pylist()]
        # Rows without a label come last, and are left out.
        codes = encoded.indices.fill_null(len(labels)).to_numpy(zero_copy_only=False)
        counts = np.bincount(codes, minlength=len(labels) + 1)[:-1]
        in_order = np.argsort(codes, kind="stable")[: counts.sum()]
        summaries: dict[str, dict[str, Moments]] = {label: {} for label in labels}
        for name, column in self.columns.items():
            if column.is_number and name != self.label:
                values = batch.column(name).to_numpy(zero_copy_only=False)[in_order].astype(float)
                for label, moments in zip(labels, _of_classes(values, counts), strict=True):
                    summaries[label][name] = moments
        for label, summary in summaries.items():
            self._add_class(label, summary)

    def _add_class(self, label: str, summary: dict[str, Moments]) -> None:
        if self.classes is None:
            return
        known = self.classes.setdefault(label, {})
        for name, moments in summary.items():
            known[name] = known.get(name, Moments()).merged(moments)
        if len(self.classes) > MOST_CLASSES:
            self.classes = None

    def merge(self, other: "Statistics") -> None:
        """Add another part of the same table."""
        for name, column in self.columns.items():
            column.merge(other.columns[name])
        if self.classes is None or other.classes is None:
            self.classes = None
            return
        for label, summary in other.classes.items():
            self._add_class(label, summary)

    def as_document(self) -> dict[str, Any]:
        """Write everything down as JSON takes it."""
        return {
            "version": CODE_VERSION,
            "rows": self.row_count,
            "rows_covered": self.row_count,
            "columns": [column.as_document() for column in self.columns.values()],
            "label": self._label_document(),
        }

    def _label_document(self) -> dict[str, Any] | None:
        """Tell how the classes are balanced, and how they differ. All of it is exact."""
        if self.classes is None:
            return None
        counts = self.columns[self.label].frequent.counts
        return {
            "column": self.label,
            "exact": True,
            "balance": [
                {"label": label, "count": counts[label]}
                for label in sorted(counts, key=lambda each: (-counts[each], each))
            ],
            "per_class": {
                label: {
                    name: {"mean": m.mean, "deviation": m.deviation, "count": m.count}
                    for name, m in sorted(summary.items())
                    if m.count
                }
                for label, summary in sorted(self.classes.items())
            },
        }

    def as_bytes(self) -> bytes:
        """Write it so that it can be merged later."""
        record = {
            "version": CODE_VERSION,
            "label": self.label,
            "columns": [column.as_record() for column in self.columns.values()],
            "classes": None if self.classes is None else _records(self.classes),
        }
        return json.dumps(record, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, written: bytes) -> "Statistics":
        record = json.loads(written)
        columns = [Column.from_record(each) for each in record["columns"]]
        kept = record["classes"]
        classes = None if kept is None else _moments(kept)
        return cls({column.name: column for column in columns}, record["label"], classes)


def _of_classes(values: NDArray[float64], counts: NDArray[intp]) -> list[Moments]:
    """Measure the finite values of each class; `counts` says how many values it has in all."""
    is_finite = np.isfinite(values)
    if not is_finite.all():
        passed = np.concatenate([[0], np.cumsum(is_finite)])
        ends = np.concatenate([[0], np.cumsum(counts)])
        values, counts = values[is_finite], np.diff(passed[ends])
    return Moments.of_runs(values, counts)


def _records(classes: dict[str, dict[str, Moments]]) -> dict[str, dict[str, list[float]]]:
    return {
        label: {name: each.as_record() for name, each in summary.items()}
        for label, summary in classes.items()
    }


def _moments(records: dict[str, dict[str, list[Any]]]) -> dict[str, dict[str, Moments]]:
    return {
        label: {name: Moments(*each) for name, each in summary.items()}
        for label, summary in records.items()
    }


def part_count(parquet: Path) -> int:
    """Count the parts in which a table is measured; an empty table has one."""
    import pyarrow.parquet as pq

    rows: int = pq.ParquetFile(parquet).metadata.num_rows
    return max(1, -(-rows // PART_ROWS))


def groups_of(file: "pq.ParquetFile", number: int) -> list[int]:
    """List the row groups that begin in a part of a table."""
    first, groups = 0, []
    for group in range(file.num_row_groups):
        if first // PART_ROWS == number:
            groups.append(group)
        first += file.metadata.row_group(group).num_rows
    return groups


def measure_part(
    parquet: Path,
    number: int,
    *,
    label: str = "",
    report: Callable[[float], None] = lambda _share: None,
) -> Statistics:
    """Measure one part of a table, row group by row group. `number` counts from 0.

    `report` is told the share that is done, 0–1.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    statistics, groups = Statistics.empty(file.schema_arrow, label), groups_of(file, number)
    expected = sum(file.metadata.row_group(group).num_rows for group in groups)
    for batch in ahead(file.iter_batches(BATCH_ROWS, row_groups=groups, use_threads=False)):
        statistics.add(batch)
        report(min(statistics.row_count / expected, 1.0))
    return statistics
