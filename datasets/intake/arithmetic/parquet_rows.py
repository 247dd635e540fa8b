"""The rows of a Parquet file: read one by one, whatever its footer says there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from datasets.intake.arithmetic.account import Account
from datasets.intake.arithmetic.headers import MOST_COLUMNS, Header
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.texts import Report
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """Columns with types of their own; what ours do not know becomes text."""

    path: Path
    header: Header
    encoding = ""
    is_typed = True
    sheet = ""
    sheets = ()

    @classmethod
    def open(cls, request: dict[str, Any], _reading: Reading, _report: Report) -> Self:
        """Read the names of the columns. Raises: Refused."""
        import pyarrow.parquet as pq

        path = Path(request["source"])
        with _damage():
            names = pq.ParquetFile(path).schema_arrow.names
        if len(names) > MOST_COLUMNS:
            raise Refused(Code.MANY_COLUMNS, f"{len(names):,}")
        if not names or len(set(names)) < len(names):
            raise Refused(Code.NO_HEADER)
        return cls(path, Header(0, 0, "", tuple(names), tuple(names)))

    def batches(self, account: Account, report: Report) -> Iterator["pa.RecordBatch"]:
        """Give the rows that there really are. Raises: Refused where a page is broken."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with _damage():
            file = pq.ParquetFile(self.path, pre_buffer=False)
            claimed = max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
                account.rows_read += batch.num_rows
                columns = [_plain(column) for column in batch.columns]
                yield pa.record_batch(columns, list(self.header.names))
                report(min(account.rows_read / claimed, 1.0))
        if account.rows_read != file.metadata.num_rows:
            raise Refused(Code.DAMAGED, f"row {account.rows_read}")


@contextmanager
def _damage() -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise Refused(Code.DAMAGED) from None


def _plain(column: "pa.Array") -> "pa.Array":
    """Give a column in one of our types."""
    import pyarrow as pa

    kind, to = column.type, pa.types
    if to.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if to.is_boolean(kind) or to.is_date32(kind):
        return column
    is_whole = to.is_integer(kind) and kind != pa.uint64()
    is_number = to.is_floating(kind) or to.is_decimal(kind) or kind == pa.uint64()
    ours = [
        (is_whole, pa.int64()),
        (is_number, pa.float64()),
        (to.is_date64(kind), pa.date32()),
        (to.is_timestamp(kind), pa.timestamp("us")),
        (to.is_large_string(kind) or to.is_string(kind), pa.string()),
    ]
    wanted = next((each for fits, each in ours if fits), None)
    return _as_json(column) if wanted is None else column.cast(wanted, safe=False)


def _as_json(column: "pa.Array") -> "pa.Array":
    """Write what is nested as JSON, and bytes as nothing: nobody can tell what they are."""
    import json

    import pyarrow as pa

    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.nulls(len(column), pa.string())
    texts = (
        None if value is None else json.dumps(value, ensure_ascii=False, default=str)
        for value in column.to_pylist()
    )
    return pa.array(texts, pa.string())
