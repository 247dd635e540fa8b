"""The two clocks, against worked examples."""

import pytest

from marketplace.opportunities.arithmetic.own_costs import middle
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import INPUTS, TYPICAL
from marketplace.opportunities.arithmetic.waiting import (
    halving_months,
    month_it_fits,
    month_it_pays,
    shrunk_share,
    starts,
)

MIDDLES = {name: middle(getattr(TYPICAL, name).as_document()) for name in INPUTS}
WIDE = Market(in_hand_buyers=5, eligible_count=30_000)


def test_the_talks_example_halves_every_2_72_months():
    """log₂(1800 / 4) = 8.814; 24 / 8.814 = 2.72. Source: science.md, section 0."""
    assert halving_months(1800, 4, 24) == pytest.approx(2.72, abs=0.005)


def test_in_a_year_the_densing_law_leaves_a_tenth():
    assert shrunk_share(12, 3.5) == pytest.approx(0.092875, abs=5e-7)


def test_a_model_fits_when_it_has_halved_often_enough():
    """40 × 1.2 GB in the half of 12 GB: three halvings of 3.5 months."""
    assert month_it_fits(40, 12) == 11
    assert month_it_fits(5, 12) == 0


def test_running_pays_when_it_costs_what_is_bearable():
    assert month_it_pays(20_000, 5_000, halving=9, floor_share=0.2) == 18
    assert month_it_pays(4_000, 5_000, halving=9, floor_share=0.2) == 0


@pytest.mark.parametrize("bearable", [3_999, 0, -5])
def test_below_its_floor_it_never_pays(bearable):
    assert month_it_pays(20_000, bearable, halving=9, floor_share=0.2) is None


def test_where_running_costs_little_waiting_only_loses():
    worth = [start.worth for start in starts(WIDE, MIDDLES)]

    assert worth == sorted(worth, reverse=True)


def test_where_running_costs_all_that_is_paid_waiting_pays():
    dear = MIDDLES | {"inference": 60_000, "floor_share": 0.02, "halving_months": 5}

    found = starts(WIDE, dear)

    assert max(found, key=lambda start: start.worth).months > 0


def test_nothing_is_spent_before_it_begins():
    """Without buyers it is worth what is spent first, a year later and so at 12 % less."""
    nobody = Market(in_hand_buyers=0)
    at_once, later = (
        s.worth for s in starts(nobody, MIDDLES | {"maintenance_share": 0}) if s.months in (0, 12)
    )

    assert later == pytest.approx(at_once / 1.12)
