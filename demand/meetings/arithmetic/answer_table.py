"""Rows of text become records: where the header stands, which column is which."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.confinement.refusal import Code, Refused

BRACKETS = re.compile(r"[(\[【「].*?[)\]】」]")
SPACES = re.compile(r"\s+")
FEWEST_HEADS = 2


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number in the file, from 1, and its cells by column."""

    row: int
    cells: Mapping[str, str]


def plain(written: str) -> str:
    """Even out what people write differently: width, case, spaces."""
    return SPACES.sub("", unicodedata.normalize("NFKC", written)).lower()


def head(written: str) -> str:
    """Even out a column's name; what stands in brackets is its unit."""
    return plain(BRACKETS.sub("", unicodedata.normalize("NFKC", written))).strip("※*:")


def records(rows: Sequence[Sequence[str]], heads: Mapping[str, str]) -> list[Record]:
    """Give the rows below the header as records; those without any cell are left out.

    `heads` gives the column of each name, as `head` evens it out. Titles, dates and blank
    rows may stand above; columns that nobody knows are passed over. A total below is not:
    it has no name and is asked about.
    Raises: Refused for no header, or nothing below it.
    """
    for place, row in enumerate(rows):
        columns = _columns(row, heads)
        if len(columns) >= FEWEST_HEADS and {"code", "name"} & columns.keys():
            return _below(rows, place, columns)
    raise Refused(Code.NO_HEADER)


def _columns(row: Sequence[str], heads: Mapping[str, str]) -> dict[str, int]:
    """Find the place of each column that is known; where two have one name, the first."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = heads.get(head(cell))
        if column and column not in columns:
            columns[column] = place
    return columns


def _below(rows: Sequence[Sequence[str]], place: int, columns: Mapping[str, int]) -> list[Record]:
    found = [
        Record(
            row=number,
            cells={name: row[at] if at < len(row) else "" for name, at in columns.items()},
        )
        for number, row in enumerate(rows[place + 1 :], start=place + 2)
        if any(row)
    ]
    if not found:
        raise Refused(Code.NO_ROWS)
    return found
