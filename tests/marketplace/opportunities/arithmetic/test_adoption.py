"""Worked figures of the Bass model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.opportunities.arithmetic.adoption import adopted_share, peak_year

# Parameters, peak, F(1), F(3), F(5), F(10): defaults, hybrid corn, colour television.
# Source: science.md, section 3.
KNOWN = [
    (0.03, 0.38, 6.1926, [0.0358, 0.1505, 0.3312, 0.8128]),
    (0.039, 1.01, 3.1021, [0.0645, 0.4529, 0.8752, 0.9993]),
    (0.005, 0.84, 6.0639, [0.0078, 0.0643, 0.2850, 0.9651]),
]


@pytest.mark.parametrize(("innovation", "imitation", "peak", "shares"), KNOWN)
def test_known_products_spread_as_published(innovation, imitation, peak, shares):
    years = np.array([1.0, 3.0, 5.0, 10.0])

    assert peak_year(innovation, imitation) == pytest.approx(peak, abs=5e-5)
    assert adopted_share(innovation, imitation, years) == pytest.approx(shares, abs=5e-5)


def test_nobody_has_bought_before_it_exists():
    assert adopted_share(0.03, 0.38, np.array([0.0])) == 0


@given(innovation=st.floats(0.001, 0.2), imitation=st.floats(0.05, 1.5))
def test_the_share_rises_and_never_passes_one(innovation, imitation):
    shares = adopted_share(innovation, imitation, np.arange(0.0, 30.0))

    assert (np.diff(shares) >= 0).all()
    assert shares[-1] <= 1


@given(innovation=st.floats(0.001, 0.04), imitation=st.floats(0.3, 1.5))
def test_most_buy_in_the_peak_year(innovation, imitation):
    peak = peak_year(innovation, imitation)
    before, at, after = np.diff(
        adopted_share(innovation, imitation, peak + np.array([-0.15, -0.05, 0.05, 0.15]))
    )

    assert at >= max(before, after)
