"""A cleaned table for people: safe to open in a spreadsheet, whatever its cells begin with."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.library.arithmetic.csv_text import as_csv

if TYPE_CHECKING:
    import pyarrow as pa

# A spreadsheet takes what begins like this for something to calculate.
FORMULA = r"^([=+\-@\t\r])"
MOST_SHEET_ROWS = 100_000
# By this sign a spreadsheet knows that a CSV is UTF-8.
MARK = b"\xef\xbb\xbf"


def csv_for_people(parquet: Path) -> Iterator[bytes]:
    """Give the table as CSV piece by piece; a text that looks like a formula gets a ' before it.

    Only for people: Parquet and what programs pull stay as they are.
    """
    yield MARK
    yield from as_csv(parquet, _escaped)


def _escaped(batch: "pa.RecordBatch") -> "pa.RecordBatch":
    import pyarrow as pa
    import pyarrow.compute as pc

    def safe(texts: Any) -> Any:
        return pc.replace_substring_regex(texts, FORMULA, r"'\1")

    columns = [safe(each) if pa.types.is_string(each.type) else each for each in batch.columns]
    names = safe(pa.array(batch.schema.names, pa.string())).to_pylist()
    return pa.record_batch(columns, names)


def xlsx_for_people(parquet: Path, target: Path) -> None:
    """Write the table as a spreadsheet; texts are texts there, and never formulas."""
    import pyarrow.parquet as pq
    import xlsxwriter

    file = pq.ParquetFile(parquet)
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        styles = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(file.schema_arrow.names):
            sheet.write_string(0, column, name, bold)
        number = 0
        for batch in file.iter_batches(5_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, styles)


def _write(sheet: Any, row: int, column: int, value: Any, styles: dict[type[date], Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float() if abs(value) < 1e15:  # noqa: PLR2004  a spreadsheet's own precision
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, styles[type(value)])
        case _:
            sheet.write_string(row, column, str(value)[:32_767])
