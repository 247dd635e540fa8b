"""The list of files and the table of labels, read together and never whole in memory."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Files whose labels are looked up together: their row groups are read once.
TOGETHER = 2_000
PICTURES = {"JPEG", "PNG", "WEBP"}


@dataclass(frozen=True, slots=True)
class Label:
    """One label. `key` is its number in the table. Units: pixels from upper left; seconds."""

    key: int
    label: str
    box: tuple[float, float, float, float] | None
    outline: Any
    start: float | None
    end: float | None
    annotator: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One file of the list, and what it shows. `key` is its number in the list, from one on.

    `place` is where it lies in an archive; `flat` where it lies among the pictures of its split
    in one folder, for formats that put a text beside each. `url` pulls it, with a token.
    Without labels it is a negative, or nobody looked.
    """

    key: int
    path: str
    place: str
    flat: str
    url: str
    about: dict[str, Any]
    labels: tuple[Label, ...] = ()

    @property
    def is_negative(self) -> bool:
        return bool(self.about["is_negative"])

    @property
    def is_unlabelled(self) -> bool:
        return self.about["label_count"] is None

    @property
    def size(self) -> tuple[int, int]:
        return self.about["width"], self.about["height"]


type Fetch = Callable[[Shown], Iterator[bytes]]


@dataclass(slots=True)
class Account:
    """What was written, and what a format had no words for."""

    files: int = 0
    labels: int = 0
    negatives: int = 0
    unlabelled: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, shown: Shown, label_count: int) -> None:
        self.files += 1
        self.labels += label_count
        self.negatives += shown.is_negative
        self.unlabelled += shown.is_unlabelled

    def as_document(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("files", "labels", "negatives")}
        return {**counts, "unlabelled": self.unlabelled, "left_out": dict(self.left_out)}


