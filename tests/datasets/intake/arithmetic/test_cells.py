"""A cell of text is given the narrowest meaning that its column allows."""

from datetime import date, datetime

import pyarrow as pa
import pytest

from datasets.intake.arithmetic import text_rows
from datasets.intake.arithmetic.cells import MISSING, MISSING_AMONG_NUMBERS


def column(take, *cells):
    """Convert one column of cells beside another that is always 1."""
    table, _account = take("value,one\n" + "".join(f"{cell},1\n" for cell in cells))
    return table.column("value")


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
        (["0x1F", "12"], pa.string(), ["0x1F", "12"]),
        (["-0.5", "+2"], pa.float64(), [-0.5, 2.0]),
        (["1", "0"], pa.int64(), [1, 0]),
        (["2026-04-01", "7"], pa.string(), ["2026-04-01", "7"]),
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


@pytest.mark.parametrize("mark", MISSING_AMONG_NUMBERS)
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


@pytest.mark.parametrize("mark", MISSING)
def test_a_mark_that_is_no_word_is_missing_among_words_too(take, mark):
    assert column(take, "苺", mark).to_pylist() == ["苺", None]


@pytest.mark.parametrize(("yes", "no"), [("○", "×"), ("+", "-"), ("＋", "－")])
def test_signs_that_say_yes_and_no_are_words(take, yes, no):
    typed = column(take, no, no, yes, "", no)

    assert typed.to_pylist() == [no, no, yes, None, no]


@pytest.mark.parametrize(
    ("most", "last", "kind"),
    [
        ("1", "2.5", pa.float64()),
        ("1", "true", pa.string()),
        ("true", "1", pa.string()),
        ("2026-04-01", "2026-04-01 05:30", pa.timestamp("us")),
        ("-", "1", pa.int64()),
        ("", "true", pa.bool_()),
        ("-", "○", pa.string()),
        ("1,5", "1", pa.string()),
        ("1", "0123", pa.string()),
    ],
)
def test_the_order_of_rows_does_not_decide_the_type(take, monkeypatch, most, last, kind):
    """They come in many blocks, so the first alone suggests another type."""
    monkeypatch.setattr(text_rows, "BLOCK", 512)
    many = [f'"{most}"'] * 500

    below, above = column(take, *many, last), column(take, last, *many)

    assert below.type == above.type == kind
    assert below.to_pylist() == [*above.to_pylist()[1:], above[0].as_py()]
