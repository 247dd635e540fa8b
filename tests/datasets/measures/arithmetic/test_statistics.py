"""A table against pandas: the same numbers, whatever the parts."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets.measures.arithmetic import statistics
from datasets.measures.arithmetic.statistics import Statistics, measure_part, part_count

ROWS = 50_000


@pytest.fixture(scope="module")
def field():
    """A made-up field trial: three varieties, gaps in the weights."""
    draw = np.random.default_rng(11)
    table = pd.DataFrame(
        {
            "variety": draw.choice(["とちおとめ", "スカイベリー", "とちあいか"], ROWS),
            "weight": draw.normal(20, 4, ROWS),
            "count": draw.integers(0, 30, ROWS),
        }
    )
    table.loc[draw.random(ROWS) < 0.1, "weight"] = np.nan
    return table


def measured(table, label="variety", parts=1):
    batch = pa.RecordBatch.from_pandas(table, preserve_index=False)
    size = max(1, -(-len(table) // parts))
    whole = None
    for start in range(0, len(table) or 1, size):
        part = Statistics.empty(batch.schema, label)
        part.add(batch.slice(start, size))
        if whole is None:
            whole = part
        else:
            whole.merge(part)
    return whole


@pytest.mark.parametrize("parts", [1, 6])
def test_each_class_has_the_summary_that_pandas_groups(field, parts):
    document = measured(field, parts=parts).as_document()

    per_class = document["label"]["per_class"]
    grouped = field.groupby("variety")
    assert set(per_class) == set(grouped.groups)
    for variety, rows in grouped:
        for name in ("weight", "count"):
            expected = {"mean": rows[name].mean(), "deviation": rows[name].std()}
            expected["count"] = rows[name].count()
            assert per_class[variety][name] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("parts", [1, 6])
def test_the_balance_is_the_value_counts(field, parts):
    balance = measured(field, parts=parts).as_document()["label"]["balance"]

    assert {each["label"]: each["count"] for each in balance} == (
        field["variety"].value_counts().to_dict()
    )


def test_every_row_is_covered(field):
    document = measured(field, parts=6).as_document()

    assert document["rows"] == document["rows_covered"] == ROWS
    assert [column["rows_covered"] for column in document["columns"]] == [ROWS] * 3
    missing = {column["name"]: column["missing"]["value"] for column in document["columns"]}
    assert missing == field.isna().sum().to_dict()


def test_bytes_make_the_same_again(field):
    statistics = measured(field)

    assert Statistics.from_bytes(statistics.as_bytes()).as_document() == statistics.as_document()


def test_parts_merge_after_they_were_written(field):
    halves = [measured(field[: ROWS // 2]), measured(field[ROWS // 2 :])]
    one, other = (Statistics.from_bytes(half.as_bytes()) for half in halves)
    one.merge(other)

    assert one.row_count == ROWS
    assert one.as_document()["label"] == measured(field, parts=2).as_document()["label"]


def test_a_class_that_only_one_part_has_is_kept():
    table = pd.DataFrame({"label": ["a", "a", "b", "b"], "x": [1.0, 3.0, 5.0, 9.0]})

    per_class = measured(table, "label", parts=2).as_document()["label"]["per_class"]

    assert {name: each["x"]["mean"] for name, each in per_class.items()} == {"a": 2.0, "b": 7.0}


def test_rows_without_a_label_belong_to_no_class():
    table = pd.DataFrame({"label": ["a", None, "a"], "x": [1.0, 100.0, 3.0]})

    document = measured(table, "label").as_document()

    assert document["label"]["per_class"] == {
        "a": {"x": {"mean": 2.0, "deviation": pytest.approx(2**0.5), "count": 2}}
    }


@pytest.mark.parametrize("kinds", [300, 600], ids=["in the whole", "in each part"])
def test_a_label_of_too_many_kinds_has_no_classes(kinds):
    table = pd.DataFrame({"label": [f"k{number}" for number in range(kinds)], "x": 1.0})

    statistics = measured(table, "label", parts=2)

    assert statistics.classes is None
    json.dumps(statistics.as_document(), allow_nan=False)


def test_a_table_without_a_label_has_none(field):
    document = measured(field, label="").as_document()

    assert not document["label"]


def test_a_table_with_gaps_and_infinities_is_json():
    table = pd.DataFrame({"label": ["a", "b"], "x": [np.inf, -np.inf], "nothing": [np.nan, np.nan]})

    json.dumps(measured(table, "label").as_document(), allow_nan=False)


def test_parts_of_a_file_cover_each_row_once(field, tmp_path, monkeypatch):
    monkeypatch.setattr(statistics, "PART_ROWS", 20_000)
    path = tmp_path / "table.parquet"
    pq.write_table(pa.Table.from_pandas(field, preserve_index=False), path, row_group_size=7_000)

    parts = [measure_part(path, number, label="variety") for number in range(part_count(path))]

    assert len(parts) == 3
    assert sum(part.row_count for part in parts) == ROWS
    first, *others = parts
    for part in others:
        first.merge(part)
    weight = first.as_document()["columns"][1]
    assert weight["moments"]["mean"] == pytest.approx(field["weight"].mean(), rel=1e-12)


def test_an_empty_table_has_one_part_of_no_rows(tmp_path):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"x": pa.array([], pa.float64())}), path)

    assert part_count(path) == 1
    assert measure_part(path, 0).row_count == 0


def test_dry_beans_are_measured_as_pandas_measures_them(shared_file):
    beans = pd.read_csv(shared_file("tabular/dry_beans_topepo.csv"))

    document = measured(beans, "class", parts=3).as_document()

    assert {each["label"]: each["count"] for each in document["label"]["balance"]} == (
        beans["class"].value_counts().to_dict()
    )
    for column in document["columns"][:-1]:
        values = beans[column["name"]]
        assert column["moments"]["mean"] == pytest.approx(values.mean(), rel=1e-12)
        assert column["moments"]["deviation"] == pytest.approx(values.std(), rel=1e-12)
        assert column["distinct"]["value"] == pytest.approx(values.nunique(), rel=3 * 0.01625)
        for level, value in column["quantiles"]["values"].items():
            share_below = ((values < value).mean(), (values <= value).mean())
            assert share_below[0] - column["quantiles"]["error"] <= float(level)
            assert float(level) <= share_below[1] + column["quantiles"]["error"]
        counts = values.astype(str).value_counts()
        for common in column.get("most_common", {"values": []})["values"]:
            missed = counts[common["value"]] - common["count"]
            assert 0 <= missed <= column["most_common"]["error"]
