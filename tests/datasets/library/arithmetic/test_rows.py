"""Rows by number, columns and conditions."""

from datetime import date

import pandas as pd
import pytest

from datasets.library.arithmetic.conditions import UnknownColumn, UnreadableCondition
from datasets.library.arithmetic.rows import rows

COUNT = 250


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.parquet"
    frame = pd.DataFrame(
        {
            "番号": range(COUNT),
            "糖度": [None if n % 10 == 3 else n / 10 for n in range(COUNT)],
            "品種": ["とちおとめ" if n % 2 else "紅ほっぺ" for n in range(COUNT)],
            "日": [date(2026, 4, 1 + n % 30) for n in range(COUNT)],
            "病気": [n % 5 == 0 for n in range(COUNT)],
            "a=b": range(COUNT),
        }
    )
    frame.to_parquet(path, row_group_size=60)
    return path


def numbers(found):
    return [row["番号"] for row in found.rows]


def test_pages_follow_each_other_through_all_groups(table):
    seen, after = [], 0
    while after is not None:
        found = rows(table, after=after, size=70)
        seen += numbers(found)
        after = found.after

    assert seen == list(range(COUNT))


def test_a_page_holds_what_was_asked_for_and_no_more(table):
    found = rows(table, columns=["品種", "番号"], after=245, size=3)

    assert found.rows == [
        {"品種": "とちおとめ", "番号": 245},
        {"品種": "紅ほっぺ", "番号": 246},
        {"品種": "とちおとめ", "番号": 247},
    ]
    assert found.after == 248
    assert rows(table, after=248, size=3).after is None
    assert rows(table, after=COUNT) == rows(table, after=10_000)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["番号>=248"], [248, 249]),
        (["番号<2"], [0, 1]),
        (["番号<=1"], [0, 1]),
        (["番号>248"], [249]),
        (["番号=60", "品種=紅ほっぺ"], [60]),
        (["番号=60", "品種=とちおとめ"], []),
        (["番号<3", "品種!=紅ほっぺ"], [1]),
        (["番号<6", "病気=true"], [0, 5]),
        (["番号<3", "病気=no"], [1, 2]),
        (["番号<60", "日>=2026-04-29"], [28, 29, 58, 59]),
        (["a=b=7"], [7]),
        (["番号<5", "糖度>=0"], [0, 1, 2, 4]),
    ],
)
def test_rows_fulfil_all_conditions_and_missing_values_none(table, where, expected):
    assert numbers(rows(table, where=where, size=1000)) == expected


def test_a_filtered_page_goes_on_where_it_ended(table):
    first = rows(table, where=["病気=true"], size=20)
    second = rows(table, where=["病気=true"], after=first.after, size=1000)

    assert numbers(first) + numbers(second) == list(range(0, COUNT, 5))


@pytest.mark.parametrize("where", ["番号", "番号>=多い", "日=昨日", "病気=たぶん", "糖度>x"])
def test_an_unreadable_condition_is_named(table, where):
    with pytest.raises(UnreadableCondition, match=where):
        rows(table, where=[where])


def test_an_unknown_column_is_named(table):
    with pytest.raises(UnknownColumn, match="酸度"):
        rows(table, columns=["番号", "酸度"])
    with pytest.raises(UnknownColumn, match="酸度"):
        rows(table, where=["酸度>1"])


def test_few_groups_are_looked_through_at_a_time(table, monkeypatch):
    monkeypatch.setattr("datasets.library.arithmetic.rows.MOST_GROUPS", 2)

    found = rows(table, where=["番号>=200"], size=10)

    assert (found.rows, found.after) == ([], 120)
