"""The payoff model against its worked example and its million-draw reference."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.payoff import (
    Market,
    buyers_of,
    capital_of,
    course_of,
    payoff,
    yearly,
)
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed, Priors, draw, uniforms

# The worked example: every input fixed. Source: science.md, section 4.
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
    substitution=Fixed(0),
    discount=Fixed(0.12),
    dividend_share=Fixed(0),
)
WIDE = Market(in_hand_buyers=0, eligible_count=30_000)
# Every draw of the example is the same; hypothesis runs it often.
ONCE = draw(EXAMPLE, uniforms(1, 0))

REFERENCE = json.loads((Path(__file__).parent / "payoff_priors.json").read_text())["results"]
PLAIN = replace(TYPICAL, substitution=Fixed(0), dividend_share=Fixed(0))
CASES = [
    pytest.param(priors, row, id=f"{name}-{row['eligible']}")
    for name, priors in (("plain", PLAIN), ("with_hazard_and_dividend", TYPICAL))
    for row in REFERENCE[name]
]


def outcome_of(market, inputs):
    return payoff(market, inputs, course_of(market, inputs).discounted(inputs.discount))


def npv_of(market, inputs):
    return outcome_of(market, inputs).npv


def test_the_worked_example_comes_out_to_the_yen():
    course = course_of(WIDE, ONCE)
    cash = yearly(WIDE, ONCE, course)[:, 0]
    cumulative = (cash * 1.12 ** -np.arange(8)).cumsum()
    active = course.served[:, 0] * buyers_of(WIDE, ONCE)[0]
    unit_cost = 2_400 * course.running[:, 0] / course.served[:, 0]

    assert buyers_of(WIDE, ONCE)[0] == pytest.approx(2222.222, abs=5e-4)
    assert capital_of(WIDE, ONCE)[0] == 7_420_000
    assert active[[0, 1, 2, 3, 6]] == pytest.approx(
        [79.463, 176.300, 293.523, 430.227, 854.348], abs=5e-4
    )
    assert unit_cost[[0, 1, 2, 3, 6]] == pytest.approx([1511.905, 600, 480, 480, 480], abs=5e-4)
    assert cash[[1, 2, 3, 4, 7]] == pytest.approx(
        [-144_607.2, 1_801_312.0, 4_107_091.8, 6_789_424.1, 15_403_081.9], abs=0.05
    )
    assert cumulative[[1, 2, 3, 4, 7]] == pytest.approx(
        [-7_549_113.6, -6_113_118.7, -3_189_771.9, 1_125_029.9, 20_079_568.4], abs=0.05
    )


def test_years_laid_out_and_years_added_up_are_worth_the_same():
    inputs = draw(TYPICAL, uniforms(1, 8))
    cash = yearly(WIDE, inputs, course_of(WIDE, inputs))

    discounted = (cash * 1.12 ** -np.arange(8)[:, np.newaxis]).sum(axis=0)

    assert npv_of(WIDE, inputs) == pytest.approx(discounted, abs=0.01)


def test_a_single_prefecture_does_not_pay():
    """The same with 4,500 eligible: −8,476,115."""
    assert npv_of(Market(0, eligible_count=4_500), ONCE)[0] == pytest.approx(-8_476_115, abs=0.5)


@pytest.mark.parametrize(("months", "after_a_year"), [(3, 0.0625), (3.5, 0.092875)])
def test_running_costs_halve_as_fast_as_said(months, after_a_year):
    """2^(−12/3) and 2^(−12/3.5)."""
    course = course_of(WIDE, ONCE.having(halving_months=months, floor_share=0.0))

    share = course.running[:, 0] / course.served[:, 0]

    assert share[1:] / share[:-1] == pytest.approx(np.full(6, after_a_year), abs=5e-7)


@pytest.mark.parametrize(("priors", "row"), CASES)
def test_a_million_draws_are_reproduced_within_their_error(priors, row):
    """With 65,536 Sobol points a quantile strays by less than 1 % of the P5–P95 range."""
    market = Market(0, eligible_count=row["eligible"])

    npv = npv_of(market, draw(priors, uniforms(1, 16)))

    width = row["p95"] - row["p5"]
    quantiles = np.quantile(npv, [0.05, 0.5, 0.95])
    assert quantiles == pytest.approx([row["p5"], row["p50"], row["p95"]], abs=0.01 * width)
    assert (npv > 0).mean() == pytest.approx(row["p_positive"], abs=0.005)


def test_fewer_draws_stray_little_from_many():
    """4,096 points: half a hundredth of the P5–P95 range in 19 seeds of 20."""
    many = np.quantile(npv_of(WIDE, draw(TYPICAL, uniforms(1, 16))), [0.05, 0.5, 0.95])

    middles = [np.median(npv_of(WIDE, draw(TYPICAL, uniforms(seed, 12)))) for seed in range(20)]

    strayed = np.abs(np.array(middles) - many[1]) / (many[2] - many[0])
    assert np.quantile(strayed, 0.95) <= 0.005


def test_where_running_it_is_dear_only_no_decline_at_all_is_decisive():
    """¥20,000 a year: P ≈ .5 whether it halves in 3.5, 9 or 18 months, .01 if it never does."""
    inputs = draw(PLAIN, uniforms(1, 12)).having(inference=20_000.0)

    fast, usual, slow, never = (
        (npv_of(WIDE, inputs.having(halving_months=months)) > 0).mean()
        for months in (3.5, 9, 18, np.inf)
    )

    assert fast > usual > slow > fast - 0.05
    assert 0.45 < usual < 0.6
    assert never < 0.03


def test_a_technical_failure_costs_exactly_what_was_spent_first():
    assert npv_of(WIDE, ONCE.having(technical=0.0)) == pytest.approx([-7_420_000])


def test_nothing_flows_from_the_year_in_which_it_is_replaced():
    """exp(−.5 × 2.5) is the moment at which a hazard of .5 strikes after two and a half years."""
    inputs = replace(ONCE.having(substitution=0.5), moment=np.exp([-1.25]))

    cash = yearly(WIDE, inputs, course_of(WIDE, inputs))[:, 0]

    assert (cash[3:] == 0).all()
    assert (cash[1:3] != 0).all()


def test_labels_in_hand_need_not_be_bought():
    without, having = (
        capital_of(replace(WIDE, labels_in_hand=count), ONCE)[0] for count in (0, 1_000)
    )

    assert without - having == 30_000


def test_a_surplus_of_labels_brings_nothing():
    assert capital_of(replace(WIDE, labels_in_hand=9_000), ONCE)[0] == 7_300_000


def test_a_subsidy_lowers_what_is_spent_and_not_the_upkeep():
    without, subsidised = (npv_of(WIDE, ONCE.having(subsidy=yen))[0] for yen in (0.0, 1_000_000.0))

    assert subsidised - without == pytest.approx(1_000_000)


def test_fee_and_dividend_are_shares_of_what_is_paid():
    """5 % and 3 % of ¥24,000 are ¥1,920 a year less from each."""
    shared = npv_of(WIDE, ONCE.having(dividend_share=0.05, platform_share=0.03))
    dearer = npv_of(WIDE, ONCE.having(support=2_500 + 1_920.0))

    assert shared == pytest.approx(dearer)


def test_in_hand_nobody_is_extrapolated_and_all_buy_at_once():
    market = Market(in_hand_buyers=12)

    served = course_of(market, ONCE).served[:, 0]

    assert buyers_of(market, ONCE) == [12]
    assert served == pytest.approx(0.84 ** np.arange(7))


def test_there_are_never_fewer_buyers_than_in_hand():
    assert buyers_of(Market(in_hand_buyers=20, eligible_count=50), ONCE) == [20]


@given(price=st.floats(5_000, 100_000), step=st.floats(100, 10_000))
def test_the_value_is_linear_in_the_price(price, step):
    low, middle, high = (
        npv_of(WIDE, ONCE.having(price=each))[0] for each in (price, price + step, price + 2 * step)
    )

    assert high - middle == pytest.approx(middle - low, rel=1e-6)


@given(months=st.floats(2, 36), sooner=st.floats(0.1, 1))
def test_a_faster_decline_of_prices_never_lowers_the_value(months, sooner):
    slow, fast = (
        npv_of(WIDE, ONCE.having(halving_months=each))[0] for each in (months, months * sooner)
    )

    assert fast >= slow


@given(buyers=st.floats(0, 10_000))
def test_the_value_is_what_buyers_bring_less_what_is_spent_anyway(buyers):
    outcome = outcome_of(Market(in_hand_buyers=buyers), ONCE)

    assert outcome.npv == pytest.approx(buyers * outcome.worth_per_buyer - outcome.cost)
