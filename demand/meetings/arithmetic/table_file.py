"""A file of answers becomes rows of text: a spreadsheet or CSV in any usual encoding.

Runs in a confined child: the file is somebody else's.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, time
from pathlib import Path
from typing import Any

from marketplace.confinement.refusal import Code, Refused

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 60, 1_000
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DELIMITERS = ",\t;"


def read_sheet(request: dict[str, Any], *, report: Callable[[float], None]) -> dict[str, Any]:
    """Read the file at `source` into `rows`, each a list of texts, as many as the widest has.

    Raises: Refused.
    """
    content = Path(request["source"]).read_bytes()
    if not content.strip():
        raise Refused(Code.EMPTY)
    rows = _cells(content) if content.startswith(SPREADSHEETS) else _texts(content)
    written = [[_clean(cell) for cell in row] for row in rows]
    if not any(any(row) for row in written):
        raise Refused(Code.EMPTY)
    return {"rows": [_trimmed(row) for row in written]}


def _trimmed(row: list[str]) -> list[str]:
    """Leave empty cells at the end out. Raises: Refused for a row too wide."""
    filled = max((place for place, cell in enumerate(row, start=1) if cell), default=0)
    if filled > MOST_COLUMNS:
        raise Refused(Code.MANY_COLUMNS)
    return row[:filled]


def _clean(cell: str) -> str:
    return cell.strip().strip("\u3000")[:LONGEST_CELL]


def _cells(content: bytes) -> Iterable[list[str]]:
    """Read the first sheet of a workbook that has anything in it. Raises: Refused."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        sheet = next((each for each in sheets if each.height), None)
    except CalamineError:
        raise Refused(Code.UNKNOWN) from None
    if sheet is None:
        raise Refused(Code.EMPTY)
    # A single cell far away spans all that lies between.
    if sheet.total_height > MOST_ROWS:
        raise Refused(Code.TOO_LARGE)
    if sheet.total_width > MOST_COLUMNS:
        raise Refused(Code.MANY_COLUMNS)
    return [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(value: Any) -> str:
    """Say a cell's value as a person would have typed it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _texts(content: bytes) -> Iterable[list[str]]:
    """Raises: Refused."""
    text = decoded(content)
    csv.field_size_limit(10 * LONGEST_CELL)
    lines = text.splitlines()
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines[:50]))
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise Refused(Code.TOO_LARGE)
    except csv.Error:
        raise Refused(Code.UNKNOWN) from None
    return rows


def decoded(content: bytes) -> str:
    """Read bytes by the mark at their start, else as UTF-8, else as CP932. Raises: Refused."""
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    if not marked and b"\x00" in content:
        raise Refused(Code.UNKNOWN)
    for encoding in [marked] if marked else ["utf-8", "cp932"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Code.ENCODING)
