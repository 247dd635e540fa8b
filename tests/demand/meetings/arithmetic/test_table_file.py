"""A file becomes rows of text, whatever wrote it."""

import pytest

from demand.meetings.arithmetic import table_file
from demand.meetings.arithmetic.answer_table import head, plain, records
from demand.meetings.vocabulary import Refusal
from marketplace.confinement.child import confined
from marketplace.confinement.refusal import Code, Refused

TEXT = "コード,名前,上限\nabc,佐藤,15000\n"
ROWS = [["コード", "名前", "上限"], ["abc", "佐藤", "15000"]]


@pytest.fixture
def read(tmp_path):
    def rows(content):
        source = tmp_path / "source"
        source.write_bytes(content)
        return table_file.read_sheet({"source": str(source)}, report=lambda _share: None)["rows"]

    return rows


def code_of(read, content):
    with pytest.raises(Refused) as refusal:
        read(content)
    assert refusal.value.code in Refusal.values
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_usual_encoding_is_read(read, encoding):
    assert read(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", ",\t;")
def test_every_usual_delimiter_is_read(read, delimiter):
    assert read(TEXT.replace(",", delimiter).encode()) == ROWS


def test_a_spreadsheet_is_read_as_it_is_seen(read, spreadsheet):
    assert read(spreadsheet(["名前", "上限"], ["佐藤", 15000], ["鈴木", 2.5])) == [
        ["名前", "上限"],
        ["佐藤", "15000"],
        ["鈴木", "2.5"],
    ]


def test_a_spreadsheet_is_read_in_the_confined_child(tmp_path, spreadsheet):
    source = tmp_path / "source"
    source.write_bytes(spreadsheet(["名前"], ["佐藤"]))

    answer = confined("read_sheet", {"source": str(source)}, tmp_path)

    assert answer == {"rows": [["名前"], ["佐藤"]]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b" \n , ,\n", Code.EMPTY),
        (b"PK\x03\x04 no workbook", Code.UNKNOWN),
        (b"\x00\x01\x02", Code.UNKNOWN),
        (b"name\n\x81 \n", Code.ENCODING),
        (b"a" + b"," * 70 + b"b", Code.MANY_COLUMNS),
        (b"a\n" * 5_001, Code.TOO_LARGE),
        (b'"' + b"a" * 20_000, Code.UNKNOWN),
    ],
    ids=["empty", "blank", "zip", "bytes", "mixture", "wide", "long", "open quote"],
)
def test_what_is_no_table_is_refused_by_name(read, content, code):
    assert code_of(read, content) == code


def test_a_cell_far_away_does_not_fill_the_memory(read):
    import io

    import xlsxwriter

    for row, column, code in ((1_000_000, 0, Code.TOO_LARGE), (0, 16_000, Code.MANY_COLUMNS)):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            book.add_worksheet().write_string(row, column, "x")
        assert code_of(read, buffer.getvalue()) == code


# Where the header stands

HEADS = {head(name): column for name, column in {"コード": "code", "名前": "name",
         "上限（円・税込）": "price"}.items()}  # fmt: skip


def test_titles_and_blank_rows_above_the_header_are_passed_over():
    rows = [
        ["令和8年度 意向調査"],
        [],
        ["", "2026/11/20"],
        ["名　前", "上限(円)"],
        ["佐藤", "9"],
        [""],
    ]

    found = records(rows, HEADS)

    assert [(record.row, dict(record.cells)) for record in found] == [
        (5, {"name": "佐藤", "price": "9"})
    ]


def test_a_row_shorter_than_the_header_has_empty_cells():
    assert records([["名前", "上限"], ["佐藤"]], HEADS)[0].cells["price"] == ""


def test_of_two_columns_with_one_name_the_first_counts():
    assert records([["名前", "上限", "上限"], ["佐藤", "1", "2"]], HEADS)[0].cells["price"] == "1"


@pytest.mark.parametrize(
    ("rows", "code"),
    [([["a", "b"]], Code.NO_HEADER), ([["上限", "上限"]], Code.NO_HEADER),
     ([["名前", "上限"]], Code.NO_ROWS)],
)  # fmt: skip
def test_a_table_without_header_or_rows_is_refused(rows, code):
    with pytest.raises(Refused) as refusal:
        records(rows, HEADS)

    assert refusal.value.code == code


def test_width_case_and_spaces_make_no_difference():
    assert plain("ＡＢＣ　佐 藤") == "abc佐藤"
    assert head("上限（円・税込）※") == "上限"
