"""What an estimate tells, and what it keeps to itself."""

import json
from dataclasses import replace

import pytest

from marketplace.opportunities.arithmetic.estimate import CODE_VERSION, estimate
from marketplace.opportunities.arithmetic.obstacle import Lever
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import INPUTS, TYPICAL, Fixed, Triangular

WIDE = Market(in_hand_buyers=5, eligible_count=30_000, eligible_source="2020 census")
IN_HAND = Market(in_hand_buyers=8.2)


def test_below_five_prices_there_is_no_yen_but_what_must_be_true():
    found = estimate(IN_HAND, seed=1, priced_count=4)
    document = found.as_document()

    assert found.distribution is None
    assert (document["payoff"], document["tornado"], document["levers"]) == (None, [], [])
    assert (document["obstacle"], document["p50_without_decline"]) == (None, None)
    assert (document["price"], document["buyers_needed"]) == (24_000, 649.4)
    assert found.commitments_missing == pytest.approx(2 * (649.4 - 8.2), abs=1)


def test_what_nobody_has_promised_is_told_as_a_share():
    found = estimate(IN_HAND, seed=1, priced_count=4)

    assert found.unpromised_share == pytest.approx(1 - 8.2 / found.buyers_needed)
    assert estimate(IN_HAND.having(5_000), seed=1, priced_count=4).unpromised_share == 0


def test_with_enough_buyers_it_pays_as_often_as_not():
    needed = estimate(IN_HAND, seed=1, priced_count=9).buyers_needed

    paying = estimate(IN_HAND.having(needed + 1e-6), seed=1, priced_count=9)

    assert paying.distribution.positive_share == pytest.approx(0.5, abs=0.001)
    assert paying.commitments_missing == 0


def test_where_it_fails_more_often_than_not_no_number_of_buyers_will_do():
    hopeless = replace(TYPICAL, technical=Fixed(0.3))

    found = estimate(IN_HAND, seed=1, priced_count=9, priors=hopeless)

    assert (found.buyers_needed, found.commitments_missing) == (None, None)
    assert found.unpromised_share is None
    assert Lever.DEMAND not in {each.lever for each in found.levers}


def test_few_in_hand_lack_demand_most():
    found = estimate(IN_HAND, seed=1, priced_count=9)

    assert found.obstacle.lever == Lever.DEMAND
    assert found.obstacle.amount == found.commitments_missing


def test_how_many_would_do_does_not_lean_on_the_eligible():
    known, unknown = (estimate(market, seed=1, priced_count=9) for market in (WIDE, WIDE.having(5)))

    assert known.buyers_needed == unknown.buyers_needed


def test_the_widest_swing_comes_first_and_price_decline_hardly_matters():
    """Order of importance seen at 30,000: share first, the halving of prices last."""
    names = [swing.name for swing in estimate(WIDE, seed=1, priced_count=9).swings]

    assert (names[0], names[-1]) == ("share", "halving_months")


def test_the_same_need_gets_the_same_figures_and_another_seed_others():
    first, second, other = (
        json.dumps(estimate(WIDE, seed=seed, priced_count=9).as_document()) for seed in (7, 7, 8)
    )

    assert first == second != other


def test_a_document_says_what_it_rests_on():
    document = estimate(WIDE, seed=1, priced_count=9, blocked=True).as_document()

    assert json.loads(json.dumps(document)) == document
    assert document["version"] == CODE_VERSION
    assert (document["eligible_count"], document["eligible_source"]) == (30_000, "2020 census")
    assert document["assumed"]["technical"] == {"kind": "beta", "a": 7, "b": 3}
    assert set(document["assumed"]) == set(INPUTS)
    assert document["efforts"]["DEMAND"] == 10_000
    assert document["replaced"] == []


def test_a_document_names_what_is_not_a_typical_developers():
    own = replace(TYPICAL, price=Triangular(9_000, 12_000, 15_000), wage=Fixed(600_000))

    assert estimate(WIDE, seed=1, priced_count=4, priors=own).as_document()["replaced"] == [
        "price",
        "wage",
    ]
