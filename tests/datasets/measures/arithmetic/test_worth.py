"""What a contribution is worth: Shapley values, exact, against brute force."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.measures.arithmetic.worth import (
    Samples,
    TooManyContributors,
    contributor_shapley,
    distinct,
    knn_shapley,
    left_out,
    suggested_shares,
    utility,
)


def line(labels, contributors=None):
    """Samples on a line, nearest to the point 0 first."""
    places = np.arange(1, len(labels) + 1, dtype=float)[:, np.newaxis]
    owners = np.arange(len(labels)) if contributors is None else np.array(contributors)
    return Samples(places, np.array(labels), owners)


POINT = Samples(np.zeros((1, 1)), np.array([1]), np.array([0]))


@pytest.mark.parametrize(
    ("neighbours", "values"),
    [
        (1, [0.75, -0.25, 0.25, 0.25, 0]),
        (2, [0.25, -0.25, 0.25, 0.25, 0]),
        (3, [0.25, -0.083333, 0.25, 0.25, 0]),
    ],
)
def test_values_are_those_of_the_worked_example(neighbours, values):
    """science.md, section 8: labels near to far 1, 0, 1, 1, 0."""
    found = knn_shapley(line([1, 0, 1, 1, 0]), POINT, neighbours=neighbours)

    assert found == pytest.approx(values, abs=1e-6)


def test_fewer_samples_than_neighbours_are_valued_rightly():
    """science.md, section 8: N = 3, K = 5 gives .2, 0, .2; the common code gives .333 …"""
    assert knn_shapley(line([1, 0, 1]), POINT, neighbours=5) == pytest.approx([0.2, 0, 0.2])


def brute_force(train, test, neighbours):
    values = np.zeros(len(train))
    orders = list(permutations(range(len(train))))
    for order in orders:
        before = 0.0
        for place, sample in enumerate(order):
            rows = np.array(sorted(order[: place + 1]))
            after = utility(train.at(rows), test, neighbours=neighbours)
            values[sample] += after - before
            before = after
    return values / len(orders)


@given(
    labels=st.lists(st.integers(0, 2), min_size=1, max_size=5),
    neighbours=st.integers(1, 6),
    places=st.lists(st.integers(-5, 5), min_size=5, max_size=5),
)
def test_values_are_shapley_values(labels, neighbours, places):
    count = len(labels)
    train = Samples(
        np.array(places[:count], dtype=float)[:, np.newaxis], np.array(labels), np.arange(count)
    )
    test = Samples(np.array([[0.0], [2.0]]), np.array([1, 0]), np.zeros(2, dtype=int))

    values = knn_shapley(train, test, neighbours=neighbours)

    assert values == pytest.approx(brute_force(train, test, neighbours))
    assert values.sum() == pytest.approx(utility(train, test, neighbours=neighbours))
    assert list(contributor_shapley(train, test, neighbours=neighbours).values()) == pytest.approx(
        values
    )


def test_a_copy_earns_more_until_copies_are_removed():
    """science.md, section 8: owner 0 gets .333 of .5, and .833 of 1 after a copy."""
    honest = line([1, 0, 1])
    places = np.array([[1.0], [1.0], [2.0], [3.0]])
    copied = Samples(places, np.array([1, 1, 0, 1]), np.array([0, 0, 1, 2]))

    before = knn_shapley(honest, POINT, neighbours=2)
    after = knn_shapley(copied, POINT, neighbours=2)
    cleaned = copied.at(distinct(copied))

    assert before[0] == pytest.approx(1 / 3, abs=1e-3)
    assert after[:2].sum() == pytest.approx(5 / 6, abs=1e-3)
    assert knn_shapley(cleaned, POINT, neighbours=2) == pytest.approx(before)


def test_who_adds_nothing_is_not_missed():
    train = line([1, 1, 0, 0], contributors=[0, 1, 2, 2])

    missed = left_out(train, POINT, neighbours=1)

    assert missed == {0: 0, 1: 0, 2: 0}
    assert left_out(line([1, 0], contributors=[0, 1]), POINT, neighbours=1) == {0: 1, 1: 0}


def test_no_more_than_twelve_contributors_are_tried():
    with pytest.raises(TooManyContributors):
        contributor_shapley(line([1] * 13), POINT)


def test_shares_are_half_by_value_and_half_by_count():
    shares = suggested_shares({1: 3.0, 2: 1.0, 3: -2.0}, {1: 10, 2: 10, 3: 20})

    assert shares == pytest.approx({1: 0.5, 2: 0.25, 3: 0.25})


def test_without_any_value_the_count_decides():
    assert suggested_shares({1: -1.0, 2: 0.0}, {1: 30, 2: 10}) == pytest.approx({1: 0.75, 2: 0.25})


@given(
    values=st.lists(st.floats(-5, 5), min_size=1, max_size=8),
    least=st.floats(0, 0.2),
    most=st.floats(0.3, 1),
)
def test_shares_stay_within_bounds_and_make_a_whole(values, least, most):
    accepted = {each: each + 1 for each in range(len(values))}

    shares = suggested_shares(dict(enumerate(values)), accepted, least=least, most=most)

    assert sum(shares.values()) == pytest.approx(1, abs=1e-6)
    assert all(share >= min(least, 1 / len(values)) - 1e-6 for share in shares.values())
