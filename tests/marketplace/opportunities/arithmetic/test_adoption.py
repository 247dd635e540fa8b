"""Worked figures of the Bass model."""

import numpy as np
import pytest

from marketplace.opportunities.arithmetic.adoption import adopted_share, peak_year

# Parameters, peak, F(1), F(3), F(5), F(10): defaults, hybrid corn, colour television.
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
