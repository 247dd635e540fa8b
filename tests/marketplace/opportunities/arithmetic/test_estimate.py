"""What an estimate tells, and what it keeps to itself."""

import json
from dataclasses import replace

import pytest

from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.obstacle import Lever
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed

WIDE = Market(in_hand_buyers=5, eligible_count=30_000)
IN_HAND = Market(in_hand_buyers=8.2)


def test_the_distribution_is_in_order_and_near_the_reference():
    """30,000 eligible: −13.7 / −6.8 / 48.5 million yen, P(NPV > 0) = .329."""
    payoff = estimate(WIDE, seed=1, priced_count=9).distribution

    assert list(payoff.npv) == sorted(payoff.npv)
    assert payoff.npv[2] == pytest.approx(-6_829_184, abs=0.02 * 62_000_000)
    assert payoff.positive_share == pytest.approx(0.329, abs=0.02)


def test_below_five_prices_there_is_no_yen_but_what_must_be_true():
    found = estimate(IN_HAND, seed=1, priced_count=4)

    assert found.distribution is None
    assert found.swings == found.levers == ()
    assert found.buyers_needed > 100
    assert found.commitments_missing > found.buyers_needed


def test_with_enough_buyers_it_pays_as_often_as_not():
    needed = estimate(IN_HAND, seed=1, priced_count=9).buyers_needed

    paying = estimate(IN_HAND.having(needed + 1e-6), seed=1, priced_count=9)

    assert paying.distribution.positive_share == pytest.approx(0.5, abs=0.001)
    assert paying.commitments_missing == 0


def test_where_it_fails_more_often_than_not_no_number_of_buyers_will_do():
    hopeless = replace(TYPICAL, technical=Fixed(0.3))

    found = estimate(IN_HAND, seed=1, priced_count=9, priors=hopeless)

    assert (found.buyers_needed, found.commitments_missing) == (None, None)


def test_the_obstacle_is_the_lever_that_gains_most_for_its_effort():
    found = estimate(IN_HAND, seed=1, priced_count=9)

    assert found.obstacle.lever == Lever.DEMAND
    assert found.obstacle.amount == found.commitments_missing
    assert found.obstacle.gain_per_yen == max(each.gain_per_yen for each in found.levers)


def test_a_rule_is_a_lever_only_where_one_blocks():
    free, blocked = (
        estimate(WIDE, seed=1, priced_count=9, blocked=blocked) for blocked in (False, True)
    )

    assert Lever.REGULATION not in {each.lever for each in free.levers}
    assert Lever.REGULATION in {each.lever for each in blocked.levers}


def test_the_widest_swing_comes_first_and_price_decline_hardly_matters():
    """Order of importance seen at 30,000: share first, the halving of prices last."""
    names = [swing.name for swing in estimate(WIDE, seed=1, priced_count=9).swings]

    assert names[0] == "share"
    assert names.index("halving_months") > names.index("price")


def test_the_same_need_gets_the_same_figures():
    first, second = (estimate(WIDE, seed=7, priced_count=9).as_document() for _ in range(2))

    assert json.dumps(first) == json.dumps(second)


def test_a_document_says_what_it_assumes():
    document = estimate(WIDE, seed=1, priced_count=9).as_document()

    assert document["assumed"]["technical"] == {"kind": "beta", "a": 7, "b": 3}
    assert sum(share for _low, _high, share in document["payoff"]["histogram"]) == pytest.approx(
        1, abs=0.002
    )
