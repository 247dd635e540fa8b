import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.own_costs import (
    OwnCosts,
    dearer_by,
    middle,
    outcomes,
    own_positive_share,
    share_above,
)
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import Priors, Triangular

TYPICAL = OwnCosts(person_month=1_000_000, label=30)


@pytest.fixture(scope="module")
def document():
    market = Market(in_hand_buyers=10, eligible_count=30_000, labels_in_hand=0)
    return estimate(market, seed=1, priced_count=20).as_document()


@pytest.mark.parametrize(
    ("prior", "value"),
    [
        ({"kind": "fixed", "value": 0.12}, 0.12),
        ({"kind": "uniform", "low": 0.1, "high": 0.4}, 0.25),
        ({"kind": "triangular", "low": 4, "mode": 7, "high": 14}, 7),
        ({"kind": "lognormal", "median": 9, "p95": 18}, 9),
        ({"kind": "beta", "a": 7, "b": 3}, 0.7),
    ],
)
def test_the_middle_of_an_assumption_is_its_mode_median_or_mean(prior, value):
    assert middle(prior) == pytest.approx(value)


def test_typical_costs_are_no_dearer(document):
    assert dearer_by(document, TYPICAL) == pytest.approx(0, abs=1e-3)


def test_dearer_work_costs_its_months_its_labels_and_their_upkeep(document):
    """7 months × 100,000 + 4,000 labels × 10 = 740,000, and upkeep while it lives.

    Upkeep: mean share .185, works .7, hazard .15, discount .12, seven years.
    """
    costs = OwnCosts(person_month=1_100_000, label=40)
    years = sum(math.exp(-0.15 * t) * 1.12**-t for t in range(1, 8))

    assert dearer_by(document, costs) == pytest.approx(740_000 * (1 + 0.185 * 0.7 * years))


def test_labels_in_hand_need_not_be_bought(document):
    enough = document | {"labels_in_hand": 9_000}

    costs = OwnCosts(person_month=1_000_000, label=500)
    assert dearer_by(enough, costs) == pytest.approx(0, abs=1e-3)


def test_at_typical_costs_it_pays_as_often_as_for_a_typical_developer(document):
    share = own_positive_share(document, TYPICAL)

    assert share == pytest.approx(document["payoff"]["positive_share"])


def test_a_new_draw_with_ones_own_costs_says_nearly_the_same(document):
    """Half the wage moves the middle by 3.5 M; shifting differs from drawing by a few points."""
    market = Market(in_hand_buyers=10, eligible_count=30_000, labels_in_hand=0)
    cheaper = replace(Priors(), wage=Triangular(400_000, 500_000, 700_000))
    drawn = estimate(market, seed=1, priced_count=20, priors=cheaper)

    share = own_positive_share(document, OwnCosts(person_month=500_000, label=30))

    assert share == pytest.approx(drawn.distribution.positive_share, abs=0.05)


@given(st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_dearer_work_never_pays_more_often(document, wage, dearer_wage):
    low, high = sorted((wage, dearer_wage))

    cheaper, dearer = (
        own_positive_share(document, OwnCosts(person_month=each, label=30)) for each in (low, high)
    )

    assert 0 <= dearer <= cheaper <= 1


def test_the_outcomes_rise_and_hold_the_counted_share_at_zero(document):
    listed = outcomes(document["payoff"])

    assert listed == sorted(listed)
    assert [share for _yen, share in listed] == sorted(share for _yen, share in listed)
    assert (0.0, 1 - document["payoff"]["positive_share"]) in listed


@pytest.mark.parametrize(
    ("yen", "share"), [(-5, 1), (-2, 0.875), (0, 0.75), (5, 0.375), (10, 0), (99, 0)]
)
def test_between_outcomes_the_share_is_read_off_a_straight_line(yen, share):
    rising = [(-4, 0.0), (0, 0.25), (10, 1.0)]

    assert share_above(rising, yen) == pytest.approx(share)
