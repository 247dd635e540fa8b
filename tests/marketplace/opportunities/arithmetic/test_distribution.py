"""How outcomes lie, told in a few figures that agree with each other."""

import json

import numpy as np
import pytest

from marketplace.opportunities.arithmetic.breakeven import present_value
from marketplace.opportunities.arithmetic.distribution import WORTH_LEVELS, distribution
from marketplace.opportunities.arithmetic.payoff import Market, course_of, payoff
from marketplace.opportunities.arithmetic.priors import TYPICAL, draw, uniforms

WIDE = Market(in_hand_buyers=5, eligible_count=30_000)


def told_of(market, **changed):
    inputs = draw(TYPICAL, uniforms(1, 12)).having(**changed)
    course = course_of(market, inputs)
    return distribution(market, inputs, course, course.discounted(inputs.discount))


@pytest.fixture(scope="module")
def wide():
    return told_of(WIDE)


def test_quantiles_are_in_order_and_near_the_reference(wide):
    """30,000 eligible: −13.7 / −6.8 / 48.5 million yen, P(NPV > 0) = .329."""
    p5, _, p50, _, p95 = wide.npv

    assert list(wide.npv) == sorted(wide.npv)
    assert (p5, p50, p95) == pytest.approx((-13_665_465, -6_829_184, 48_542_766), abs=1_240_000)
    assert wide.positive_share == pytest.approx(0.3289, abs=0.01)


def test_what_has_come_back_by_the_last_year_and_what_never_does_are_all(wide):
    assert list(wide.broken_even_share) == sorted(wide.broken_even_share)
    assert wide.broken_even_share[-1] + wide.never_share == pytest.approx(1, abs=0.0002)
    assert 1 < wide.break_even_years < 7


def test_where_nothing_comes_back_no_year_is_told():
    told = told_of(Market(in_hand_buyers=1))

    assert told.break_even_years is None
    assert told.internal_rate is None
    assert told.never_share == 1


def test_dearer_money_makes_every_outcome_smaller(wide):
    patient, usual, impatient = wide.at_rates

    assert [each.rate for each in wide.at_rates] == [0.05, 0.12, 0.20]
    assert patient.positive_share > usual.positive_share > impatient.positive_share
    assert (usual.p50, usual.positive_share) == (wide.npv[2], wide.positive_share)


def test_at_its_internal_rate_the_mean_year_by_year_is_worth_nothing(wide):
    first = abs(wide.cash[0])

    assert present_value(np.array(wide.cash, dtype=float), wide.internal_rate) == pytest.approx(
        0, abs=0.001 * first
    )


def test_a_share_above_a_cost_can_be_read_off_what_buyers_bring(wide):
    """Without upkeep, NPV > 0 is what buyers bring above what was spent."""
    inputs = draw(TYPICAL, uniforms(1, 12)).having(maintenance_share=0.0, computing=0.0)
    fixed = inputs.having(labels=0.0, person_months=7.0, wage=1_000_000.0)
    present = course_of(WIDE, fixed).discounted(fixed.discount)

    counted = (payoff(WIDE, fixed, present).npv > 0).mean()

    assert 1 - np.interp(7_000_000, wide.worth, WORTH_LEVELS) == pytest.approx(counted, abs=0.01)


def test_bars_hold_all_draws(wide):
    assert sum(share for _, _, share in wide.histogram) == 1
    assert all(
        end == start
        for (_, end, _), (start, _, _) in zip(wide.histogram, wide.histogram[1:], strict=False)
    )


def test_the_document_is_plain_json(wide):
    document = wide.as_document()

    assert json.loads(json.dumps(document)) == document
    assert document["p50"] == wide.npv[2]
