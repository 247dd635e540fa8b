"""Quartiles of a pool in which each contributor weighs the same, by hand."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.measures.arithmetic.beside import GRID, beside, spreads
from datasets.measures.arithmetic.statistics import Statistics


def grid(values):
    return [float(each) for each in np.quantile(values, GRID)]


def test_the_pool_is_that_of_all_five_each_weighing_the_same():
    own, others = grid([4]), [grid([each]) for each in (1, 2, 3, 5)]

    found = beside("糖度", own, others)

    assert (found.pool.low, found.pool.middle, found.pool.high) == (2, 3, 4)
    assert (found.own.middle, found.contributor_count, found.below_of_ten) == (4, 5, 6)


def test_below_five_nothing_of_the_pool_is_told():
    found = beside("糖度", grid([4]), [grid([1])] * 3)

    assert (found.pool, found.below_of_ten, found.contributor_count) == (None, None, 4)
    assert found.own.middle == 4


def test_what_is_told_of_the_pool_is_nobodys_value_to_the_last_digit():
    exact = 12.345678

    found = beside("糖度", grid([exact]), [grid([exact])] * 6)

    assert found.own.middle == pytest.approx(exact)
    assert (found.pool.low, found.pool.middle, found.pool.high) == (12.3, 12.3, 12.3)


samples = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


@given(own=samples, others=st.lists(samples, min_size=4, max_size=8))
def test_quartiles_stand_in_order_and_within_what_was_sent(own, others):
    found = beside("x", grid(own), [grid(each) for each in others])

    pool, values = found.pool, [value for each in [own, *others] for value in each]
    assert pool.low <= pool.middle <= pool.high
    assert min(values) - abs(min(values)) * 0.006 <= pool.low
    assert pool.high <= max(values) + abs(max(values)) * 0.006
    assert 0 <= found.below_of_ten <= 10


def test_percentiles_are_those_of_numpy_and_names_of_rows_have_none():
    draw = np.random.default_rng(3).normal(50, 10, 5_000)
    table = pa.record_batch(
        {"m": draw, "row": np.arange(5_000), "n": np.arange(5_000) % 7, "word": ["x"] * 5_000}
    )
    measured = Statistics.empty(table.schema)
    measured.add(table)

    found = spreads(measured)

    assert set(found) == {"m", "n"}
    # KLL with k = 200: 1.33 % of the rows, 99 times out of 100 (Apache DataSketches).
    ranks = np.searchsorted(np.sort(draw), found["m"]) / len(draw)
    assert np.abs(ranks - GRID).max() < 0.03
