"""Any text becomes UTF-8, and the line with the column names is found in it."""

import codecs
import csv
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from datasets.intake.arithmetic.refusal import Code, Refused

LONGEST_LINE = 1024 * 1024  # letters
MOST_COLUMNS = 4_096
BLOCK = 4 * 1024 * 1024

type Report = Callable[[float], None]


def transcode(source: Path, target: Path, encoding: str, report: Report) -> str:
    """Copy a text to UTF-8, strictly, and say in which encoding it was.

    A text that begins as UTF-8 and goes on in CP932 is read again as CP932 from the start.
    Raises: Refused, with the line, for a byte that is no text, a NUL, a line too long.
    """
    tries = [encoding, "cp932"] if encoding == "utf-8" else [encoding]
    for each in tries:
        try:
            _copy(source, target, each, report)
        except UnicodeDecodeError as error:
            where = f"byte {error.start + 1}"
            continue
        return each
    raise Refused(Code.ENCODING, where)


def _copy(source: Path, target: Path, encoding: str, report: Report) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    size, line, width = max(source.stat().st_size, 1), 1, 0
    with source.open("rb") as reading, target.open("w", encoding="utf-8", newline="") as writing:
        while True:
            piece = reading.read(BLOCK)
            letters = decoder.decode(piece, final=not piece)
            if "\x00" in letters:
                raise Refused(
                    Code.NUL, f"line {line + letters[: letters.index(chr(0))].count(chr(10))}"
                )
            lines = letters.split("\n")
            widths = [width + len(lines[0]), *map(len, lines[1:])]
            for below, each in enumerate(widths):
                if each > LONGEST_LINE:
                    raise Refused(Code.LONG_LINE, f"line {line + below}")
            width = widths[-1]
            line += len(lines) - 1
            writing.write(letters)
            report(reading.tell() / size)
            if not piece:
                # Arrow finds no end to a header without one.
                writing.write("" if width == 0 else "\n")
                return


@dataclass(frozen=True, slots=True)
class Header:
    """Where the column names stand, and what they are.

    `line` counts from 0, `first_row` is the line below, which is not always the next: a
    name may go over two lines. `originals` are as written, `names` unique and never empty.
    """

    line: int
    first_row: int
    delimiter: str
    originals: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def find(cls, text: Path, delimiter: str) -> "Header":
        """Take the first line that is as wide as most, and has a name in each cell but few.

        Titles, dates and blank lines often stand before it.
        Raises: Refused.
        """
        starts, rows = _first_rows(text, delimiter)
        widths = [len(row) for row in rows if len(row) > 1] or [len(row) for row in rows if row]
        if not widths:
            raise Refused(Code.NO_HEADER)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual > MOST_COLUMNS:
            raise Refused(Code.MANY_COLUMNS, f"{usual:,}")
        for place, row in enumerate(rows):
            filled = sum(bool(cell.strip()) for cell in row)
            if len(row) == usual and filled >= usual / 2:
                line, first_row = starts[place : place + 2]
                return cls(line, first_row, delimiter, tuple(row), tuple(_unique(row)))
        raise Refused(Code.NO_HEADER)


def _first_rows(text: Path, delimiter: str) -> tuple[list[int], list[list[str]]]:
    """Read the first rows, with the line at which each starts and that after the last.

    Raises: Refused for a cell too long, as a quote that is never closed makes it.
    """
    starts, rows = [0], []
    csv.field_size_limit(LONGEST_LINE)
    with text.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for row in islice(reader, 50):
                rows.append(row)
                starts.append(reader.line_num)
        except csv.Error:
            raise Refused(Code.LONG_LINE, f"line {starts[-1] + 1}") from None
    return starts, rows


def _unique(cells: list[str]) -> Iterator[str]:
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        name = base = unicodedata.normalize("NFKC", cell).strip() or f"column_{place}"
        again = 2
        while name in taken:
            name, again = f"{base}_{again}", again + 1
        taken.add(name)
        yield name
