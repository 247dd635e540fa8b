"""From money to a metric, against worked examples."""

import pytest

from marketplace.opportunities.arithmetic.frontier import (
    Curve,
    OutOfReach,
    Prices,
    frontier,
    value_of_labels,
    works_share,
)

# Source: science.md, section 5.
EXAMPLE = Curve(a=0.05, b=1.2, c=0.5)
PRICES = Prices(label=100, computing=100_000, month=50_000)


@pytest.mark.parametrize(("labels", "error"), [(100, 0.17), (400, 0.11), (1600, 0.08)])
def test_the_worked_curve_falls_as_it_should(labels, error):
    assert EXAMPLE.error_at(labels) == pytest.approx(error)


def test_its_inverse_finds_the_labels():
    assert EXAMPLE.labels_for(0.07) == pytest.approx(3600)


def test_what_never_goes_away_is_out_of_reach():
    with pytest.raises(OutOfReach):
        frontier(EXAMPLE, error=0.05, in_hand=0, prices=PRICES)


def test_without_labels_nothing_is_known():
    assert EXAMPLE.error_at(0) == 1


def test_an_assumed_curve_goes_through_its_point():
    assert Curve.through(4_000, 0.2).labels_for(0.2) == pytest.approx(4_000)
    assert Curve.through(4_000, 0.04).labels_for(0.04) == pytest.approx(4_000)


def test_the_cheapest_mix_is_no_dearer_than_any_means_alone():
    found = frontier(EXAMPLE, error=0.07, in_hand=600, prices=PRICES)

    assert (found.labels_only.labels, found.labels_only.cost) == (3_000, 300_000)
    # ×1.15 for 100,000: 3,131 labels are needed, 2,531 are missing: 353,100. Waiting a
    # month for 50,000 saves 139 labels, 13,900: neither pays.
    assert found.cheapest == found.labels_only


def test_where_labels_are_dear_computing_takes_their_place():
    dear = Prices(label=10_000, computing=100_000, month=500_000)

    found = frontier(EXAMPLE, error=0.07, in_hand=600, prices=dear)

    assert found.cheapest.doublings > 0
    assert found.cheapest.cost < found.labels_only.cost


def test_a_means_that_does_not_reach_it_is_no_way():
    """From 600 to 3,600 labels is a factor of 6; 1.15⁶ is 2.3 and 1.04²⁴ is 2.56."""
    found = frontier(EXAMPLE, error=0.07, in_hand=600, prices=PRICES)

    assert found.computing_only is found.waiting_only is None


def test_enough_labels_cost_nothing():
    found = frontier(EXAMPLE, error=0.07, in_hand=3_600, prices=PRICES)

    assert found.cheapest.cost == 0
    assert found.computing_only == found.waiting_only == found.cheapest


def test_at_the_target_it_works_one_time_in_two():
    assert works_share(EXAMPLE, error=0.07, labels=3_600) == pytest.approx(0.5)
    assert works_share(EXAMPLE, error=0.07, labels=100_000) > 0.5


def test_the_next_labels_are_worth_what_they_add_to_the_chance():
    """One spread below the target: Φ(1) = .841345."""
    curve = Curve(a=0.04, b=1e-12, c=1)

    assert works_share(curve, error=0.07, labels=10) == pytest.approx(0.841345, abs=1e-6)
    worth = value_of_labels(curve, error=0.07, in_hand=10, worth=1e6, label_cost=30)
    assert worth == pytest.approx(-3_000)


def test_labels_are_worth_most_where_they_decide():
    near, far = (
        value_of_labels(EXAMPLE, error=0.17, in_hand=labels, worth=1e7, label_cost=0)
        for labels in (80, 5_000)
    )

    assert near > 1e6 > far
