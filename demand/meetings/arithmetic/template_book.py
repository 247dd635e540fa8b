"""A spreadsheet to fill in: a header, and a row for each who may answer."""

import csv
import io
from collections.abc import Sequence


def workbook(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write an XLSX of texts: nothing in it is taken for a formula, whatever somebody is called."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.set_column(0, len(header) - 1, 18)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(header):
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return buffer.getvalue()


# What a spreadsheet takes for a formula where nothing says that it is text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def separated(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write the same as a CSV: UTF-8 with its mark at the start, without which Excel reads CP932.

    What looks like a formula gets an apostrophe before it, whatever somebody is called.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")
