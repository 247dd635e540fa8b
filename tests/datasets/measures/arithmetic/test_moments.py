"""Moments in parts are the moments of the whole."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.measures.arithmetic.moments import Moments

finite = st.floats(-1e6, 1e6)
part = st.lists(finite, max_size=30).map(lambda numbers: np.array(numbers, dtype=float))


def close(one, other):
    """Equal but for rounding: sums in another order differ in the last places."""
    return all(
        math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-3)
        for mine, theirs in zip(one.as_record(), other.as_record(), strict=True)
    )


def test_nothing_has_no_deviation_and_no_ends():
    empty = Moments.of(np.array([]))

    assert (empty.count, empty.deviation, empty.as_record()) == (0, None, [0, 0.0, 0.0])


def test_one_value_has_no_deviation():
    assert Moments.of(np.array([3.5])).deviation is None


def test_a_worked_example():
    """2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32."""
    moments = Moments.of(np.array([2, 4, 4, 4, 5, 5, 7, 9], dtype=float))

    assert moments == Moments(8, 5.0, 32.0, 2.0, 9.0)
    assert moments.deviation == pytest.approx(math.sqrt(32 / 7))


def test_small_spread_far_from_zero_is_not_lost():
    """The textbook formula E[x²] − E[x]² gives nonsense here."""
    values = 1e9 + np.array([4.0, 7.0, 13.0, 16.0])

    moments = Moments.of(values[:2]).merged(Moments.of(values[2:]))

    assert moments.deviation == pytest.approx(math.sqrt(30))


@given(first=part, second=part)
def test_two_parts_are_the_whole(first, second):
    whole = Moments.of(np.concatenate([first, second]))

    assert close(Moments.of(first).merged(Moments.of(second)), whole)


@given(first=part, second=part, third=part)
def test_parts_merge_in_any_grouping_and_order(first, second, third):
    one, two, three = map(Moments.of, (first, second, third))

    assert close(one.merged(two).merged(three), one.merged(two.merged(three)))
    assert close(one.merged(two), two.merged(one))


@given(values=part)
def test_nothing_changes_nothing(values):
    moments = Moments.of(values)

    assert moments.merged(Moments()) == moments
    assert close(Moments().merged(moments), moments)


@given(values=part)
def test_a_record_makes_the_same_again(values):
    moments = Moments.of(values)

    assert Moments(*moments.as_record()) == moments


@given(parts=st.lists(part, max_size=6))
def test_runs_are_measured_as_each_would_be_alone(parts):
    values = np.concatenate([np.array([]), *parts])
    lengths = np.array([len(each) for each in parts], dtype=int)

    measured = Moments.of_runs(values, lengths)

    for run, each in zip(measured, parts, strict=True):
        assert close(run, Moments.of(each))
