"""Parts of a table by their bytes: what an older version has measured is not measured again."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from datasets.measures.arithmetic.statistics import CODE_VERSION, groups_of

if TYPE_CHECKING:
    import pyarrow.parquet as pq


def part_digest(parquet: Path, number: int, *, label: str) -> str:
    """Name a part by its rows as they are written, and by how they are measured.

    Rows appended to a table leave the parts before them as they were, byte by byte; a row
    left out or a column of another type changes them.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    digest = sha256(f"{CODE_VERSION}\n{label}\n{file.schema_arrow.to_string()}\n".encode())
    with parquet.open("rb") as raw:
        for group in groups_of(file, number):
            start, size = _span(file.metadata.row_group(group))
            raw.seek(start)
            digest.update(raw.read(size))
    return digest.hexdigest()


def _span(group: "pq.RowGroupMetaData") -> tuple[int, int]:
    """Tell where a row group's pages lie in the file, one column after the other."""
    columns = [group.column(place) for place in range(group.num_columns)]
    starts = [
        min(each.data_page_offset, each.dictionary_page_offset or each.data_page_offset)
        for each in columns
    ]
    return min(starts), sum(each.total_compressed_size for each in columns)