@dataclass(frozen=True)
class Listing:
    """The two tables of a version, and where its files are pulled.

    `url_of` makes the absolute address of a file of its hash and format; `about` says what
    the version is called, its number, its page and its terms.
    """

    manifest: Path
    annotations: Path
    url_of: Callable[[str, str], str]
    about: dict[str, str]

    @cached_property
    def classes(self) -> list[str]:
        """Name all classes in their order, which the numbers of formats follow."""
        import pyarrow.compute as pc

        found: set[str] = set()
        for batch in self._labels.iter_batches(columns=["label"], use_threads=False):
            found.update(pc.unique(batch.column(0)).to_pylist())
        return sorted(found)

    @cached_property
    def is_pictures(self) -> bool:
        first = next(self._batches(["format"], 1), [])
        return bool(first) and first[0]["format"] in PICTURES

    @cached_property
    def has_boxes(self) -> bool:
        """Tell from the footer whether any label has a place. Costs no reading."""
        return self._has_any("x")

    @cached_property
    def has_outlines(self) -> bool:
        """Tell from the footer whether any label has an outline. Costs no reading."""
        return self._has_any("outline")

    def _has_any(self, column: str) -> bool:
        footer = self._labels.metadata
        groups = (footer.row_group(each) for each in range(footer.num_row_groups))
        return any(_has_values(group, column) for group in groups)

    def files(self) -> Iterator[Shown]:
        """Give the files without their labels, in the order of the list."""
        yield from (each for some in self._some_files() for each in some)

    def shown(self) -> Iterator[Shown]:
        """Give the files with their labels, in the order of the list."""
        for some in self._some_files():
            found = self._labels_of({each.path for each in some})
            for each in some:
                yield _with_labels(each, found.get(each.path, []))

    def labelled(self) -> Iterator[Shown]:
        """Give those that somebody has looked at: a negative is one of them."""
        return (each for each in self.shown() if not each.is_unlabelled)

    @cached_property
    def _labels(self) -> "pq.ParquetFile":
        import pyarrow.parquet as pq

        return pq.ParquetFile(self.annotations)

    @cached_property
    def _stems(self) -> Counter[str]:
        """Count how many files share a name without ending: texts beside them would meet."""
        names = (row["path"] for some in self._batches(["path"], 10_000) for row in some)
        return Counter(PurePosixPath(name).stem.casefold() for name in names)

    def _batches(self, columns: list[str] | None, size: int) -> Iterator[list[dict[str, Any]]]:
        import pyarrow.parquet as pq

        file = pq.ParquetFile(self.manifest)
        for batch in file.iter_batches(size, columns=columns, use_threads=False):
            yield batch.to_pylist()

    def _some_files(self) -> Iterator[list[Shown]]:
        key = 0
        for some in self._batches(None, TOGETHER):
            yield [self._file(key + place, row) for place, row in enumerate(some, start=1)]
            key += len(some)

    def _file(self, key: int, row: dict[str, Any]) -> Shown:
        path, url = row["path"], self.url_of(row["sha256"], row["format"])
        under = f"{row['split']}/" if row["split"] else ""
        top = "images" if row["format"] in PICTURES else "sounds"
        name = PurePosixPath(path)
        flat = f"{under}{self._stem(name.stem, key)}{name.suffix}"
        return Shown(key, path, f"{top}/{under}{path}", flat, url, row)

    def _stem(self, stem: str, key: int) -> str:
        """Give a name that no other file has, whatever its ending."""
        if self._stems[stem.casefold()] == 1:
            return stem
        other = f"{stem}-{key}"
        while other.casefold() in self._stems:
            other += "_"
        return other

    def _labels_of(self, paths: set[str]) -> dict[str, list[Label]]:
        """Read the labels of some files: only the row groups that may hold them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        least, greatest, found = min(paths), max(paths), dict[str, list[Label]]()
        wanted, start = pa.array(sorted(paths)), 0
        footer = self._labels.metadata
        for number in range(footer.num_row_groups):
            group = footer.row_group(number)
            if _may_hold(group, least, greatest):
                rows = self._labels.read_row_group(number, use_threads=False)
                kept = pc.is_in(rows.column("path"), value_set=wanted)
                for key, row in _numbered(rows, kept, start):
                    found.setdefault(row["path"], []).append(_label(key, row))
            start += group.num_rows
        return found


def _with_labels(shown: Shown, labels: list[Label]) -> Shown:
    return Shown(
        shown.key, shown.path, shown.place, shown.flat, shown.url, shown.about, tuple(labels)
    )


def _numbered(
    rows: "pa.Table", kept: "pa.ChunkedArray", start: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows that are kept with their numbers in the table, from one on."""
    import pyarrow.compute as pc

    places = pc.indices_nonzero(kept).to_pylist()
    return zip((start + place + 1 for place in places), rows.filter(kept).to_pylist(), strict=True)


def _label(key: int, row: dict[str, Any]) -> Label:
    x, y, width, height = (row[side] for side in ("x", "y", "width", "height"))
    # No format has a word for a place that is no number.
    has_place = x is not None and all(map(math.isfinite, (x, y, width, height)))
    box = (x, y, width, height) if has_place else None
    outline = json.loads(row["outline"]) if row["outline"] else None
    annotator = row["annotator"] or ""
    return Label(key, row["label"], box, outline, row["start"], row["end"], annotator)


def _column(group: "pq.RowGroupMetaData", name: str) -> Any:
    places = range(group.num_columns)
    found = next(each for each in places if group.column(each).path_in_schema == name)
    return group.column(found).statistics


def _may_hold(group: "pq.RowGroupMetaData", least: str, greatest: str) -> bool:
    known = _column(group, "path")
    if known is None or not known.has_min_max:
        return True
    return bool(known.min <= greatest and least <= known.max)


def _has_values(group: "pq.RowGroupMetaData", name: str) -> bool:
    known = _column(group, name)
    return known is None or not known.has_null_count or known.null_count < group.num_rows
