"""What moves the payoff, in the order seen in the reference."""

from dataclasses import replace

import pytest

from marketplace.opportunities.arithmetic.payoff import Market, course_of
from marketplace.opportunities.arithmetic.priors import TYPICAL, Fixed, Lognormal, draw, uniforms
from marketplace.opportunities.arithmetic.tornado import tornado

# 30,000 eligible, nothing replaced, answers overstated by ln h ~ N(ln 1.35, .485²).
OVERSTATED = replace(
    TYPICAL,
    substitution=Fixed(0),
    dividend_share=Fixed(0),
    hypothetical_divisor=Lognormal(1.35, 3.0),
)
# Mean NPV at the 10th and 90th percentile in million yen; science.md, section 4.
SEEN = {
    "hypothetical_divisor": (29.9, -2.1),
    "share": (-0.4, 26.0),
    "imitation": (3.8, 22.4),
    "innovation": (3.3, 21.3),
    "technical": (6.2, 17.3),
    "price": (7.0, 17.1),
    "person_months": (16.4, 6.9),
    "churn": (16.0, 7.8),
}


def swings_of(market, priors):
    inputs = draw(priors, uniforms(1, 12))
    present = course_of(market, inputs).discounted(inputs.discount)
    return tornado(market, priors, inputs, present)


@pytest.fixture(scope="module")
def overstated():
    return swings_of(Market(0, eligible_count=30_000), OVERSTATED)


def test_the_order_of_importance_is_the_one_seen(overstated):
    names = [swing.name for swing in overstated]

    assert names[: len(SEEN)] == list(SEEN)
    assert names[-1] == "halving_months"


def test_each_swing_is_about_as_wide_as_seen(overstated):
    """The reference took the means of few draws at each end: they stray by 2 million yen."""
    for swing in overstated[: len(SEEN)]:
        found = (swing.at_low / 1e6, swing.at_high / 1e6)
        assert found == pytest.approx(SEEN[swing.name], abs=2.0), swing.name


def test_what_a_market_does_not_use_does_not_swing():
    names = {swing.name for swing in swings_of(Market(in_hand_buyers=300), TYPICAL)}

    assert names.isdisjoint({"share", "innovation", "imitation"})
    assert "price" in names


def test_what_is_certain_does_not_swing(overstated):
    assert {"discount", "subsidy", "dividend_share"}.isdisjoint(s.name for s in overstated)


def test_a_doubtful_hazard_swings_with_what_it_takes_away():
    doubtful = replace(TYPICAL, substitution=Lognormal(0.15, 0.4))

    swings = {s.name: s for s in swings_of(Market(0, eligible_count=30_000), doubtful)}

    assert swings["substitution"].at_low > swings["substitution"].at_high
