"""Tables that are no text: spreadsheets, JSON, Parquet."""

import datetime as dt
import io
import json
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from datasets.intake.arithmetic.layouts import look
from datasets.intake.arithmetic.tables import convert
from marketplace.confinement.refusal import Code, Refused


@pytest.fixture
def take(tmp_path):
    """Convert a file of a kind: `table, account = take(content, "PARQUET")`."""

    def convert_all(content, kind, **reading):
        source, target = tmp_path / "source", tmp_path / "table.parquet"
        source.write_bytes(content)
        request = {"source": str(source), "target": str(target), "kind": kind, "encoding": "utf-8"}
        account = convert(request | {"reading": reading}, report=lambda _share: None)
        return pq.read_table(target), account

    return convert_all


@pytest.fixture
def refusal_of(take):
    def refuse(content, kind):
        with pytest.raises(Refused) as refusal:
            take(content, kind)
        return refusal.value.code, refusal.value.where

    return refuse


def workbook(**sheets):
    """Write sheets of rows; a key of a row may be a merge: `((0, 0, 0, 2), "text")`."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return written.getvalue()


# Spreadsheets


def test_merged_names_over_names_are_one_header(take, shared_file):
    content = shared_file("messy/converted_sheep_ja_merged_headers.xlsx").read_bytes()

    table, account = take(content, "SPREADSHEET")

    assert account["sheet"] == "子羊体重"
    assert (account["preamble_lines"], account["header_rows"]) == (1, 2)
    assert table.column_names[:5] == ["調査年", "子羊番号", "性別", "品種", "出生時体重(kg)"]
    assert str(table.schema.field("調査年").type) == "int64"
    assert str(table.schema.field("出生時体重(kg)").type) == "double"
    assert next(c["unit"] for c in account["columns"] if c["name"] == "出生時体重(kg)") == "kg"
    assert account["label_column"] == "品種"
    assert account["rows_written"] == table.num_rows > 70


def test_the_table_on_the_second_sheet_is_found(take, shared_file):
    content = shared_file("tabular/dry_beans_course_variant.xlsx").read_bytes()

    table, account = take(content, "SPREADSHEET")

    oracle = pd.read_excel(io.BytesIO(content), sheet_name=1, engine="calamine")
    assert (account["sheet"], account["label_column"]) == ("Dry_Beans_Dataset", "Class")
    # Some columns have a cell such as 0,946 in them: they are numbers only if all cells are.
    numbers = [name for name in oracle if oracle[name].dtype.kind == "f"]
    assert len(numbers) > 8
    pd.testing.assert_frame_equal(table.to_pandas()[numbers], oracle[numbers], check_dtype=False)


def test_the_owner_chooses_the_sheet_and_the_header(take):
    content = workbook(
        large=[["a", "b"], *[[n, n] for n in range(30)]], small=[["x", "y"], [1, "u"]]
    )

    table, account = take(content, "SPREADSHEET", sheet="small")

    assert (account["sheet"], table.to_pylist()) == ("small", [{"x": 1, "y": "u"}])


def test_cells_keep_what_they_are(take):
    rows = [["day", "moment", "whole", "real", "yes", "text", "code"]]
    half_past_five = dt.datetime.fromisoformat("2026-04-01 05:30")
    rows += [
        [dt.date(2026, 4, n), half_past_five, n, n / 4, n % 2 == 0, "語", "0123"]
        for n in range(1, 9)
    ]

    table, _account = take(workbook(a=rows), "SPREADSHEET")

    kinds = [str(field.type) for field in table.schema]
    assert kinds[2:] == ["int64", "double", "bool", "string", "string"]
    assert kinds[0] in {"date32[day]", "timestamp[us]"}
    assert kinds[1] == "timestamp[us]"


def test_sums_and_notes_below_are_no_rows(take):
    rows = [["畑", "収量"], *[[f"畑{n}", n] for n in range(20)], ["合計", 190], ["※ 速報値", ""]]

    table, account = take(workbook(a=rows), "SPREADSHEET")

    # A sum that fills every column could be a field of that name: it stays.
    assert account["footer_count"] == 1
    assert table.num_rows == 21


def test_a_workbook_that_is_a_bomb_is_refused(refusal_of):
    whole = io.BytesIO(workbook(a=[["a", "b"], [1, 2]]))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/zeros.bin", bytes(50_000_000))

    assert refusal_of(whole.getvalue(), "SPREADSHEET") == (Code.BOMB, "xl/media/zeros.bin")


def test_what_only_looks_like_a_workbook_is_damaged(refusal_of):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as book:
        book.writestr("xl/workbook.xml", "<nothing/>")

    assert refusal_of(whole.getvalue(), "SPREADSHEET")[0] in {Code.DAMAGED, Code.NO_ROWS}


def test_a_workbook_is_known_by_what_lies_in_it(tmp_path):
    path = tmp_path / "book"
    path.write_bytes(workbook(a=[["a"], [1]]))

    assert look({"source": str(path)}, report=lambda _share: None) == {"kind": "SPREADSHEET"}


# JSON


def test_lines_of_json_are_rows_with_all_keys_that_any_has(take):
    lines = [{"a": n, "b": f"語{n}"} for n in range(5)] + [{"a": 1.5, "c": {"x": [1]}}, {"c": None}]

    table, account = take("\n".join(map(json.dumps, lines)).encode(), "JSON_LINES")

    assert table.column_names == ["a", "b", "c"]
    assert table.column("a").to_pylist() == [0, 1, 2, 3, 4, 1.5, None]
    assert table.column("c").to_pylist()[5:] == ['{"x": [1]}', None]
    assert account["rows_written"] == 7


def test_real_statements_are_rows(take, shared_file):
    content = shared_file("text_ja/maff_kurumaza_statements.jsonl").read_bytes()

    table, _account = take(content, "JSON_LINES")

    oracle = pd.read_json(io.BytesIO(content), lines=True, dtype=False)
    assert table.column("text").to_pylist() == oracle["text"].tolist()


def test_a_list_of_objects_is_a_table(take):
    rows = [{"kind": "x", "n": n} for n in range(4)]

    table, _account = take(json.dumps(rows, indent=1).encode(), "JSON")

    assert table.to_pylist() == rows


@pytest.mark.parametrize(
    ("content", "kind", "code", "where"),
    [
        (b'{"a": 1}\n{"a": \n', "JSON_LINES", Code.JSON, "line 2"),
        (b'{"a": 1}\n[1]\n', "JSON_LINES", Code.JSON, "row 2"),
        (
            b'{"a": 1}\n{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
            "JSON_LINES",
            Code.DEEP,
            "line 2",
        ),
        (b'{"a": ' + b"9" * 5_000 + b"}\n{}", "JSON_LINES", Code.JSON, "line 1"),
        (b"[" * 100 + b"]" * 100, "JSON", Code.DEEP, ""),
        (b'[{"a": 1}, {"a"', "JSON", Code.JSON, ""),
        (b"[1, 2]", "JSON", Code.JSON, "row 1"),
        (b'{"rows": [1]}', "JSON", Code.JSON, ""),
        (b'{"images": [], "annotations": []}', "JSON", Code.NO_MEDIA, ""),
        (b'[{"data": {}, "annotations": []}]', "JSON", Code.NO_MEDIA, ""),
        (b"[]", "JSON", Code.NO_ROWS, ""),
    ],
    ids=lambda given: repr(given)[:24],
)
def test_json_that_is_no_rows_is_refused_with_where(refusal_of, content, kind, code, where):
    assert refusal_of(content, kind) == (code, where)


def test_not_a_number_is_missing(take):
    table, _account = take(b'{"a": NaN}\n{"a": 1.5}\n', "JSON_LINES")

    assert table.column("a").to_pylist() == [None, 1.5]


# Parquet


def written(table, **options):
    content = io.BytesIO()
    pq.write_table(table, content, **options)
    return content.getvalue()


def test_columns_of_parquet_keep_their_values_in_our_types(take):
    table = pa.table(
        {
            "small": pa.array([1, None], pa.int8()),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
            "nested": pa.array([{"x": [1, 2]}, None]),
            "raw": pa.array([b"\x80\x04", b"x"]),
            "at": pa.array(
                [dt.datetime(2026, 1, 1, tzinfo=dt.UTC), None], pa.timestamp("ns", "UTC")
            ),
            "code": pa.array(["0123", "4"]),
        }
    )

    taken, account = take(written(table), "PARQUET")

    assert [str(field.type) for field in taken.schema] == [
        *("int64", "string", "string", "string", "timestamp[us]", "string")
    ]
    assert taken.column("nested").to_pylist() == ['{"x": [1, 2]}', None]
    assert taken.column("raw").to_pylist() == [None, None]
    assert taken.column("code").to_pylist() == ["0123", "4"]
    assert account["rows_written"] == 2


@pytest.mark.parametrize("place", [4, 40, 200, -40])
def test_parquet_whose_bytes_lie_is_refused(refusal_of, place):
    content = bytearray(written(pa.table({"a": list(range(1000)), "b": ["x"] * 1000})))
    content[place : place + 30] = b"\xff" * 30

    assert refusal_of(bytes(content), "PARQUET")[0] in {Code.DAMAGED, Code.NO_HEADER, Code.NO_ROWS}


def test_half_a_parquet_is_damaged(refusal_of):
    content = written(pa.table({"a": list(range(1000))}))

    assert refusal_of(content[:500], "PARQUET")[0] == Code.DAMAGED


# The reading that the owner wants


def test_the_owner_s_types_hold_and_what_they_cannot_read_is_counted(take):
    text = b"code,n\n" + b"".join(b"%d,%d\n" % (n, n) for n in range(10)) + b"x,many\n"
    rows = [
        dict(zip(("code", "n"), line.split(","), strict=True)) for line in text.decode().split()[1:]
    ]

    table, account = take(
        "\n".join(map(json.dumps, rows)).encode(), "JSON_LINES",
        types={"code": "string", "n": "double"}, label="code", units={"n": "本"},
    )  # fmt: skip

    assert [str(field.type) for field in table.schema] == ["string", "double"]
    assert account["unreadable"] == {"code": 0, "n": 1}
    assert table.column("n").to_pylist()[-1] is None
    assert account["label_column"] == "code"
    assert account["columns"][1]["unit"] == "本"
