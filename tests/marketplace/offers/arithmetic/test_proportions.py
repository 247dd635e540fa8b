"""Shares with their bounds."""

import numpy as np
import pytest

from marketplace.offers.arithmetic.proportions import (
    EACH_OF_TWO,
    ONE_TEST,
    demand,
    effective_count,
    right_needed,
    tries_needed,
    wilson,
)


@pytest.mark.parametrize(
    ("right", "tries", "low", "high"),
    # Newcombe 1998, method 3; science.md, section 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_bounds_are_those_of_newcombe(right, tries, low, high):
    assert wilson(right / tries, tries, 0.95) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("level", [ONE_TEST, EACH_OF_TWO])
def test_fifty_tries_at_nine_tenths_need_fifty_of_fifty(level):
    """science.md, section 2."""
    assert right_needed(0.9, 50, level) == 50


def test_the_fewest_right_answers_are_the_fewest():
    for tries in (60, 100, 333):
        needed = right_needed(0.85, tries, 0.975)
        assert wilson(needed / tries, tries, 0.975)[0] >= 0.85
        assert wilson((needed - 1) / tries, tries, 0.975)[0] < 0.85


def test_too_few_tries_can_show_nothing():
    assert tries_needed(0.9, 0.95) == 35
    assert right_needed(0.9, 34, 0.95) is None
    assert right_needed(0.9, 35, 0.95) == 35
    assert demand(0.9, 10, level=0.95, true_share=0.99).power == 0.0


def test_power_is_the_chance_that_something_as_good_shows_it():
    assert demand(0.9, 50, level=0.95, true_share=0.95).power == pytest.approx(0.95**50)


def test_alike_items_are_worth_fewer():
    """100 items in 10 groups of 10, ρ = .2: 100/(1+9·.2)."""
    assert effective_count(np.full(10, 10), likeness=0.2) == pytest.approx(100 / 2.8)
    assert effective_count(np.ones(7, int)) == pytest.approx(7)
    assert effective_count(np.array([19, 1])) < effective_count(np.array([10, 10]))


def test_the_correction_restores_coverage_where_plain_bounds_fail():
    """science.md, section 2: 10 farms × 10 items, ρ = .2: plain Wilson covers about 74 %."""
    random, true, runs = np.random.default_rng(3), 0.8, 4_000
    farm = random.beta(true * 4, (1 - true) * 4, (runs, 10))  # ρ = 1/(1+4)
    seen = random.binomial(10, farm).sum(axis=1) / 100

    def covers(count):
        bounds = [wilson(share, count, 0.95) for share in seen]
        return np.mean([low <= true <= high for low, high in bounds])

    assert covers(100) == pytest.approx(0.74, abs=0.04)
    assert covers(100 / 2.8) > 0.92
