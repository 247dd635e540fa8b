"""Text becomes Parquet: typed by all rows, nothing lost without being said."""

import csv
import io
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.intake.arithmetic.identity import identify
from datasets.intake.arithmetic.refusal import Code, Refused
from datasets.intake.arithmetic.tables import MISSING, convert, preview


@pytest.fixture
def take(tmp_path):
    """Convert bytes or text as an upload would be: `table, account = take("a,b\\n1,2\\n")`."""

    def convert_all(content, encoding="utf-8"):
        whole = content.encode(encoding) if isinstance(content, str) else content
        source, target = tmp_path / "source", tmp_path / "table.parquet"
        source.write_bytes(whole)
        found = identify(whole[: 64 * 1024])
        request = {
            "source": str(source),
            "target": str(target),
            "encoding": found.encoding,
            "delimiter": found.delimiter,
        }
        account = convert(request, report=lambda _share: None)
        return pq.read_table(target), account

    return convert_all


def column(take, *cells):
    """Convert one column of cells beside another that is always 1."""
    table, _account = take("value,one\n" + "".join(f"{cell},1\n" for cell in cells))
    return table.column("value")


def refusal_of(take, content, encoding="utf-8"):
    with pytest.raises(Refused) as refusal:
        take(content, encoding)
    return refusal.value.code, refusal.value.where


# Types


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2"], pa.int64(), [1, -2]),
        (["1", "2.5"], pa.float64(), [1.0, 2.5]),
        (["1e3", "2"], pa.float64(), [1000.0, 2.0]),
        (["true", "false"], pa.bool_(), [True, False]),
        (["2026-04-01", "2026/04/02"], pa.date32(), [date(2026, 4, 1), date(2026, 4, 2)]),
        (["2026/04/01 05:30"], pa.timestamp("us"), [datetime(2026, 4, 1, 5, 30)]),  # noqa: DTZ001
        (["１２", "－３"], pa.int64(), [12, -3]),
        (["１．５", "２"], pa.float64(), [1.5, 2.0]),
        (['"1,234"', '"1,234,567"', "8"], pa.int64(), [1234, 1234567, 8]),
        (['"1,234.5"', "2"], pa.float64(), [1234.5, 2.0]),
        (['"1,2"', "3"], pa.string(), ["1,2", "3"]),
        (["0123", "0456"], pa.string(), ["0123", "0456"]),
        (["0", "0.5"], pa.float64(), [0.0, 0.5]),
        ([" 1", "2 "], pa.int64(), [1, 2]),
        (["1", "苺"], pa.string(), ["1", "苺"]),
        (["9223372036854775808", "1"], pa.float64(), [9223372036854775808.0, 1.0]),
    ],
)
def test_a_column_has_the_narrowest_type_of_all_its_rows(take, cells, kind, values):
    typed = column(take, *cells)

    assert typed.type == kind
    assert typed.to_pylist() == values


def test_the_last_row_of_many_still_decides_the_type(take):
    typed = column(take, *["1"] * 300_000, "多い")

    assert typed.type == pa.string()
    assert typed[-1].as_py() == "多い"


@pytest.mark.parametrize("mark", MISSING)
def test_a_mark_of_missing_is_missing_among_numbers(take, mark):
    typed = column(take, "1", mark, "3")

    assert typed.to_pylist() == [1, None, 3]


@pytest.mark.parametrize("mark", ["  ", " NA ", "ＮＡ"])
def test_a_mark_with_blanks_around_it_or_in_full_width_is_missing_among_numbers(take, mark):
    typed = column(take, "1", mark, "3")

    assert typed.to_pylist() == [1, None, 3]


def test_a_column_with_nothing_in_it_is_text(take):
    typed = column(take, "", "NA")

    assert (typed.type, typed.null_count) == (pa.string(), 2)


# Names and headers


def test_names_are_unique_and_never_empty(take):
    table, account = take("重さ,重さ,,重さ_2\n1,2,3,4\n")

    assert table.column_names == ["重さ", "重さ_2", "column_3", "重さ_2_2"]
    assert [each["original"] for each in account["columns"]] == ["重さ", "重さ", "", "重さ_2"]


