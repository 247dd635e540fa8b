"""The rows of a spreadsheet: the sheet with the largest table, merged names spread out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from datasets.intake.arithmetic.account import Account
from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.cell_batches import batches_of
from datasets.intake.arithmetic.headers import FIRST_ROWS, MOST_COLUMNS, Header
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.texts import Report
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

type Row = list[str]
LONGEST_CELL = 1024**2


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet of a workbook; all of its cells as text."""

    rows: Any
    sheet: str
    sheets: tuple[str, ...]
    header: Header
    encoding = ""
    is_typed = False

    @classmethod
    def open(cls, request: dict[str, Any], reading: Reading, report: Report) -> Self:
        """Check the archive that a workbook is, and find its table. Raises: Refused."""
        path = Path(request["source"])
        _refuse_bombs(path)
        workbook, refusal = _workbook(path), Refused(Code.NO_ROWS)
        for sheet in _largest_first(workbook, reading.sheet):
            rows = list(islice(_rows(sheet), FIRST_ROWS))
            starts = range(len(rows) + 1)
            try:
                header = Header.among(starts, rows, "", reading.header_line, reading.header_rows)
            except Refused as refused:
                refusal = refused
                continue
            report(1)
            return cls(sheet, sheet.name, tuple(workbook.sheet_names), header)
        raise refusal

    def batches(self, account: Account, report: Report) -> Iterator["pa.RecordBatch"]:
        """Give the rows below the header; empty ones are none."""
        total = max(self.rows.total_height, 1)
        below = islice(_rows(self.rows), self.header.first_row, None)
        for batch in batches_of(filter(any, below), self.header.names):
            account.rows_read += batch.num_rows
            yield batch
            report(min(account.rows_read / total, 1.0))


def _refuse_bombs(path: Path) -> None:
    """Read the archive once and throw it away: headers lie about how large it is."""
    with Archive.open(path) as archive:
        for name in archive.members:
            for _piece in archive.pieces(name):
                pass


def _workbook(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError:
        raise Refused(Code.DAMAGED) from None


def _largest_first(workbook: Any, wanted: str | None) -> list[Any]:
    """List the sheets, the largest first; only the wanted one where there is such."""
    names = [wanted] if wanted in workbook.sheet_names else workbook.sheet_names
    sheets = [workbook.get_sheet_by_name(name) for name in names]
    return sorted(sheets, key=lambda sheet: -sheet.total_height * sheet.total_width)


def _rows(sheet: Any) -> Iterator[Row]:
    """Give the rows as text, from the sheet's first; a merged name stands in all its cells.

    Merged cells below the header mean the same thing to a reader: one value for all.
    """
    if sheet.total_width > MOST_COLUMNS:
        raise Refused(Code.MANY_COLUMNS, f"{sheet.total_width:,}")
    source: dict[tuple[int, int], tuple[int, int]] = {
        (row, column): (top, left)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        for row in range(top, min(bottom, top + FIRST_ROWS) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
    }
    corners: dict[tuple[int, int], str] = dict.fromkeys(source.values(), "")
    for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
        texts = [_text(cell) for cell in row]
        for column in range(len(texts)) if source else ():
            place = (number, column)
            if place in corners:
                corners[place] = texts[column]
            elif place in source:
                texts[column] = corners[source[place]]
        yield texts


def _text(cell: object) -> str:
    """Write a cell as a person would, who has no other type than text."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case str() if len(cell) > LONGEST_CELL:
            raise Refused(Code.LONG_LINE)
    return str(cell).strip()
