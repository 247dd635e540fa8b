"""Text becomes Parquet: typed by all rows, nothing lost without being said."""

import csv
import io

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.intake.arithmetic.cells import MISSING
from datasets.intake.arithmetic.tables import convert, preview
from marketplace.confinement.refusal import Code

# Rows that do not fit


def test_ragged_rows_are_left_out_counted_and_named(take):
    rows = ["1,2"] * 30
    rows[4], rows[9] = "1,2,3", "1"

    table, account = take("a,b\n" + "\n".join(rows) + "\n")

    assert table.num_rows == account["rows_written"] == 28
    assert (account["rows_read"], account["dropped_count"]) == (30, 2)
    assert account["dropped"] == [{"cells": 3, "row": 6}, {"cells": 1, "row": 11}]


def test_a_ragged_row_is_named_by_its_line_in_the_file(take):
    rows = ["1,2"] * 30
    rows[4] = "1,2,3"

    _table, account = take("a title\n\na,b\n" + "\n".join(rows) + "\n")

    assert account["dropped"] == [{"cells": 3, "row": 8}]


def test_too_many_ragged_rows_refuse_the_file_and_say_where(refusal_of):
    rows = ["1,2"] * 8 + ["1,2,3"] * 2

    assert refusal_of("a,b\n" + "\n".join(rows) + "\n") == (Code.RAGGED, "row 10")


@pytest.mark.parametrize(
    ("rows_above", "opening"),
    [(0, '"1,2'), (100, '"1,2'), (100, '1,"2')],
    ids=["at the top", "in the first cell", "in the last cell"],
)
def test_a_quote_that_never_closes_is_refused_in_words(refusal_of, rows_above, opening):
    text = "a,b\n" + "1,2\n" * rows_above + f"{opening}\n" + "1,2\n" * 2_000_000

    assert refusal_of(text)[0] == Code.LONG_LINE


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
    request = {
        "source": str(source),
        "target": str(target),
        "kind": "TEXT",
        "encoding": "utf-8",
        "delimiter": ",",
    }

    convert(request, report=lambda _share: None)

    table = pq.read_table(target)
    assert table.column("whole").to_pylist() == [row[0] for row in rows]
    assert table.column("real").to_pylist() == [row[1] for row in rows]
    assert table.column("text").to_pylist() == [row[2] for row in rows]
