"""Nobody's name becomes a formula, in either kind of file."""

import csv
import io

import pytest

from demand.meetings.arithmetic.template_book import separated, workbook

HEADER = ["コード", "名前"]


@pytest.mark.parametrize("name", ["=1+1", "+81", "-農園", "@home"])
def test_what_looks_like_a_formula_is_text(name):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(HEADER, [["a2", name]])))
    rows = list(csv.reader(io.StringIO(separated(HEADER, [["a2", name]]).decode("utf-8-sig"))))

    assert book.get_sheet_by_index(0).to_python() == [HEADER, ["a2", name]]
    assert rows == [HEADER, ["a2", f"'{name}"]]


def test_commas_quotes_and_lines_stay_in_their_cell():
    name = '佐藤, "いちご"園\n二号'

    rows = csv.reader(
        io.StringIO(separated(HEADER, [["a2", name]]).decode("utf-8-sig"), newline="")
    )

    assert list(rows) == [HEADER, ["a2", name]]
