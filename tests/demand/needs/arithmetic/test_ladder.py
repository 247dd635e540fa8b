"""Ladders of prices as people say prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.needs.arithmetic.ladder import ladder


def test_five_rungs_stand_between_two_prices():
    assert ladder(8_000, 30_000) == [8_000, 12_000, 15_000, 20_000, 30_000]


@pytest.mark.parametrize(("lowest", "highest"), [(0, 10), (10, 10), (20, 10), (-5, 10)])
def test_there_is_no_ladder_without_a_lower_and_a_higher_price(lowest, highest):
    with pytest.raises(ValueError, match="No ladder"):
        ladder(lowest, highest)


@given(lowest=st.integers(10, 10**6), factor=st.floats(2, 50))
def test_a_ladder_rises_from_the_lowest_to_the_highest(lowest, factor):
    highest = round(lowest * factor)

    rungs = ladder(lowest, highest)

    assert rungs == sorted(set(rungs))
    assert (rungs[0], rungs[-1]) == (lowest, highest)
    assert 3 <= len(rungs) <= 5
