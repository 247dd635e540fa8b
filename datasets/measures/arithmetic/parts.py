"""Parts of a table by their bytes: what an older version has measured is not measured again."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from datasets.measures.arithmetic import statistics

if TYPE_CHECKING:
    import pyarrow.parquet as pq

PIECE = 1024**2


def part_digests(parquet: Path, *, label: str) -> list[str]:
    """Name each part by its rows as they are written, and by how they are measured.

    Rows appended to a table leave the parts before them as they were, byte by byte; a row
    left out or a column of another type changes them.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    way = f"{statistics.CODE_VERSION}\n{label}\n{file.schema_arrow.to_string()}\n".encode()
    spans = _spans(file.metadata, statistics.part_count(parquet))
    # Hashing lets go of the interpreter: two at a time take half as long.
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda span: _digest(parquet, span, way), spans))


def run_digest(digests: Sequence[str]) -> str:
    """Name the first parts of a table together."""
    return sha256("".join(digests).encode()).hexdigest()


def _spans(footer: "pq.FileMetaData", part_count: int) -> list[tuple[int, int]]:
    """Tell where the row groups of each part lie: in one piece, for they are written in order."""
    starts, first = dict[int, int](), 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        part = first // statistics.PART_ROWS
        if part not in starts:
            starts[part] = _start(group.column(0))
        first += group.num_rows
    end = _end(footer) if footer.num_row_groups else 0
    spans = []
    for part in reversed(range(part_count)):
        # A group larger than a part leaves the next one without any.
        start = starts.get(part, end)
        spans.append((start, end))
        end = start
    return spans[::-1]


def _start(chunk: "pq.ColumnChunkMetaData") -> int:
    dictionary = chunk.dictionary_page_offset
    data: int = chunk.data_page_offset
    return data if dictionary is None else min(data, dictionary)


def _end(footer: "pq.FileMetaData") -> int:
    group = footer.row_group(footer.num_row_groups - 1)
    last = group.column(group.num_columns - 1)
    return _start(last) + int(last.total_compressed_size)


def _digest(parquet: Path, span: tuple[int, int], way: bytes) -> str:
    digest, (start, end) = sha256(way), span
    with parquet.open("rb") as raw:
        raw.seek(start)
        while start < end and (piece := raw.read(min(PIECE, end - start))):
            digest.update(piece)
            start += len(piece)
    return digest.hexdigest()
