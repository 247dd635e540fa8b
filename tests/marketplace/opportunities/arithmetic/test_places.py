"""Change the place: the same draws with what the farm offers to change."""

import pytest

from demand.details.vocabulary import PlaceChange
from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.places import ALL, EFFECTS

WIDE = Market(in_hand_buyers=5, eligible_count=30_000)


def document(*places, priced_count=9):
    return estimate(WIDE, seed=1, priced_count=priced_count, places=places).as_document()


def test_every_change_that_a_farm_can_offer_has_its_effect():
    assert {*EFFECTS} == {*PlaceChange.values}


@pytest.mark.parametrize("change", EFFECTS)
def test_a_changed_place_never_pays_less(change):
    (found,) = document(change)["places"]

    assert found["change"] == change
    assert found["gain"] >= 0
    assert found["p50"] - found["gain"] == pytest.approx(document()["payoff"]["p50"], abs=1)


def test_all_changes_together_pay_more_than_the_best_alone():
    *alone, together = document("TAGS", "POWER", "LIGHT")["places"]

    assert together["change"] == ALL
    assert together["gain"] > max(each["gain"] for each in alone)
    assert together["assumed"] is None


def test_what_is_not_offered_changes_nothing():
    assert document("FLYING")["places"] == []
    assert document("POWER")["payoff"] == document()["payoff"]


def test_below_five_prices_no_yen_are_told():
    assert document("POWER", priced_count=4)["places"] == []
