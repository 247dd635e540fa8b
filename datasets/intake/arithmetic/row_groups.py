"""Parquet as clients want it: small row groups with a page index, so that they pull a part."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from datasets.library.arithmetic.parquet import ROW_GROUP, WRITTEN

if TYPE_CHECKING:
    import pyarrow as pa

# A group of many columns or long texts has fewer rows, lest its readers need too much memory.
GROUP_BYTES = 128 * 1024 * 1024


class RowGroups:
    """Writes batches to one file, as long as they have the types of the first.

    `fit` says whether all had; after one that had not, nothing more is written.
    """

    def __init__(self, target: Path) -> None:
        self.target, self.fit = target, True
        self._writer: Any = None
        self._waiting: list[pa.RecordBatch] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is None:
            return
        if self.fit and error is None:
            self._write(whole_groups=False)
        self._writer.close()

    def add(self, batch: "pa.RecordBatch") -> None:
        if self._writer is None:
            self._writer = _open(self.target, batch)
        self.fit = self.fit and self._writer.schema.equals(batch.schema)
        if not self.fit:
            self._waiting.clear()
            return
        self._waiting.append(batch)
        if sum(each.num_rows for each in self._waiting) >= ROW_GROUP:
            self._write(whole_groups=True)
        elif sum(each.nbytes for each in self._waiting) >= GROUP_BYTES:
            self._write(whole_groups=False)

    def _write(self, *, whole_groups: bool) -> None:
        """Write what waits; with `whole_groups`, rows that do not fill one go on waiting."""
        import pyarrow as pa

        if not self._waiting:
            return
        table = pa.Table.from_batches(self._waiting)
        ready = table.num_rows - table.num_rows % ROW_GROUP if whole_groups else table.num_rows
        self._writer.write_table(table.slice(0, ready), row_group_size=ROW_GROUP)
        self._waiting = table.slice(ready).to_batches()


def write_table(table: "pa.Table", target: Path) -> None:
    """Write a table that is whole in memory."""
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        target,
        compression="zstd",
        write_page_index=True,
        version="2.6",
        row_group_size=ROW_GROUP,
    )


def _open(target: Path, batch: "pa.RecordBatch") -> Any:
    """Open the file, with a dictionary for those columns whose values often come again."""
    import pyarrow.parquet as pq

    repeating = [
        name
        for name in batch.schema.names
        if len(batch.column(name).unique()) <= batch.num_rows / 2
    ]
    return pq.ParquetWriter(target, batch.schema, use_dictionary=repeating, **WRITTEN)
