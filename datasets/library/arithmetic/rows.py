"""Rows of a table by their number: a page costs one row group, however deep it lies."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.library.arithmetic.conditions import Condition, known_columns, read_conditions
from datasets.library.arithmetic.plain import finite

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MOST_ROWS = 1_000
# A filter that hardly anything passes would read the whole table: a page stops here,
# and says from where the next one goes on.
MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows; `after` says after how many of the table the next page starts, None at its end."""

    rows: list[dict[str, Any]]
    after: int | None


def rows(
    parquet: Path,
    *,
    columns: Sequence[str] = (),
    where: Sequence[str] = (),
    after: int = 0,
    size: int = 100,
) -> Rows:
    """Read the rows that follow the first `after` ones and fulfil all conditions.

    Without columns all of them are read. Rows may be fewer than asked for, even none,
    with more to come: a page looks through fifty row groups at most.

    Raises: UnknownColumn, UnreadableCondition.
    """
    table = _Table.of(parquet)
    wanted = known_columns(columns or table.file.schema_arrow.names, table.file.schema_arrow)
    conditions = read_conditions(where, table.file.schema_arrow)
    room, found, ended = min(size, MOST_ROWS), list[dict[str, Any]](), after
    first_group = bisect_right(table.ends, after)
    for group in range(first_group, min(first_group + MOST_GROUPS, len(table.ends))):
        kept, numbers = table.fulfilling(group, conditions, wanted, after)
        taken = kept.slice(0, room - len(found))
        found.extend(finite(taken.select(wanted)).to_pylist())
        if kept.num_rows > taken.num_rows:
            last = taken.num_rows - 1
            return Rows(found, numbers[last].as_py() + 1 if taken.num_rows else ended)
        ended = table.ends[group]
        if len(found) == room:
            break
    return Rows(found, ended if ended < table.row_count else None)


@dataclass(frozen=True, slots=True)
class _Table:
    file: "pq.ParquetFile"
    ends: list[int]

    @classmethod
    def of(cls, parquet: Path) -> "_Table":
        import pyarrow.parquet as pq

        footer, ends = _footer(parquet, parquet.stat().st_mtime_ns)
        return cls(pq.ParquetFile(parquet, metadata=footer), ends)

    @property
    def row_count(self) -> int:
        return self.ends[-1] if self.ends else 0

    def fulfilling(
        self, group: int, conditions: Sequence[Condition], wanted: Sequence[str], after: int
    ) -> tuple["pa.Table", "pa.Array"]:
        """Keep the rows of a group that count, with their numbers in the table."""
        import numpy as np
        import pyarrow as pa

        start = self.ends[group - 1] if group else 0
        about = self.file.metadata.row_group(group)
        if not all(each.may_hold_in(about) for each in conditions):
            return self.file.schema_arrow.empty_table(), pa.array([], pa.int64())
        needed = list(dict.fromkeys([*wanted, *(each.column for each in conditions)]))
        rows = self.file.read_row_group(group, columns=needed, use_threads=False)
        skipped = max(after - start, 0)
        # Of a group's twenty thousand numbers a page asks for one: none becomes Python's.
        rows = rows.slice(skipped)
        numbers = pa.array(np.arange(start + skipped, self.ends[group], dtype=np.int64))
        for each in conditions:
            mask = each.mask(rows)
            rows, numbers = rows.filter(mask), numbers.filter(mask)
        return rows, numbers


@lru_cache(maxsize=32)
def _footer(parquet: Path, _written_at: int) -> tuple["pq.FileMetaData", list[int]]:
    """Read a footer once: that of ten million rows takes longer than a page of them."""
    import pyarrow.parquet as pq

    footer = pq.read_metadata(parquet)
    counts = (footer.row_group(group).num_rows for group in range(footer.num_row_groups))
    return footer, list(accumulate(counts))
