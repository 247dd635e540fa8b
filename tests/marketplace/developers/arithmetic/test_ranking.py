"""The measure by which rankings are judged, against its worked example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.ranking import dcg, exponential, ndcg

# Source: science.md, section 7.
EXAMPLE = [3, 2, 3, 0, 1, 2]


def test_the_worked_example_is_met():
    assert dcg(EXAMPLE) == pytest.approx(6.861127, abs=5e-7)
    assert dcg(sorted(EXAMPLE, reverse=True)) == pytest.approx(7.140995, abs=5e-7)
    assert ndcg(EXAMPLE) == pytest.approx(0.960808, abs=5e-7)
    assert ndcg(exponential(EXAMPLE)) == pytest.approx(0.948811, abs=5e-7)


def test_what_stands_below_the_cut_counts_for_nothing():
    assert ndcg([1, 0, 5], top=2) == pytest.approx(1 / dcg([5, 1]))


def test_what_was_not_found_at_all_is_missed():
    assert ndcg([1], best=[1, 1]) == pytest.approx(1 / dcg([1, 1]))


def test_with_nothing_to_be_had_the_share_is_nothing():
    assert ndcg([0, 0]) == 0


@given(st.lists(st.integers(1, 3), min_size=1, max_size=20))
def test_no_order_beats_the_best(gains):
    assert 0 < ndcg(gains) <= 1 + 1e-12
    assert ndcg(sorted(gains, reverse=True)) == pytest.approx(1)