def test_lines_before_the_header_are_passed_over_and_counted(take):
    table, account = take(
        "糖度の記録\n\n2026年4月,佐藤\n品種,糖度,日数\n苺,9.5,1\n梨,12,2\n桃,11,3\n"
    )

    assert table.column_names == ["品種", "糖度", "日数"]
    assert table.num_rows == 3
    assert account["preamble_lines"] == 3


def test_a_name_over_two_lines_is_one_name(take):
    table, _account = take('"重さ\n(g)",品種\n12,苺\n13,梨\n')

    assert table.num_rows == 2
    assert table.column(0).to_pylist() == [12, 13]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a\n", "a,b\n\n\n"])
def test_a_header_alone_is_no_table(take, text):
    assert refusal_of(take, text) == (Code.NO_ROWS, "")


def test_titles_without_a_table_have_no_header(take):
    assert refusal_of(take, ",,\n,,\n")[0] == Code.NO_HEADER


def test_too_many_columns_are_refused(take):
    wide = ",".join(f"c{number}" for number in range(4_097))

    assert refusal_of(take, f"{wide}\n{wide}\n") == (Code.MANY_COLUMNS, "4,097")


# Rows that do not fit


def test_ragged_rows_are_left_out_counted_and_named(take):
    rows = ["1,2"] * 30
    rows[4], rows[9] = "1,2,3", "1"

    table, account = take("a,b\n" + "\n".join(rows) + "\n")

    assert table.num_rows == account["rows_written"] == 28
    assert (account["rows_read"], account["dropped_count"]) == (30, 2)
    assert account["dropped"] == [{"cells": 3, "row": 6}, {"cells": 1, "row": 11}]


def test_too_many_ragged_rows_refuse_the_file_and_say_where(take):
    rows = ["1,2"] * 8 + ["1,2,3"] * 2

    assert refusal_of(take, "a,b\n" + "\n".join(rows) + "\n") == (Code.RAGGED, "row 10")


def test_a_nul_far_down_is_refused_with_its_line(take):
    text = "a,b\n" + "1,2\n" * 40_000 + "1,\x00\n"

    assert refusal_of(take, text) == (Code.NUL, "line 40002")


def test_a_long_line_is_refused_with_its_line(take):
    text = "a,b\n" + "1,2\n" * 40_000 + "x" * (1024 * 1024 + 1) + ",2\n"

    assert refusal_of(take, text) == (Code.LONG_LINE, "line 40002")


def test_a_cell_of_200_000_letters_at_the_top_is_taken(take):
    table, _account = take(f"a,b\n{'x' * 200_000},1\n")

    assert len(table.column("a")[0].as_py()) == 200_000


@pytest.mark.parametrize(
    ("rows_above", "opening", "code"),
    [(0, '"1,2', Code.LONG_LINE), (100, '"1,2', Code.RAGGED), (100, '1,"2', Code.LONG_LINE)],
    ids=["at the top", "in the first cell", "in the last cell"],
)
def test_a_quote_that_never_closes_is_refused_in_words(take, rows_above, opening, code):
    text = "a,b\n" + "1,2\n" * rows_above + f"{opening}\n" + "1,2\n" * 2_000_000

    assert refusal_of(take, text)[0] == code


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_table(take, encoding, newline):
    table, account = take(f"品種,糖度{newline}ソ表能,9.5{newline}苺,8{newline}", encoding)

    assert table.to_pydict() == {"品種": ["ソ表能", "苺"], "糖度": [9.5, 8.0]}
    assert account["encoding"] == encoding


def test_what_begins_as_utf_8_and_goes_on_in_cp932_is_read_again(take):
    text = "a,b\n" + "x,1\n" * 40_000 + "苺,2\n"

    table, account = take(text, "cp932")

    assert account["encoding"] == "cp932"
    assert table.column("a")[-1].as_py() == "苺"


def test_a_mixture_that_is_no_encoding_is_refused_with_its_byte(take):
    mixed = "品種,b\n".encode() + b"x,1\n" * 40_000 + "café,2\n".encode("latin-1")

    code, where = refusal_of(take, mixed)

    assert code == Code.ENCODING
    assert where.startswith("byte ")


