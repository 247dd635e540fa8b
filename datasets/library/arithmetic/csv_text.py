"""A table as CSV, piece by piece: never whole in memory."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

PIECE_ROWS = 5_000


def as_csv(parquet: Path) -> Iterator[bytes]:
    """Write a table's rows as UTF-8 CSV, the names of its columns first."""
    import pyarrow.csv
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    options = pyarrow.csv.WriteOptions(include_header=False)
    header = pyarrow.csv.WriteOptions(include_header=True)
    yield _written(file.schema_arrow.empty_table(), header)
    for batch in file.iter_batches(PIECE_ROWS, use_threads=False):
        yield _written(batch, options)


def _written(rows: "pa.RecordBatch | pa.Table", options: object) -> bytes:
    import pyarrow.csv

    sink = io.BytesIO()
    pyarrow.csv.write_csv(rows, sink, options)
    return sink.getvalue()
