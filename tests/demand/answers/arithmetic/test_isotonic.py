from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.answers.arithmetic.isotonic import falling, pooled_blocks, rising

rates = st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 500)), min_size=1, max_size=12)


def test_yes_rates_along_rising_prices_are_pooled_where_they_rise():
    # science.md, section 1: 9/10, 6/10, 7/10, 2/10
    fitted = falling([0.9, 0.6, 0.7, 0.2], [10, 10, 10, 10])

    assert fitted == pytest.approx([0.9, 0.65, 0.65, 0.2])


def test_a_weightier_rate_pulls_the_pooled_one():
    assert rising([0.8, 0.2], [30, 10]) == pytest.approx([0.65, 0.65])


def test_a_pool_swallows_every_earlier_one_that_it_contradicts():
    assert pooled_blocks([0.1, 0.5, 0.6, 0.2, 0.9], [1, 1, 1, 1, 1]) == [
        range(1),
        range(1, 4),
        range(4, 5),
    ]


@given(rates)
def test_what_is_fitted_rises_and_keeps_the_total(drawn):
    values, weights = zip(*drawn, strict=True)

    fitted = rising(values, weights)

    assert all(lower <= upper + 1e-12 for lower, upper in pairwise(fitted))
    assert sum(f * w for f, w in zip(fitted, weights, strict=True)) == pytest.approx(
        sum(v * w for v, w in zip(values, weights, strict=True))
    )


@given(rates)
def test_what_rises_already_is_left_as_it_is(drawn):
    values, weights = zip(*sorted(drawn), strict=True)

    assert rising(values, weights) == pytest.approx(values)
