"""Where the names of the columns stand in a table, and what they are."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from datasets.intake.arithmetic.cells import MISSING_AMONG_NUMBERS
from datasets.intake.arithmetic.texts import LONGEST_LINE
from marketplace.confinement.refusal import Code, Refused

MOST_COLUMNS = 4_096
# A header stands among so many rows, or nowhere.
FIRST_ROWS = 50
SHOWN = 12
# Names may go over so many rows, one above the other.
MOST_HEADER_ROWS = 4
# A column is of figures where so many of its cells are, and there are so many of them.
FIGURES_SHARE, LEAST_FIGURES = 0.8, 3
# A second row of names has a word above so many of the columns of figures.
NAMED_SHARE = 0.2
FIGURE = re.compile(
    r"^(約|およそ|ca\.?\s*)?[-+]?[\d,]*\.?\d+([eE][-+]?\d+)?\s*[%％]?$|^\d{2,4}[-/年]\d"
)
UNIT = re.compile(r"[(（\[［]\s*([^()（）\[\]［］]{1,12})\s*[)）\]］]\s*$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the column names stand, and what they are.

    `line` counts from 0, `first_row` is the line below, which is not always the next: a
    name may go over two lines, and there may be `depth` rows of names. `originals` are as
    written, `names` unique and never empty.
    """

    line: int
    first_row: int
    delimiter: str
    originals: tuple[str, ...]
    names: tuple[str, ...]
    depth: int = 1
    # The first rows with their line, from 1: for a person to see whether they were read rightly.
    sample: tuple[tuple[int, list[str]], ...] = ()

    @classmethod
    def find(
        cls, text: Path, delimiter: str, line: int | None = None, depth: int | None = None
    ) -> Self:
        """Find the header of a table in text, or take the one at `line` of so many rows.

        Raises: Refused.
        """
        starts, rows = _first_rows(text, delimiter)
        return cls.among(starts, rows, delimiter, line, depth)

    @classmethod
    def among(
        cls,
        starts: Sequence[int],
        rows: Sequence[Sequence[str]],
        delimiter: str = "",
        line: int | None = None,
        depth: int | None = None,
    ) -> Self:
        """Take the rows above the first figures that have a name in each cell but few.

        Titles, dates and blank lines often stand before them. `starts` are the lines at
        which the rows start, and that after the last. Raises: Refused.
        """
        usual = _usual_width(rows)
        if line is None:
            place, found_depth = _place(rows, usual)
        else:
            place, found_depth = _place_at(starts, line), 1
        depth = depth or found_depth
        below = place + depth
        if below >= len(starts) or (len(rows) < FIRST_ROWS and not any(map(any, rows[below:]))):
            raise Refused(Code.NO_ROWS)
        originals = _joined(rows[place:below], usual)
        names = tuple(_unique(originals))
        sample = tuple(
            (line + 1, [cell[:24] for cell in row[:SHOWN]])
            for line, row in zip(starts, rows[:SHOWN], strict=False)
        )
        return cls(starts[place], starts[below], delimiter, originals, names, depth, sample)


def unit_of(name: str) -> str:
    """Read the unit that stands in brackets at the end of a name: 体重(kg)."""
    found = UNIT.search(name)
    return unicodedata.normalize("NFKC", found.group(1)).strip() if found else ""


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


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Find the width that most rows have, in cells. Raises: Refused."""
    widths = [len(row) for row in rows if len(row) > 1] or [len(row) for row in rows if row]
    if not widths:
        raise Refused(Code.NO_HEADER)
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual > MOST_COLUMNS:
        raise Refused(Code.MANY_COLUMNS, f"{usual:,}")
    return usual


def _place_at(starts: Sequence[int], line: int) -> int:
    """Find the row that the owner named. Raises: Refused."""
    if line not in starts[:-1]:
        raise Refused(Code.NO_HEADER, f"line {line + 1}")
    return list(starts).index(line)


def _place(rows: Sequence[Sequence[str]], usual: int) -> tuple[int, int]:
    """Find at which row names begin, and over how many they go. Raises: Refused."""
    first = next((place for place, row in enumerate(rows) if _names(row, usual)), None)
    if first is None:
        raise Refused(Code.NO_HEADER)
    figures = _columns_of_figures(rows[first + 1 :], usual)
    if not figures:
        return first, 1
    is_name = [_names_figures(row, usual, figures) for row in rows]
    last = first
    while last + 1 < len(rows) and is_name[last + 1]:
        last += 1
    while first < last and not _names(rows[first], usual):
        first += 1
    depth = last - first + 1
    # So many rows of words are no names.
    return (first, depth) if depth <= MOST_HEADER_ROWS else (first, 1)


def _names(row: Sequence[str], usual_width: int) -> bool:
    """Tell whether a row can be the header. One word above all columns is a title."""
    filled = [cell.strip() for cell in row if cell.strip()]
    is_title = usual_width > 1 and len(filled) > 1 and len(set(filled)) == 1
    return len(row) == usual_width and len(filled) >= usual_width / 2 and not is_title


def _columns_of_figures(rows: Sequence[Sequence[str]], usual: int) -> list[int]:
    """Find the columns in which figures stand, judged by the lower half of the rows."""
    body = [row for row in rows[len(rows) // 2 :] if len(row) == usual]
    found = []
    for place in range(usual):
        cells = [cell for row in body if (cell := _plain(row[place])) not in MISSING_AMONG_NUMBERS]
        figures = sum(bool(FIGURE.match(cell)) for cell in cells)
        if figures >= max(LEAST_FIGURES, FIGURES_SHARE * len(cells)):
            found.append(place)
    return found


def _names_figures(row: Sequence[str], usual: int, figures: list[int]) -> bool:
    """Tell whether a row has words above figures: names, or units."""
    if len(row) != usual:
        return False
    cells = [cell for place in figures if (cell := _plain(row[place])) not in MISSING_AMONG_NUMBERS]
    return not any(map(FIGURE.match, cells)) and len(cells) >= max(1, NAMED_SHARE * len(figures))


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _joined(rows: Sequence[Sequence[str]], usual: int) -> tuple[str, ...]:
    """Make one name of those above each other; the lowest alone where that is enough."""
    lowest = [*rows[-1], *[""] * usual][:usual]
    if len(rows) == 1 or (all(lowest) and len(set(lowest)) == usual):
        return tuple(lowest)
    columns = zip(*([*row, *[""] * usual][:usual] for row in rows), strict=True)
    return tuple(" ".join(dict.fromkeys(filter(None, map(str.strip, each)))) for each in columns)


def _unique(cells: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        name = base = unicodedata.normalize("NFKC", cell).strip() or f"column_{place}"
        again = 2
        while name in taken:
            name, again = f"{base}_{again}", again + 1
        taken.add(name)
        yield name