# The label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("品種,糖度,色\n苺,1.5,赤\n梨,2.5,白\n苺,3.5,赤\n梨,1,白\n", "品種"),
        ("class,x\n1,0.5\n2,0.25\n1,0.125\n2,1\n", "class"),
        ("x,what\n0.5,up\n0.25,down\n0.125,up\n1,down\n", "what"),
        ("x,y\n0.5,1\n0.25,2\n", ""),
        ("label,x\nsame,1\nsame,2\n", ""),
    ],
)
def test_the_label_is_found_by_its_name_or_by_few_kinds_of_text(take, text, label):
    _table, account = take(text)

    assert account["label_column"] == label


# Parquet as clients want it


def test_row_groups_are_small_and_have_a_page_index(take, tmp_path):
    take("a,b\n" + "".join(f"{number},x\n" for number in range(50_000)))

    metadata = pq.ParquetFile(tmp_path / "table.parquet").metadata
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [20_000, 20_000, 10_000]
    assert all(
        group.column(each).has_offset_index and group.column(each).has_column_index
        for group in groups
        for each in range(2)
    )
    assert groups[0].column(0).compression == "ZSTD"


def test_the_preview_is_the_first_rows_as_json_takes_them(take, tmp_path):
    take("day,n\n" + "2026-04-01,1\n" * 30)

    assert preview(tmp_path / "table.parquet") == [{"day": "2026-04-01", "n": 1}] * 10


# Real files, compared with pandas


def test_wine_cultivars_are_as_pandas_reads_them(take):
    from sklearn.datasets import load_wine

    wine = load_wine(as_frame=True).frame

    table, account = take(wine.to_csv(index=False))

    pd.testing.assert_frame_equal(table.to_pandas(), wine)
    assert (account["rows_written"], account["label_column"]) == (178, "target")


@pytest.mark.parametrize(
    ("name", "label"),
    [("dry_beans_topepo", "class"), ("wine_cultivars_uci", ""), ("penguins", "species")],
)
def test_a_real_table_is_as_pandas_reads_it(take, shared_file, name, label):
    path = shared_file(f"tabular/{name}.csv")
    read = pd.read_csv(path)

    table, account = take(path.read_bytes())

    assert (account["rows_read"], account["rows_written"]) == (len(read), len(read))
    assert not label or account["label_column"] == label
    for original, name_ in zip(read.columns, table.column_names, strict=True):
        taken = table.column(name_).to_pandas()
        pd.testing.assert_series_equal(taken, read[original], check_names=False, check_dtype=False)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("converted_sheep_ja_cp932_fullwidth_dup.csv", "cp932"),
        ("converted_sheep_ja_utf16.csv", "utf-16"),
        ("converted_sheep_ja_tab_cr.tsv", "utf-8"),
        ("real_yaizu_family_farms_cp932.csv", "cp932"),
        ("real_yaizu_factory_shops_utf8_multicolumn.csv", "utf-8"),
    ],
)
def test_a_messy_table_is_taken_whole(take, shared_file, name, encoding):
    path = shared_file(f"messy/{name}")

    table, account = take(path.read_bytes())

    assert account["encoding"].removesuffix("-sig") == encoding
    assert account["rows_written"] == account["rows_read"] == table.num_rows > 0
    assert len(set(table.column_names)) == table.num_columns


# Round trip

texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs", "Cc"])
    | st.sampled_from(',"\n'),
    min_size=1,
    max_size=12,
).filter(lambda text: text not in MISSING)
rows = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        texts.map(lambda text: f"語{text}"),
    ),
    min_size=1,
    max_size=20,
)


@given(rows=rows)
def test_what_a_csv_writer_writes_comes_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("round_trip")
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("whole", "real", "text"), *rows])
    source, target = folder / "source", folder / "table.parquet"
    source.write_bytes(written.getvalue().encode())
    request = {"source": str(source), "target": str(target), "encoding": "utf-8", "delimiter": ","}

    convert(request, report=lambda _share: None)

    table = pq.read_table(target)
    assert table.column("whole").to_pylist() == [row[0] for row in rows]
    assert table.column("real").to_pylist() == [row[1] for row in rows]
    assert table.column("text").to_pylist() == [row[2] for row in rows]
