import numpy as np
import pytest

from demand.answers.arithmetic.calibration import (
    ASSUMED_WEIGHTS,
    LEVELS,
    Beta,
    is_firm,
    level_weights,
    thetas,
    weight_draws,
)


def test_five_of_ten_payers_move_the_weight_of_would_buy():
    # science.md, section 1: Beta(3,9) + 5 of 10
    weight = Beta(3, 9).given(paid=5, asked=10)

    assert weight.mean == pytest.approx(0.363636, abs=1e-6)
    assert weight.interval() == pytest.approx((0.20575, 0.53594), abs=1e-5)


def test_the_assumed_weights_rise_with_the_level():
    assert thetas(ASSUMED_WEIGHTS) == pytest.approx([0.05, 0.25, 0.5, 0.75])


def test_without_outcomes_the_assumed_weights_stand():
    assert level_weights({}) == ASSUMED_WEIGHTS


def test_outcomes_of_one_level_move_that_level_alone_while_the_order_holds():
    weights = level_weights({"WOULD_BUY": (5, 10)})

    assert weights == (Beta(1, 19), Beta(8, 14), Beta(6, 6), Beta(12, 4))


def test_a_level_that_pays_better_than_the_next_is_pooled_with_it():
    weights = level_weights({"WOULD_BUY": (9, 10)})

    # Beta(12, 10) at .545 stands above CONDITIONAL's Beta(6, 6) at .5.
    assert weights[1] == weights[2] == Beta(18, 16)
    assert list(thetas(weights)) == sorted(thetas(weights))


@pytest.mark.parametrize(
    ("level", "certainty", "firm"),
    [
        ("LETTER", None, True),
        ("LETTER", 0, True),
        ("CONDITIONAL", 8, True),
        ("CONDITIONAL", 7, False),
        ("CONDITIONAL", None, False),
        ("WOULD_BUY", 10, False),
        ("INTEREST", 10, False),
    ],
)
def test_firm_is_a_letter_or_conditions_with_a_certainty_of_eight(level, certainty, firm):
    assert is_firm(level, certainty) is firm


def test_no_draw_puts_a_lower_level_above_a_higher_one():
    drawn = weight_draws(ASSUMED_WEIGHTS)

    assert drawn.shape[0] == len(LEVELS)
    assert (np.diff(drawn, axis=0) > 0).all()


def test_draws_of_the_weights_have_the_means_that_are_believed():
    assert weight_draws(ASSUMED_WEIGHTS).mean(axis=1) == pytest.approx(
        thetas(ASSUMED_WEIGHTS), abs=2e-4
    )
