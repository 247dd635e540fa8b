"""A table beside pictures or sounds: a row says what one file, a box or a stretch of it is."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Self

from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.identity import delimiter_of
from datasets.intake.arithmetic.labels.marks import Files, Mark, Said, Tally, grouped, split_of
from datasets.intake.arithmetic.wording import LABEL_NAME
from marketplace.confinement.refusal import Code, Refused

MOST_BYTES = 64 * 1024**2
SOUGHT_ROWS = 200
CORNERS = ("xmin", "ymin", "xmax", "ymax")
STRETCH = re.compile(r"^(start|begin|end|stop)(_?(time|second|s))?s?$", re.IGNORECASE)
# Of a file, not of what it shows.
BESIDES = re.compile(
    r"^(width|height|format|split|source.*|.*_source|id|path|url|contributor|is_negative)$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^\s*([-+]?\d*\.?\d+(e[-+]?\d+)?)?\s*$", re.IGNORECASE)
CONTRIBUTOR, NEGATIVE = "contributor", "is_negative"
FLAGS = {"0", "1", "0.0", "1.0", "true", "false", "True", "False"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a label table say what. `flags` are classes with a 1 where they are."""

    file: str
    label: str
    flags: tuple[str, ...]

    @classmethod
    def find(cls, rows: list[dict[str, str]], files: Files) -> Self | None:
        """Find the column that names files, and that which says what they are."""
        named = {
            name: sum(files.find(row.get(name) or "") is not None for row in rows)
            for name in rows[0]
            if name
        }
        file = max(named, key=named.__getitem__, default="")
        if not file or not named[file]:
            return None
        others = [
            name
            for name in rows[0]
            if name
            and name != file
            and name not in CORNERS
            and not STRETCH.match(name)
            and not BESIDES.match(name)
        ]
        values = {name: {(row.get(name) or "").strip() for row in rows} for name in others}
        flags = tuple(name for name in others if values[name] <= FLAGS)
        rest = [name for name in others if name not in flags]
        label = next((name for name in rest if LABEL_NAME.search(name)), "")
        # Positions and sizes are no labels, whatever they are called.
        words = [name for name in rest if not all(map(NUMBER.match, values[name]))]
        few = [name for name in words if len(values[name]) <= max(2, len(rows) / 2)]
        label = label or (few or words or [""])[-1]
        return cls(file, label, () if label else flags) if label or flags else None


def names_files(archive: Archive, name: str, files: Files) -> bool:
    """Tell whether a text is a table that names files of the archive."""
    try:
        rows = list(islice(_rows(archive, name), SOUGHT_ROWS))
    except Refused as refusal:
        if refusal.code == Code.ENCODING:
            return False
        raise
    return bool(rows) and Columns.find(rows, files) is not None


def said(archive: Archive, names: list[str], files: Files, tally: Tally) -> Iterator[Said]:
    """Give what the rows of each table say, file by file."""
    for name in names:
        rows = list(_rows(archive, name))
        columns = Columns.find(rows[:SOUGHT_ROWS], files)
        if columns is None:
            continue
        found = grouped(_marks(rows, columns, files, tally, name))
        senders = _senders(rows, columns, files, name)
        negatives = _negatives(rows, columns, files, name)
        for path in {**found, **dict.fromkeys(negatives), **senders}:
            yield Said(
                path,
                tuple(found.get(path, ())),
                split=split_of(path) or split_of(name),
                contributor=senders.get(path, ""),
                is_unsure=path not in found and path not in negatives,
            )


def _negatives(rows: list[dict[str, str]], columns: Columns, files: Files, name: str) -> set[str]:
    """Find the files of which a column says that nothing was found on them."""
    said = (row.get(columns.file) or "" for row in rows if _is_negative(row))
    return {path for each in said if (path := files.find(each, beside=name))}


def _is_negative(row: dict[str, str]) -> bool:
    return (row.get(NEGATIVE) or "").strip().casefold() in {"1", "true"}


def _senders(
    rows: list[dict[str, str]], columns: Columns, files: Files, name: str
) -> dict[str, str]:
    """Tell who sent each file, where a column says so."""
    return {
        path: row[CONTRIBUTOR]
        for row in rows
        if row.get(CONTRIBUTOR) and (path := files.find(row.get(columns.file) or "", beside=name))
    }


def _rows(archive: Archive, name: str) -> Iterator[dict[str, str]]:
    """Read rows by the names of the columns. Raises: Refused where it is no text."""
    content = archive.read(name, MOST_BYTES)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = io.StringIO(text, newline="")
        try:
            yield from csv.DictReader(
                lines, delimiter=delimiter_of(text[:8192]), skipinitialspace=True
            )
        except csv.Error:
            raise Refused(Code.LONG_LINE, name) from None
        return
    raise Refused(Code.ENCODING, name)


def _marks(
    rows: list[dict[str, str]], columns: Columns, files: Files, tally: Tally, name: str
) -> Iterator[tuple[str, Mark]]:
    for number, row in enumerate(rows, start=2):
        tally.labels_in += 1
        path = files.find((row.get(columns.file) or "").strip(), beside=name)
        if path is None:
            tally.lose("NO_FILE", f"{name} line {number}")
            continue
        labels = [flag for flag in columns.flags if row.get(flag) in {"1", "1.0", "true", "True"}]
        labels = labels or [(row.get(columns.label) or "").strip()]
        try:
            place = _place(row)
        except ValueError:
            place, labels = {}, []
        if not any(labels) and (row.get(CONTRIBUTOR) or _is_negative(row)):
            # Sent by somebody who cannot tell, or who has found nothing.
            tally.labels_in -= 1
        elif not any(labels):
            tally.lose("BAD_LABEL", f"{name} line {number}")
        for label in filter(None, labels):
            yield path, Mark(label, **place)  # type: ignore[arg-type]  # each as its name says


def _place(row: dict[str, str]) -> dict[str, object]:
    """Read the box or the stretch. Raises: ValueError where one is written wrongly."""
    place: dict[str, object] = {}
    if all(row.get(corner) for corner in CORNERS):
        left, top, right, bottom = (float(row[corner]) for corner in CORNERS)
        place["box"] = (left, top, right - left, bottom - top)
    for name, value in row.items():
        told = STRETCH.match(name or "")
        if told and (value or "").strip():
            is_start = told.group(1).casefold() in {"start", "begin"}
            place["start" if is_start else "end"] = float(value)
    return place
