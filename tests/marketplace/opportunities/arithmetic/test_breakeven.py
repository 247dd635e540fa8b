"""When the money comes back, and with how many buyers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.breakeven import (
    break_even_buyers,
    break_even_years,
    buyers_needed,
    commitments_missing,
    internal_rate,
    present_value,
)
from marketplace.opportunities.arithmetic.payoff import Market, Payoff, course_of, payoff
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed, draw, uniforms


def paths(*rows):
    return np.array(rows, dtype=float).T


def needing(*buyers):
    """Tell draws by the number of buyers each needs; 0 where no number would do."""
    needed = np.array(buyers, dtype=float)
    worth = np.where(needed > 0, 1.0, -1.0)
    return Payoff(cost=np.maximum(needed, 1), worth_per_buyer=worth, buyers=np.zeros(len(needed)))


def outcome_of(market, inputs):
    return payoff(market, inputs, course_of(market, inputs).discounted(inputs.discount))


def test_a_closed_form_is_met():
    """NPV(10 %; −1000, 500, 500, 500) = 243.42600, IRR = 23.37519 %; science.md, section 4."""
    cash = np.array([-1_000.0, 500, 500, 500])

    assert present_value(cash, 0.10) == pytest.approx(243.42600, abs=5e-6)
    assert internal_rate(cash) == pytest.approx(0.2337519, abs=5e-8)


@pytest.mark.parametrize("cash", [[-1_000.0, -1, -1], [1_000.0, 1, 1], [-1_000.0, 0, 0]])
def test_without_a_change_of_sign_there_is_no_internal_rate(cash):
    assert internal_rate(np.array(cash)) is None


def test_the_money_is_back_within_a_year_in_proportion():
    """The worked example crosses zero after 3.24394 years."""
    cash = paths([-7_420_000, -144_607.2, 1_801_312.0, 4_107_091.8, 6_789_424.1])

    assert break_even_years(cash)[0] == pytest.approx(3.24394, abs=5e-6)


def test_the_first_crossing_counts():
    assert break_even_years(paths([-10, 20, -30, 40])) == pytest.approx([0.5])


def test_what_never_comes_back_is_never():
    assert np.isinf(break_even_years(paths([-10, 3, 3, 3], [-10, 0, 0, 0]))).all()


def test_what_costs_nothing_is_back_at_once():
    assert break_even_years(paths([0, 3], [5, -1])) == pytest.approx([0, 0])


def test_the_middle_draw_says_how_many_buyers_are_needed():
    assert buyers_needed(needing(10, 20, 30, 40, 50)) == 30


def test_where_more_draws_fail_than_not_no_number_of_buyers_will_do():
    assert buyers_needed(needing(10, 20, 0, 0, 0)) is None


def test_one_in_two_promises_is_kept():
    assert commitments_missing(Market(in_hand_buyers=4.0), 10.25) == 13
    assert commitments_missing(Market(in_hand_buyers=11.0), 10.25) == 0
    assert commitments_missing(Market(in_hand_buyers=4.0), None) is None


@given(seed=st.integers(1, 50), technical=st.floats(0.7, 1))
def test_with_the_buyers_needed_it_pays_as_often_as_not(seed, technical):
    inputs = draw(replace(TYPICAL, technical=Fixed(technical)), uniforms(seed, 7))
    needed = buyers_needed(outcome_of(Market(in_hand_buyers=0), inputs))

    fewer, more = (
        (outcome_of(Market(needed * factor), inputs).npv > 0).mean() for factor in (0.999, 1.001)
    )

    assert fewer <= 0.5 <= more


def test_at_its_own_number_of_buyers_a_draw_wins_and_loses_nothing():
    inputs = draw(TYPICAL, uniforms(1, 6))
    outcome = outcome_of(Market(in_hand_buyers=0), inputs)
    needed = break_even_buyers(outcome)
    pays = np.isfinite(needed)

    at_needed = replace(outcome, buyers=np.where(pays, needed, 0)).npv

    assert at_needed[pays] == pytest.approx(np.zeros(pays.sum()), abs=0.01)
    assert (outcome.worth_per_buyer[~pays] <= 0).all()
