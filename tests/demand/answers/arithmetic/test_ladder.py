import math

import numpy as np
import pytest

from demand.answers.arithmetic.ladder import (
    Ladders,
    middle_of,
    moments,
    weighted_median,
    winsorised,
)
from demand.answers.arithmetic.weighing import Weighed

RUNGS = (1000, 2000, 4000)


def weighed(*counts, theta=1.0):
    each = np.array([counts])
    return Weighed(each, each * theta, each * theta**2)


def test_an_interval_stands_for_its_geometric_middle():
    ladders = Ladders.of([(1000, 4000, 9000)])

    assert np.exp(ladders.middles[0, 1:3]) == pytest.approx([2000, 6000])


def test_an_open_interval_is_as_wide_as_its_neighbour():
    ladders = Ladders.of([RUNGS])

    assert np.exp(ladders.middles[0, [0, -1]]) == pytest.approx(
        [1000 / math.sqrt(2), 4000 * math.sqrt(2)]
    )
    assert ladders.steps[0] == pytest.approx([math.log(2)] * 4)


def test_the_middle_of_a_ladder_is_geometric():
    assert middle_of((1000, 3000, 4000)) == pytest.approx(2000)


def test_moments_are_those_of_the_middles_less_sheppards_share():
    summed = moments(Ladders.of([RUNGS]), weighed(1, 1, 1, 1))

    middles = [math.log(1000 * 2**half) for half in (-0.5, 0.5, 1.5, 2.5)]
    step = math.log(2)
    assert summed.count == pytest.approx([4])
    assert summed.mean == pytest.approx([np.mean(middles)])
    assert summed.squares == pytest.approx([4 * (np.var(middles) - step**2 / 12)])
    assert summed.grouping == pytest.approx([step**2 / 12])
    assert summed.highest == pytest.approx([middles[3]])


def test_answers_in_a_single_interval_have_no_spread_left():
    assert moments(Ladders.of([RUNGS]), weighed(0, 3, 0, 0)).squares == pytest.approx([0])


def test_a_weight_that_all_answers_share_changes_nothing():
    ladders = Ladders.of([RUNGS])

    plain, light = (moments(ladders, weighed(2, 3, 1, 0, theta=theta)) for theta in (1, 0.05))

    for name in ("count", "mean", "squares", "grouping", "highest"):
        assert getattr(plain, name) == pytest.approx(getattr(light, name))


def test_five_caps_are_winsorised():
    # science.md, section 1: 300,000 among caps around 2,000. The bound is the
    # median times exp(3 · 1.4826 MAD), MAD = ln(2000 / 1500).
    caps = [1000, 1500, 2000, 2500, 300_000]

    drawn_in = np.exp(winsorised(np.log(caps), np.ones(5, dtype=int)))

    assert drawn_in == pytest.approx([1000, 1500, 2000, 2500, 7190.06], abs=0.01)


def test_four_caps_are_left_as_they_are():
    logs = np.log([1000, 1500, 2000, 300_000])

    assert winsorised(logs, np.ones(4, dtype=int)) == pytest.approx(logs)


def test_winsorising_leaves_room_for_the_steps_of_the_ladder():
    logs, counts = np.log([1000.0, 10_000, 100_000]), np.array([1, 8, 1])

    narrow, wide = (winsorised(logs, counts, finest=finest) for finest in (0, math.log(10)))

    assert np.exp(narrow) == pytest.approx(10_000 * np.exp([-0.75, 0, 0.75]))
    assert wide == pytest.approx(logs)


@pytest.mark.parametrize(
    ("counts", "median"),
    [([1, 0, 0], 1), ([1, 1, 0], 1.5), ([1, 1, 1], 2), ([0, 1, 3], 3), ([2, 0, 2], 2)],
)
def test_the_median_counts_each_value_as_often_as_it_is_there(counts, median):
    assert weighted_median(np.array([1.0, 2, 3]), np.array(counts)) == median
