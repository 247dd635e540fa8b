"""Whole groups, real rows, the same each time, and no way round it."""

import pandas as pd
import pytest

from datasets.intake.arithmetic import known_rows
from datasets.intake.arithmetic.sealing import part
from marketplace.confinement.refusal import Refused

NUMBERS = range(120)


@pytest.fixture
def table(tmp_path):
    def write(name="table.parquet", **columns):
        frame = pd.DataFrame(
            {
                "x": NUMBERS,
                "farm": [n // 10 for n in NUMBERS],
                "label": ["ab"[n % 2] for n in NUMBERS],
            }
            | columns
        )
        frame.to_parquet(tmp_path / name, index=False)
        return tmp_path / name

    return write


def parted(table, into, *, salt="s", seen=(), share=0.3):
    into.mkdir()
    return part(table, label="label", share=share, salt=salt, seen=seen, into=into)


def without_sealed(table, inputs, *, unreadable=None, holds_all=False):
    return known_rows.without_sealed(
        table, inputs, unreadable=unreadable or {}, holds_all=holds_all
    )


def test_the_same_secret_seals_the_same_bytes_and_another_one_others(table, tmp_path):
    for name, salt in (("one", "s"), ("two", "s"), ("three", "t")):
        parted(table(), tmp_path / name, salt=salt)

    bytes_of = [
        (tmp_path / name / "labels.parquet").read_bytes() for name in ("one", "two", "three")
    ]
    assert bytes_of[0] == bytes_of[1] != bytes_of[2]


def test_without_groups_rows_are_sealed_one_by_one(table, tmp_path):
    found = parted(table(farm=NUMBERS), tmp_path / "out")

    assert (found.group_column, found.row_count, found.group_count) == ("", 33, 33)
    assert found.rest_count + found.row_count + found.set_aside_count == 120


def test_a_row_that_names_no_group_is_never_sealed(table, tmp_path):
    farms = [None if n < 60 else n // 10 for n in NUMBERS]

    parted(table(farm=pd.array(farms, "Int64")), tmp_path / "out")

    assert pd.read_parquet(tmp_path / "out/inputs.parquet")["farm"].notna().all()


@pytest.mark.parametrize("mark", ["合成", "Synthetic", 1, True])
def test_a_mark_of_whatever_kind_keeps_a_row_from_being_sealed(table, tmp_path, mark):
    marks = [mark if n % 3 == 0 else None for n in NUMBERS]

    parted(table(synthetic=marks), tmp_path / "out")

    assert (pd.read_parquet(tmp_path / "out/inputs.parquet")["x"] % 3 != 0).all()


def test_a_copy_of_a_sealed_row_does_not_stay_behind(table, tmp_path):
    table = table(x=[n % 60 for n in NUMBERS], farm=[n % 60 // 5 for n in NUMBERS])

    parted(table, tmp_path / "out")

    sealed, rest = (
        pd.read_parquet(tmp_path / f"out/{name}.parquet") for name in ("inputs", "rest")
    )
    assert not set(sealed["x"]) & set(rest["x"])


def test_a_column_called_as_sealed_rows_are_is_refused(table, tmp_path):
    with pytest.raises(Refused, match="SEALED_COLUMN"):
        parted(table(sealed_id=NUMBERS), tmp_path / "out")


def test_whole_numbers_written_with_a_point_are_known_again(table, tmp_path):
    parted(table(), tmp_path / "out")
    again = table("again.parquet", x=[float(n) for n in NUMBERS])

    sealed = pd.read_parquet(tmp_path / "out/inputs.parquet")
    assert without_sealed(again, tmp_path / "out/inputs.parquet") == len(sealed)
    assert not set(sealed["x"]) & set(pd.read_parquet(again)["x"])


def test_words_in_place_of_numbers_are_not_taken_for_other_rows(table, tmp_path):
    parted(table(), tmp_path / "out")
    again = table("again.parquet", x=[str(n) for n in NUMBERS])

    with pytest.raises(Refused, match="SEALED_COLUMN"):
        without_sealed(again, tmp_path / "out/inputs.parquet")


def test_a_file_of_nothing_but_sealed_rows_is_refused(table, tmp_path):
    parted(table(), tmp_path / "out")
    inputs = tmp_path / "out/inputs.parquet"
    again = tmp_path / "again.parquet"
    pd.read_parquet(inputs).assign(label="a").to_parquet(again)

    with pytest.raises(Refused, match="NO_ROWS"):
        without_sealed(again, inputs)


@pytest.mark.parametrize(
    ("x", "word"),
    [
        ([n + 0.123456789 for n in NUMBERS], "葉 A"),
        ([round(n + 0.1234567890123, 9) for n in NUMBERS], " 葉　Ａ "),
    ],
)
def test_rows_are_known_however_a_tool_saved_them(table, tmp_path, x, word):
    exact = [n + 0.123456789 for n in NUMBERS]
    gaps = [None if n % 5 else 1.5 for n in NUMBERS]
    first = table(x=exact, word="葉 A", gap=gaps, empty=[None if n % 3 else "b" for n in NUMBERS])
    parted(first, tmp_path / "out")
    again = table(
        "again.parquet",
        x=pd.array(x, "Float32"),
        word=word,
        gap=[float("nan") if n % 5 else 1.5 for n in NUMBERS],
        empty=["" if n % 3 else "b" for n in NUMBERS],
    )

    inputs = tmp_path / "out/inputs.parquet"
    assert without_sealed(again, inputs) == len(pd.read_parquet(inputs))


def test_numbers_of_animals_that_differ_in_the_last_digit_are_two(table, tmp_path):
    ears = [1_400_000_000 + n for n in NUMBERS]
    found = parted(table(x=0, ear=ears), tmp_path / "out")

    assert without_sealed(table("again.parquet", x=0, ear=ears), tmp_path / "out/inputs.parquet")
    rest = pd.read_parquet(tmp_path / "again.parquet")
    assert len(rest) == 120 - found.row_count


def test_a_column_of_which_cells_could_not_be_read_is_refused(table, tmp_path):
    parted(table(), tmp_path / "out")

    with pytest.raises(Refused, match="SEALED_COLUMN"):
        without_sealed(table(), tmp_path / "out/inputs.parquet", unreadable={"x": 1})


def test_bytes_that_were_sealed_hold_every_sealed_row_or_are_refused(table, tmp_path):
    parted(table(), tmp_path / "out")
    inputs = tmp_path / "out/inputs.parquet"

    with pytest.raises(Refused, match="SEALED_UNKNOWN"):
        without_sealed(table("again.parquet", x=[n + 1 for n in NUMBERS]), inputs, holds_all=True)
    assert without_sealed(table(), inputs, holds_all=True)
