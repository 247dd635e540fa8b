import math

import numpy as np
import pytest
from scipy.special import ndtr

from demand.answers.arithmetic.posterior import (
    NormalInverseGamma,
    Prior,
    _normal_share,
    beliefs,
)

ABOUT_2000 = Prior(2000).belief


def test_three_caps_give_the_posterior_of_the_closed_form():
    # science.md, section 1: caps 1000, 2000, 4000; m0 = ln 2000, k0 = 1, a0 = 2, b0 = .5
    belief = ABOUT_2000.given_caps([1000, 2000, 4000])

    assert (belief.m, belief.k, belief.a, belief.b) == pytest.approx(
        (7.600902, 4, 3.5, 0.980453), abs=1e-6
    )
    assert belief.survival(math.log(2000)) == pytest.approx(0.5)
    assert belief.survival(math.log(4000)) == pytest.approx(0.139888, abs=1e-6)


def test_learning_in_two_steps_is_learning_at_once():
    at_once = ABOUT_2000.given_caps([800, 1500, 2600, 9000])

    in_steps = ABOUT_2000.given_caps([800, 1500]).given_caps([2600, 9000])

    assert (in_steps.m, in_steps.k, in_steps.a, in_steps.b) == pytest.approx(
        (at_once.m, at_once.k, at_once.a, at_once.b)
    )


def test_a_fifth_is_predicted_to_reach_the_price_that_a_fifth_reach():
    belief = ABOUT_2000.given_caps([1000, 2000, 4000])

    assert belief.survival(belief.log_reached_by(0.2)) == pytest.approx(0.2)


def test_the_draws_average_to_what_is_predicted():
    belief = ABOUT_2000.given_caps([1000, 2000, 4000, 3000, 2500])
    logs = np.log([500, 1000, 2000, 4000, 8000])

    drawn = belief.survival_draws(logs[:, np.newaxis])

    assert drawn.mean(axis=1) == pytest.approx(belief.survival(logs), abs=0.006)


def test_knowing_only_intervals_widens_what_is_drawn():
    belief = ABOUT_2000.given_caps([1000, 2000, 4000, 3000, 2500])
    log = np.log([[2000]])

    exact, grouped = (np.ptp(belief.survival_draws(log, grouping)) for grouping in (0, 0.07))

    assert grouped > exact


def test_beliefs_of_many_needs_are_each_their_own():
    many = beliefs([Prior(1000), Prior(2000, strength=2, shape=3, scale=0.7)])

    assert many.m == pytest.approx(np.log([1000, 2000]))
    assert many.k.tolist() == [1, 2]
    assert many.a.tolist() == [2, 3]
    assert many.b.tolist() == [0.5, 0.7]
    assert many.over(2).m.shape == (2, 1, 1)


def test_the_fast_normal_share_is_near_the_exact_one():
    z = np.linspace(-40, 40, 100_001)

    assert _normal_share(z.copy()) == pytest.approx(ndtr(z), abs=0.00015)


def test_a_prior_is_a_belief_of_so_many_answers():
    assert Prior(2000).belief == NormalInverseGamma(math.log(2000), 1, 2, 0.5)
