"""What is believed, as quantiles: the figures of the source, and draws that repeat."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, triang

from marketplace.opportunities.arithmetic.priors import (
    TYPICAL,
    Beta,
    Fixed,
    Lognormal,
    Triangular,
    Uniform,
    at_level,
    draw,
    uniforms,
)

STATED = json.loads((Path(__file__).parent / "payoff_priors.json").read_text())["priors"]
KINDS = {
    "fixed": Fixed,
    "uniform": Uniform,
    "triangular": Triangular,
    "beta": Beta,
    "lognormal_median_p95": Lognormal,
}
# Our names for what the reference names otherwise.
NAMES = {
    "h": "hypothetical_divisor",
    "price_yen_per_year": "price",
    "bass_p": "innovation",
    "bass_q": "imitation",
    "churn_per_year": "churn",
    "labels": "labels",
    "label_cost_yen": "label_cost",
    "wage_yen_per_month": "wage",
    "gpu_yen": "computing",
    "inference_yen_per_user_year": "inference",
    "price_halving_months": "halving_months",
    "price_floor_share": "floor_share",
    "maintenance_share_per_year": "maintenance_share",
    "support_yen_per_user_year": "support",
    "acquisition_yen_per_user": "acquisition",
    "p_technical": "technical",
    "substitution_hazard_per_year": "substitution",
    "platform_fee_share": "platform_share",
    "data_dividend_share": "dividend_share",
}
LEVELS = np.array([0.05, 0.5, 0.95])


@pytest.mark.parametrize(
    "stated", [name for name, what in STATED.items() if isinstance(what, list)]
)
def test_a_typical_developer_is_the_one_of_the_reference(stated):
    kind, *figures = STATED[stated]

    assert getattr(TYPICAL, NAMES.get(stated, stated)) == KINDS[kind](*figures)


def test_a_log_normal_is_told_by_its_middle_and_its_high_end():
    assert Lognormal(300_000, 1_200_000).at(LEVELS[1:]) == pytest.approx([300_000, 1_200_000])


def test_a_triangle_has_the_quantiles_of_a_triangle():
    expected = triang(c=3 / 10, loc=4, scale=10).ppf(LEVELS)

    assert Triangular(4, 7, 14).at(LEVELS) == pytest.approx(expected)


def test_a_triangle_without_width_is_a_point():
    assert Triangular(7, 7, 7).at(LEVELS) == pytest.approx([7, 7, 7])


@pytest.mark.parametrize("belief", [Beta(6, 54), Beta(4, 21), Beta(7, 3), Beta(0.5, 20.5)])
def test_a_beta_is_read_off_its_grid_to_a_ten_thousandth(belief):
    levels = np.linspace(0.0005, 0.9995, 997)

    assert belief.at(levels) == pytest.approx(beta(belief.a, belief.b).ppf(levels), abs=1e-4)


def test_a_beta_knows_its_moments():
    """Beta(2, 6): mean 2/8, variance 12/(64 × 9)."""
    assert Beta(2, 6).mean == 0.25
    assert Beta(2, 6).variance == pytest.approx(12 / 576)


@given(level=st.floats(0.001, 0.998), step=st.floats(0.0001, 0.001))
def test_a_higher_level_never_gives_less(level, step):
    for name in ("share", "price", "innovation", "floor_share", "discount"):
        prior = getattr(TYPICAL, name)
        assert at_level(prior, level) <= at_level(prior, level + step)


def test_the_same_seed_draws_the_same_and_another_does_not():
    assert (uniforms(5, 6) == uniforms(5, 6)).all()
    assert (uniforms(5, 6) != uniforms(6, 6)).any()


def test_what_is_kept_for_the_next_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        uniforms(5, 6)[0, 0] = 0.5


def test_it_works_as_often_as_it_is_believed_to():
    """Beta(7, 3) has mean .7."""
    assert draw(TYPICAL, uniforms(1, 12)).works.mean() == pytest.approx(0.7, abs=0.002)


def test_half_are_replaced_by_the_half_life():
    """A hazard of .15 a year: ln 2 / .15 = 4.62 years."""
    replaced_after = draw(TYPICAL, uniforms(1, 12)).replaced_after

    assert np.median(replaced_after) == pytest.approx(np.log(2) / 0.15, rel=0.002)


def test_without_a_hazard_nothing_is_ever_replaced():
    inputs = draw(TYPICAL, uniforms(1, 4)).having(substitution=0.0)

    assert np.isinf(inputs.replaced_after).all()


def test_an_input_set_otherwise_leaves_the_draws_alone():
    inputs = draw(TYPICAL, uniforms(1, 4))

    changed = inputs.having(price=1.0)

    assert (changed.price == 1).all()
    assert changed.share is inputs.share
    assert (inputs.price > 1).all()


def test_what_is_no_input_is_said():
    with pytest.raises(AttributeError, match="weather"):
        _ = draw(TYPICAL, uniforms(1, 4)).weather
