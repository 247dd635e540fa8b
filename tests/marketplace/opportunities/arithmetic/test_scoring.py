"""Scores against worked examples."""

import numpy as np
import pytest

from marketplace.opportunities.arithmetic.scoring import (
    Forecast,
    Ongoing,
    brier,
    crps,
    realised,
    score,
    summed_up,
)

EVEN = [(0, 1, 1.0)]


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        # ∫₀^y x² + ∫_y^1 (1 − x)² = (y³ + (1 − y)³) / 3
        (0.5, 1 / 12),
        (0, 1 / 3),
        (0.9, (0.9**3 + 0.1**3) / 3),
        # Beyond the end, the distance to it is added.
        (3, 1 / 3 + 2),
        (-2, 1 / 3 + 2),
    ],
)
def test_the_score_of_an_even_forecast_is_the_integral(came, expected):
    assert crps(EVEN, came) == pytest.approx(expected)


def test_a_forecast_of_one_value_misses_by_the_distance():
    assert crps([(5, 5, 1.0)], 8) == 3
    assert crps([(5, 5, 1.0)], 1) == 4


def test_cutting_a_bar_in_two_changes_nothing():
    whole, cut = [(0, 4, 0.4), (4, 6, 0.6)], [(0, 1, 0.1), (1, 4, 0.3), (4, 6, 0.6)]

    assert crps(whole, 2.5) == pytest.approx(crps(cut, 2.5))


def test_it_is_the_mean_distance_less_half_the_mean_spread():
    """CRPS = E|X − y| − E|X − X′| / 2; Gneiting and Raftery 2007."""
    bars = [(-10, 0, 0.7), (0, 30, 0.3)]
    levels = (np.arange(2_000) + 0.5) / 2_000
    drawn = np.interp(levels, [0, 0.7, 1], [-10, 0, 30])

    spread = np.abs(drawn[:, np.newaxis] - drawn).mean()

    expected = np.abs(drawn - 4).mean() - spread / 2
    assert crps(bars, 4) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("came_true", "expected"), [(True, 0.09), (False, 0.49)])
def test_brier_squares_the_distance(came_true, expected):
    assert brier(0.7, came_true=came_true) == pytest.approx(expected)


def test_what_is_paid_goes_on_for_the_years():
    """10 buyers pay 100,000 in all; 2,000 each and a tenth of 100,000 go off: 70,000 a year."""
    ongoing = Ongoing(per_buyer=2_000, upkeep_share=0.1, discount=0.0, years=7)

    assert realised(100_000, 100_000, 10, ongoing) == 7 * 70_000 - 100_000


def test_later_money_is_worth_less():
    """The annuity of 1 over 7 years at 12 % is 4.563757."""
    ongoing = Ongoing(per_buyer=0, upkeep_share=0, discount=0.12, years=7)

    assert realised(0, 1, 0, ongoing) == pytest.approx(4.563757, abs=5e-7)


def test_scores_are_means():
    forecast = Forecast(0.5, -1, 1, [(-2, 2, 1.0)])

    scores = summed_up([score(forecast, 0), score(forecast, 10)])

    # Brier: (.5 − 0)² both times, for 0 is no gain and 10 is one.
    assert (scores.count, scores.brier, scores.within_share) == (2, 0.25, 0.5)
    assert scores.crps == pytest.approx((1 / 3 + 4 / 3 + 8) / 2)


def test_over_nothing_there_is_no_score():
    assert summed_up([]) is None
