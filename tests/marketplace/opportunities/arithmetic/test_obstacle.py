"""Each lever lifted alone, and the one that stands in the way."""

from dataclasses import replace

import numpy as np
import pytest

from marketplace.opportunities.arithmetic.breakeven import buyers_needed
from marketplace.opportunities.arithmetic.obstacle import (
    Counterfactual,
    Lever,
    Situation,
    counterfactuals,
    middle_without_decline,
    obstacle,
)
from marketplace.opportunities.arithmetic.payoff import Market, PricePoint, course_of, payoff
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed, draw, uniforms

WIDE = Market(in_hand_buyers=5, eligible_count=30_000)
FEW = Market(in_hand_buyers=8.2)


def situation(market, priors=TYPICAL):
    inputs = draw(priors, uniforms(1, 10))
    hand = market.having(market.in_hand_buyers)
    alone = payoff(hand, inputs, course_of(hand, inputs).discounted(inputs.discount))
    present = course_of(market, inputs).discounted(inputs.discount)
    return Situation(market, inputs, present, buyers_needed(alone))


def levers_of(market, priors=TYPICAL, *, blocked=False):
    lifted = counterfactuals(situation(market, priors), blocked=blocked)
    return {each.lever: each for each in lifted}


def test_enough_commitments_bring_the_middle_outcome_to_nothing_lost():
    now = situation(FEW)

    demand = levers_of(FEW)[Lever.DEMAND]

    width = abs(now.middle) / 100
    assert now.middle + demand.gain == pytest.approx(0, abs=width)
    assert demand.amount == np.ceil(2 * (now.buyers_needed - 8.2))
    assert demand.effort == demand.amount * 10_000


def test_with_enough_in_hand_demand_is_no_lever():
    needed = situation(FEW).buyers_needed

    assert Lever.DEMAND not in levers_of(FEW.having(needed + 1))


def test_missing_labels_are_a_lever_that_costs_what_labels_cost():
    data = levers_of(WIDE)[Lever.DATA]

    labels, cost = (
        np.median(draw(TYPICAL, uniforms(1, 10)).values[n]) for n in ("labels", "label_cost")
    )
    assert data.amount == round(labels)
    assert data.effort == pytest.approx(data.amount * cost)
    assert data.gain > 0


def test_with_all_labels_in_hand_data_is_no_lever():
    assert Lever.DATA not in levers_of(replace(WIDE, labels_in_hand=8_000))


def test_a_faster_decline_gains_about_as_much_more_as_running_it_is_dearer():
    """What it saves is linear in the running cost; the middle outcome is so nearly."""
    sure = replace(TYPICAL, technical=Fixed(1), substitution=Fixed(0), share=Fixed(0.1))
    light, heavy = (
        levers_of(WIDE, replace(sure, inference=Fixed(yen)))[Lever.TECHNOLOGY].gain
        for yen in (2_400, 12_000)
    )

    assert heavy / light == pytest.approx(5, rel=0.2)


def test_another_rung_is_a_lever_where_fewer_buyers_pay_more_in_all():
    """Half the buyers at three times the price."""
    market = replace(FEW.having(400), rungs=(PricePoint(24_000, 400), PricePoint(72_000, 200)))

    price = levers_of(market)[Lever.PRICE]

    assert price.amount == 72_000


def test_a_rung_that_would_pay_less_is_no_lever():
    market = replace(FEW.having(400), rungs=(PricePoint(24_000, 400), PricePoint(30_000, 40)))

    assert Lever.PRICE not in levers_of(market)


def test_a_dearer_rung_thins_the_eligible_too():
    """Twice the price at half the buyers costs less to serve: a little more, not twice."""
    at_double = replace(WIDE, rungs=(PricePoint(48_000, 2.5),))
    alone = replace(WIDE, rungs=(PricePoint(48_000, 5),))

    assert levers_of(alone)[Lever.PRICE].gain > 2 * levers_of(at_double)[Lever.PRICE].gain


def test_a_rule_is_a_lever_only_where_one_blocks():
    assert Lever.REGULATION not in levers_of(WIDE)
    assert Lever.REGULATION in levers_of(WIDE, blocked=True)


def test_while_a_rule_stands_nothing_else_helps():
    lifted = counterfactuals(situation(WIDE), blocked=True)

    assert obstacle(lifted).lever == Lever.REGULATION


def test_lifting_a_rule_wins_nothing_where_it_would_not_pay_anyway():
    """With eight buyers upkeep costs more than they bring: better that it cannot be sold."""
    assert Lever.REGULATION not in levers_of(FEW, blocked=True)


def test_levers_come_by_what_they_add_for_their_effort():
    ranked = [each.gain_per_yen for each in counterfactuals(situation(WIDE), blocked=True)]

    assert ranked == sorted(ranked, reverse=True)
    assert all(share > 0 for share in ranked)


def test_a_lever_that_adds_little_is_no_wall_however_cheap():
    cheap = Counterfactual(Lever.PRICE, gain=100, effort=1)
    strong = Counterfactual(Lever.DEMAND, gain=1_000, effort=2_000)
    good = Counterfactual(Lever.DATA, gain=600, effort=900)

    assert obstacle([cheap, strong, good]) == good
    assert obstacle([]) is None


def test_without_any_decline_it_never_pays_more():
    now = situation(WIDE)

    assert middle_without_decline(now) < now.middle
