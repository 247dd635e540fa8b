"""Where the names of the columns stand in a text, and what they are."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from datasets.intake.arithmetic.texts import LONGEST_LINE
from marketplace.confinement.refusal import Code, Refused

MOST_COLUMNS = 4_096
# A header stands among so many rows, or nowhere.
FIRST_ROWS = 50


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
        usual = _usual_width(rows)
        place = next((place for place, row in enumerate(rows) if _names(row, usual)), None)
        if place is None:
            raise Refused(Code.NO_HEADER)
        if len(rows) < FIRST_ROWS and not any(rows[place + 1 :]):
            raise Refused(Code.NO_ROWS)
        line, first_row = starts[place : place + 2]
        originals = tuple(rows[place])
        return cls(line, first_row, delimiter, originals, tuple(_unique(originals)))


def _first_rows(text: Path, delimiter: str) -> tuple[list[int], list[list[str]]]:
    """Read the first rows, with the line at which each starts and that after the last.

    Raises: Refused for a cell too long, as a quote that is never closed makes it.
    """
    starts, rows = [0], []
    csv.field_size_limit(LONGEST_LINE)
    with text.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for row in islice(reader, FIRST_ROWS):
                rows.append(row)
                starts.append(reader.line_num)
        except csv.Error:
            raise Refused(Code.LONG_LINE, f"line {starts[-1] + 1}") from None
    return starts, rows


def _usual_width(rows: list[list[str]]) -> int:
    """Find the width that most rows have, in cells. Raises: Refused."""
    widths = [len(row) for row in rows if len(row) > 1] or [len(row) for row in rows if row]
    if not widths:
        raise Refused(Code.NO_HEADER)
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual > MOST_COLUMNS:
        raise Refused(Code.MANY_COLUMNS, f"{usual:,}")
    return usual


def _names(row: list[str], usual_width: int) -> bool:
    """Tell whether a row can be the header."""
    filled = sum(bool(cell.strip()) for cell in row)
    return len(row) == usual_width and filled >= usual_width / 2


def _unique(cells: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        name = base = unicodedata.normalize("NFKC", cell).strip() or f"column_{place}"
        again = 2
        while name in taken:
            name, again = f"{base}_{again}", again + 1
        taken.add(name)
        yield name
