import math

import numpy as np
import pytest

from demand.answers.arithmetic.ladder import winsorised
from demand.answers.arithmetic.posted_price import (
    linear_optimum,
    logit_optimum,
    lognormal_optimum,
    plug_in_revenues,
    predictive_optimum,
)
from demand.answers.arithmetic.posterior import Prior

# All figures without another source: science.md, section 1.


def test_the_plug_in_takes_each_cap_as_a_price():
    caps = [1000, 1500, 2000, 2000, 2500, 3000, 3000, 4000, 5000, 8000]

    revenues = plug_in_revenues(caps)

    assert revenues == {
        1000: 10_000,
        1500: 13_500,
        2000: 16_000,
        2500: 15_000,
        3000: 15_000,
        4000: 12_000,
        5000: 10_000,
        8000: 8_000,
    }
    assert max(revenues, key=revenues.get) == 2000


def test_the_best_price_of_a_logit_is_lamberts():
    best = logit_optimum(4, 0.002)

    assert best == pytest.approx((1603.970016, 1103.970016), abs=1e-6)


@pytest.mark.parametrize("unit_cost", [0, 400, 1500])
def test_no_price_nearby_beats_the_best_of_a_logit(unit_cost):
    price, revenue = logit_optimum(4, 0.002, unit_cost)

    def earned(p):
        return (p - unit_cost) / (1 + math.exp(0.002 * p - 4))

    assert revenue == pytest.approx(earned(price))
    assert revenue > max(earned(price - 1), earned(price + 1))


def test_the_best_price_of_a_linear_demand_is_half_of_its_end():
    assert linear_optimum(5000) == (2500, 1250)
    assert linear_optimum(5000, unit_cost=1000) == (3000, 800)


def test_the_best_price_of_log_normal_caps_is_found_by_search():
    # The simulation's truth: mu = 7.8, sigma = .7
    assert lognormal_optimum(7.8, 0.7) == pytest.approx((2184.8, 1229.69), abs=0.05)


def test_one_cap_far_off_does_not_set_the_price():
    caps = [1000, 1500, 2000, 2500, 300_000]
    drawn_in = np.exp(winsorised(np.log(caps), np.ones(5, dtype=int)))

    plug_in = plug_in_revenues(caps)
    belief = Prior(2000).belief.given_caps(drawn_in)
    best = predictive_optimum(belief, highest_cap=drawn_in.max())

    assert max(plug_in, key=plug_in.get) == 300_000
    assert int(best.price) == 1889


def test_no_price_is_sought_beyond_what_a_fifth_would_pay():
    belief = Prior(2000, scale=8).belief

    best = predictive_optimum(belief, highest_cap=10_000_000)

    assert math.log(best.price) <= belief.log_reached_by(0.2) + 1e-9
