"""One column against pandas: exact where it says so, else within the error it states."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from datasets.measures.arithmetic.columns import QUANTILES, Column
from datasets.measures.arithmetic.sketches import DISTINCT_ERROR, MOST_KEPT

ROWS = 50_000


def measured(values, kind=None, parts=1):
    """Measure values as so many parts, merged from left to right."""
    array = pa.array(values, kind, from_pandas=True)
    size = max(1, -(-len(array) // parts))
    pieces = [array.slice(start, size) for start in range(0, len(array), size)] or [array]
    columns = []
    for piece in pieces:
        column = Column.empty("x", str(array.type))
        column.add(piece)
        columns.append(column)
    whole = columns[0]
    for column in columns[1:]:
        whole.merge(column)
    return whole


def again(column):
    """Write a column down as a part is kept, and read it back."""
    return Column.from_record(json.loads(json.dumps(column.as_record())))


@pytest.fixture(scope="module")
def many():
    return pd.Series(np.random.default_rng(7).gamma(2.0, 3.0, ROWS))


@pytest.mark.parametrize("parts", [1, 7])
def test_moments_of_many_rows_are_those_of_pandas(many, parts):
    moments = measured(many, parts=parts).as_document()["moments"]

    assert moments["exact"]
    assert moments["mean"] == pytest.approx(many.mean(), rel=1e-12)
    assert moments["deviation"] == pytest.approx(many.std(), rel=1e-12)
    assert (moments["least"], moments["greatest"]) == (many.min(), many.max())


@pytest.mark.parametrize("parts", [1, 7])
def test_sketched_quantiles_keep_the_error_they_state(many, parts):
    quantiles = measured(many, parts=parts).as_document()["quantiles"]

    assert not quantiles["exact"]
    assert 0 < quantiles["error"] < 0.015
    for level, value in quantiles["values"].items():
        assert abs((many <= value).mean() - float(level)) <= quantiles["error"]


@pytest.mark.parametrize("parts", [1, 7])
def test_a_sketched_count_of_kinds_keeps_the_error_it_states(many, parts):
    """Within three standard errors: 99.7 times out of 100, and the sketch has no chance in it."""
    distinct = measured(many, parts=parts).as_document()["distinct"]

    assert (distinct["exact"], distinct["error"]) == (False, DISTINCT_ERROR)
    assert distinct["value"] == pytest.approx(many.nunique(), rel=3 * DISTINCT_ERROR)


def test_few_rows_have_exact_quantiles_that_are_values_of_the_column():
    few = pd.Series(range(100))

    quantiles = measured(few).as_document()["quantiles"]

    assert (quantiles["exact"], quantiles["error"]) == (True, 0.0)
    for level in QUANTILES:
        value = quantiles["values"][str(level)]
        assert value in {few.quantile(level, way) for way in ("lower", "higher")}


@pytest.mark.parametrize("parts", [1, 3])
def test_kinds_are_counted_exactly_while_they_are_few(parts):
    kinds = pd.Series(["苺", "梨", "桃", None] * 500 + ["苺"] * 3)

    document = measured(kinds, parts=parts).as_document()

    expected = kinds.value_counts()
    assert document["missing"] == {"value": 500, "exact": True}
    assert document["distinct"] == {"value": 3, "exact": True}
    assert {each["value"]: each["count"] for each in document["most_common"]["values"]} == (
        expected.to_dict()
    )
    assert document["most_common"]["values"][0] == {"value": "苺", "count": 503}


def test_one_kind_more_than_are_counted_is_estimated():
    assert measured(range(MOST_KEPT)).as_document()["distinct"]["exact"]

    document = measured(range(MOST_KEPT + 1), parts=2).as_document()

    assert not document["distinct"]["exact"]
    assert "most_common" not in document


def test_the_order_of_parts_does_not_matter(many):
    halves = many[: ROWS // 2], many[ROWS // 2 :]
    one, other = (measured(pd.concat(order), parts=2) for order in (halves, halves[::-1]))

    first, second = one.as_document(), other.as_document()
    assert first["distinct"] == second["distinct"]
    assert first["moments"] == pytest.approx(second["moments"])


def test_the_grouping_of_parts_does_not_matter():
    pieces = [pd.Series([1, 2, None]), pd.Series([3.0]), pd.Series([2.0, 5.0])]
    one, two, three = map(measured, pieces)
    left = again(one)
    left.merge(two)
    left.merge(three)
    right = again(two)
    right.merge(three)
    one.merge(right)

    assert left.frequent == one.frequent
    assert left.moments.as_record() == pytest.approx(one.moments.as_record())
    assert left.as_document()["quantiles"] == one.as_document()["quantiles"]


@pytest.mark.parametrize(
    "values",
    [
        [1.5, None, 2.5, 2.5],
        ["苺", None, "梨"],
        [True, False, None],
        [dt.date(2026, 4, 1), None],
        [dt.datetime(2026, 4, 1, 5)],  # noqa: DTZ001
        [],
        [None, None],
    ],
    ids=repr,
)
def test_a_record_makes_the_same_again_and_goes_on_merging(values):
    column = measured(values)
    kept = again(column)

    assert kept.as_document() == column.as_document()

    kept.merge(column)

    assert kept.row_count == 2 * len(values)


def test_an_estimated_column_survives_being_written(many):
    column = measured(many)

    assert again(column).as_document() == column.as_document()


@pytest.mark.parametrize("kind", [pa.float64(), pa.int64(), pa.string(), pa.bool_(), pa.date32()])
@pytest.mark.parametrize("count", [0, 3])
def test_a_column_of_nothing_says_so(kind, count):
    document = measured([None] * count, kind).as_document()

    assert document["rows_covered"] == document["missing"]["value"] == count
    assert document["distinct"] == {"value": 0, "exact": True}
    assert "moments" not in document


def test_infinities_are_counted_and_left_out_of_the_moments():
    document = measured([1.0, float("inf"), 3.0, float("-inf")]).as_document()

    assert document["moments"]["mean"] == 2.0
    assert (document["moments"]["least"], document["moments"]["greatest"]) == (1.0, 3.0)
    assert document["distinct"]["value"] == 4
    json.dumps(document, allow_nan=False)


def test_a_column_of_infinities_alone_has_no_moments():
    assert "moments" not in measured([float("inf")]).as_document()


def test_whole_numbers_with_gaps_stay_whole_when_they_are_counted():
    values = measured([1, None, 2, 2], pa.int64()).as_document()["most_common"]["values"]

    assert values == [{"value": "2", "count": 2}, {"value": "1", "count": 1}]
