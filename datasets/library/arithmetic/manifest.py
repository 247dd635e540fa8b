"""How media and their labels are written down: two tables, whatever they came in as.

The manifest has a row for each file, the table of annotations one for each label. They
meet in `path`. A file that was looked at and shows nothing of what was sought is a
negative: `is_negative` is true, `label_count` is 0, and no row names it. A file that
nobody looked at has no `label_count`.
"""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from datasets.library.arithmetic.parquet import ROW_GROUP, WRITTEN

if TYPE_CHECKING:
    import pyarrow as pa

# How names of pictures and sounds end.
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "WAV": "wav", "FLAC": "flac"}


def token(number: int) -> str:
    """Write what others see in place of a contributor's name, in tables of any kind."""
    return f"c{number}"


def manifest_schema() -> "pa.Schema":
    """Describe the manifest. Units: bytes, pixels, seconds, samples a second.

    `sha256` is of the bytes that are given out; `print` are 64 bits in hexadecimal that are
    alike for pictures that look alike (pHash); `taken_in` is the quarter of the camera's own
    day, as "2026-Q2"; `contributor` a number or name that tells senders apart; `label` is that
    of a file which has one label for its whole.
    """
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    return pa.schema(
        [
            pa.field("path", text, nullable=False),
            pa.field("sha256", text, nullable=False),
            pa.field("byte_count", whole, nullable=False),
            pa.field("format", text, nullable=False),
            ("width", whole),
            ("height", whole),
            ("duration", pa.float64()),
            ("sample_rate", whole),
            ("channel_count", whole),
            ("taken_in", text),
            ("print", text),
            ("split", text),
            ("contributor", text),
            ("label", text),
            ("label_count", whole),
            pa.field("is_negative", pa.bool_(), nullable=False),
        ]
    )


def annotation_schema() -> "pa.Schema":
    """Describe the annotations. Units: pixels from the upper left corner; seconds.

    Without a box and a stretch a label is the whole file's. `outline` is JSON as COCO writes
    segmentations; `annotator` a name or number that the labelling tool gave.
    """
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    return pa.schema(
        [
            pa.field("path", text, nullable=False),
            pa.field("sha256", text, nullable=False),
            pa.field("label", text, nullable=False),
            ("x", number),
            ("y", number),
            ("width", number),
            ("height", number),
            ("outline", text),
            ("start", number),
            ("end", number),
            ("annotator", text),
        ]
    )


class Rows:
    """Writes rows to Parquet, a group at a time."""

    def __init__(self, target: Path, schema: "pa.Schema") -> None:
        import pyarrow.parquet as pq

        self._schema, self._waiting = schema, list[dict[str, Any]]()
        self._writer = pq.ParquetWriter(target, schema, **WRITTEN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._write()
        self._writer.close()

    def add(self, **row: Any) -> None:
        self._waiting.append(row)
        if len(self._waiting) >= ROW_GROUP:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, self._schema))
            self._waiting.clear()
