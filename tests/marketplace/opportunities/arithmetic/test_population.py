"""From the few who were asked to all who could use it."""

import numpy as np
import pytest

from marketplace.opportunities.arithmetic.population import (
    NobodyAsked,
    Stratum,
    share_of_eligible,
)

# Strata 4 : 1, two of twenty and six of ten said yes; science.md, section 3.
STRATA = [Stratum(800, 20, 2), Stratum(200, 10, 6)]


def test_strata_weigh_as_many_as_they_have_and_lean_on_each_other():
    """Raw 8/30, by strata .2; each rate leans on the overall 8.5/31 as on ten answers."""
    overall = 8.5 / 31
    expected = 0.8 * (10 * overall + 2) / 30 + 0.2 * (10 * overall + 6) / 20

    share = share_of_eligible(STRATA, paying_share=0.5)

    assert share.mean == pytest.approx(0.25 * 0.5 * expected)


def test_the_product_of_beliefs_is_nearly_the_beta_that_stands_for_it():
    generator, overall = np.random.default_rng(1), 8.5 / 31
    few, many = ((yes + 10 * overall, no + 10 * (1 - overall)) for yes, no in ((2, 18), (6, 4)))
    rate = 0.8 * generator.beta(*few, 200_000) + 0.2 * generator.beta(*many, 200_000)
    drawn = np.quantile(0.5 * rate * generator.beta(2, 6, 200_000), [0.05, 0.5, 0.95])

    told = share_of_eligible(STRATA, paying_share=0.5).at(np.array([0.05, 0.5, 0.95]))

    assert told == pytest.approx(drawn, abs=0.0007)


def test_more_asked_at_the_same_rate_is_known_better():
    few = share_of_eligible([Stratum(1_000, 10, 4)], paying_share=0.5)
    many = share_of_eligible([Stratum(1_000, 1_000, 400)], paying_share=0.5)

    assert many.variance < few.variance


def test_even_if_none_said_yes_the_share_is_not_nothing():
    share = share_of_eligible([Stratum(1_000, 20, 0)], paying_share=0.5)

    assert 0 < share.mean < 0.005


def test_without_anybody_asked_there_is_no_share():
    with pytest.raises(NobodyAsked):
        share_of_eligible([Stratum(1_000, 0, 0)], paying_share=0.5)
