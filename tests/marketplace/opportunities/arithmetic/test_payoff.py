"""The payoff model against its worked example and its million-draw reference."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.payoff import (
    Market,
    break_even_buyers,
    break_even_years,
    cash_flows,
)
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed, Priors, draw, uniforms

NEVER = Fixed(1e-12)  # a hazard so small that nothing replaces the product

# The worked example: every input fixed.
EXAMPLE = Priors(
    share=Fixed(0.1),
    hypothetical_divisor=Fixed(1.35),
    price=Fixed(24_000),
    innovation=Fixed(0.03),
    imitation=Fixed(0.38),
    churn=Fixed(0.16),
    labels=Fixed(4_000),
    label_cost=Fixed(30),
    person_months=Fixed(7),
    wage=Fixed(1_000_000),
    computing=Fixed(300_000),
    inference=Fixed(2_400),
    halving_months=Fixed(9),
    floor_share=Fixed(0.2),
    maintenance_share=Fixed(0.18),
    support=Fixed(2_500),
    acquisition=Fixed(5_000),
    technical=Fixed(1),
    substitution=NEVER,
    discount=Fixed(0.12),
    dividend_share=Fixed(0),
)

REFERENCE = json.loads((Path(__file__).parent / "payoff_priors.json").read_text())["results"]
CASES = [
    pytest.param(priors, row, id=f"{name}-{row['eligible']}")
    for name, priors in (
        ("plain", replace(TYPICAL, substitution=NEVER, dividend_share=Fixed(0))),
        ("with_hazard_and_dividend", TYPICAL),
    )
    for row in REFERENCE[name]
]


def flows_of(market, priors, power=4):
    return cash_flows(market, draw(priors, uniforms(1, power)))


def test_the_worked_example_comes_out_to_the_yen():
    flows = flows_of(Market(in_hand_buyers=0, eligible_count=30_000), EXAMPLE)

    yearly = flows.yearly[0]
    npv = (yearly * 1.12 ** -np.arange(8)).cumsum()
    assert flows.buyers[0] == pytest.approx(2222.222, abs=5e-4)
    assert yearly[[1, 2, 3, 4, 7]] == pytest.approx(
        [-144_607.2, 1_801_312.0, 4_107_091.8, 6_789_424.1, 15_403_081.9], abs=0.05
    )
    assert npv[[1, 2, 3, 4, 7]] == pytest.approx(
        [-7_549_113.6, -6_113_118.7, -3_189_771.9, 1_125_029.9, 20_079_568.4], abs=0.05
    )
    assert flows.npv[0] == pytest.approx(20_079_568.4, abs=0.05)
    assert break_even_years(flows.yearly)[0] == pytest.approx(3.24394, abs=5e-6)


def test_a_single_prefecture_never_breaks_even():
    flows = flows_of(Market(in_hand_buyers=0, eligible_count=4_500), EXAMPLE)

    assert flows.npv[0] == pytest.approx(-8_476_115, abs=0.5)
    assert np.isinf(break_even_years(flows.yearly)[0])


@pytest.mark.parametrize(("priors", "row"), CASES)
def test_a_million_draws_are_reproduced_within_their_error(priors, row):
    """With 65,536 Sobol points a quantile strays by less than 1 % of the P5–P95 range."""
    npv = flows_of(Market(0, eligible_count=row["eligible"]), priors, power=16).npv

    width = row["p95"] - row["p5"]
    quantiles = np.quantile(npv, [0.05, 0.5, 0.95])
    assert quantiles == pytest.approx([row["p5"], row["p50"], row["p95"]], abs=0.01 * width)
    assert (npv > 0).mean() == pytest.approx(row["p_positive"], abs=0.005)


def test_a_technical_failure_costs_exactly_what_was_spent_first():
    flows = flows_of(Market(0, eligible_count=30_000), replace(EXAMPLE, technical=Fixed(0)))

    assert flows.npv == pytest.approx(np.full(16, -7_420_000))


def test_nothing_flows_from_the_year_in_which_it_is_replaced():
    inputs = draw(EXAMPLE, uniforms(1, 4))
    inputs.replaced_after[:] = 2.5

    yearly = cash_flows(Market(0, eligible_count=30_000), inputs).yearly

    assert (yearly[:, 3:] == 0).all()
    assert (yearly[:, 1:3] != 0).all()


def test_labels_in_hand_need_not_be_bought():
    without = flows_of(Market(0, 30_000), EXAMPLE)
    having = flows_of(Market(0, 30_000, labels_in_hand=1_000), EXAMPLE)

    assert without.spent_first[0] - having.spent_first[0] == pytest.approx(30_000)


@given(price=st.floats(5_000, 100_000), step=st.floats(100, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_value_is_linear_in_the_price(price, step):
    low, middle, high = (
        flows_of(Market(0, 30_000), replace(EXAMPLE, price=Fixed(p))).npv[0]
        for p in (price, price + step, price + 2 * step)
    )

    assert high - middle == pytest.approx(middle - low, rel=1e-6)


@given(months=st.floats(2, 36))
@settings(max_examples=25, deadline=None)
def test_a_faster_decline_of_prices_never_lowers_the_value(months):
    slow, fast = (
        flows_of(Market(0, 30_000), replace(EXAMPLE, halving_months=Fixed(m))).npv[0]
        for m in (months, months / 2)
    )

    assert fast >= slow


@given(buyers=st.floats(1, 5_000))
@settings(max_examples=25, deadline=None)
def test_at_the_break_even_number_of_buyers_nothing_is_won_or_lost(buyers):
    market = Market(in_hand_buyers=buyers)
    flows = flows_of(market, EXAMPLE)

    needed = break_even_buyers(flows)[0]

    assert flows_of(market.having(needed), EXAMPLE).npv[0] == pytest.approx(0, abs=1)


def test_in_hand_nobody_is_extrapolated():
    flows = flows_of(Market(in_hand_buyers=12), EXAMPLE)

    assert (flows.buyers == 12).all()


def test_the_same_seed_draws_the_same():
    assert (uniforms(5, 6) == uniforms(5, 6)).all()
    assert (uniforms(5, 6) != uniforms(6, 6)).any()
