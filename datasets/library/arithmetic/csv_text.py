"""A table as CSV, piece by piece: never whole in memory."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

PIECE_ROWS = 5_000

type Change = Callable[["pa.RecordBatch"], "pa.RecordBatch"]


def as_csv(parquet: Path, change: Change = lambda rows: rows) -> Iterator[bytes]:
    """Write a table's rows as UTF-8 CSV, the names of its columns first.

    `change` is done to each piece before it is written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    names = pa.RecordBatch.from_pylist([], file.schema_arrow)
    yield _written(change(names), with_names=True)
    for batch in file.iter_batches(PIECE_ROWS, use_threads=False):
        yield _written(change(batch), with_names=False)


def _written(rows: "pa.RecordBatch", *, with_names: bool) -> bytes:
    import pyarrow.csv as pc

    sink = io.BytesIO()
    pc.write_csv(rows, sink, pc.WriteOptions(include_header=with_names, quoting_style="needed"))
    return sink.getvalue()
