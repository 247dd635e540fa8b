"""Who judged is known by a number: names stay in the original, which is its owner's alone."""

from pathlib import Path

from datasets.intake.arithmetic.row_groups import RowGroups
from datasets.library.arithmetic.parquet import ROW_GROUP


def number_people(table: Path, column: str) -> None:
    """Put numbers in place of names, from one on, in the order in which they first come."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers: dict[object, int] = {}
    numbered = table.with_suffix(".numbered")
    file = pq.ParquetFile(table)
    place = file.schema_arrow.names.index(column)
    with RowGroups(numbered) as rows:
        for batch in file.iter_batches(ROW_GROUP, use_threads=False):
            known = [
                None if name is None else numbers.setdefault(name, len(numbers) + 1)
                for name in batch.column(place).to_pylist()
            ]
            rows.add(batch.set_column(place, column, pa.array(known, pa.int64())))
    numbered.rename(table)
