"""From the few who were asked to all who could use it."""

import numpy as np
import pytest

from demand.snapshots.arithmetic.population import (
    NobodyAsked,
    Stratum,
    collapsed,
    post_stratified,
    post_stratified_draws,
    reach,
    share_of_eligible,
    wilson,
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
    drawn = np.quantile(0.5 * rate * generator.beta(2, 6, 200_000), [0.05, 0.95])

    told = share_of_eligible(STRATA, paying_share=0.5).interval()

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


# Newcombe 1998, table I, method 3.
@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_bounds_a_share_as_newcombe_prints_it(hits, trials, low, high):
    assert wilson(hits, trials) == pytest.approx((low, high), abs=0.00005)


def test_post_stratification_gives_200_where_the_raw_rate_would_give_267():
    """science.md, section 3."""
    assert post_stratified(STRATA) == pytest.approx(200)


def test_the_draws_with_jeffreys_prior_have_the_published_quantiles():
    """science.md, section 3: 124.2 / 206.3 / 326.6."""
    drawn = np.quantile(post_stratified_draws(STRATA, draws=400_000), [0.05, 0.5, 0.95])

    assert drawn == pytest.approx((124.2, 206.3, 326.6), rel=0.005)


def test_the_three_numbers_are_told_together():
    strata = [Stratum(800, 20, 2, exposed_count=100), Stratum(200, 10, 6, exposed_count=50)]

    told = reach(strata, paying_share=0.5)

    assert told.in_hand == pytest.approx(4)
    assert told.exposed.estimate == pytest.approx(0.5 * (100 * 0.1 + 50 * 0.6))
    assert told.exposed.low < told.exposed.estimate < told.exposed.high
    share = share_of_eligible(strata, paying_share=0.5)
    assert told.population.estimate == pytest.approx(1_000 * share.mean)
    assert told.population.low < told.population.estimate < told.population.high
    assert (told.asked_count, told.seen_count, told.eligible_count) == (30, 150, 1_000)
    assert told.co_sign_share[0] == pytest.approx(8 / 30)


def test_no_population_is_told_where_the_eligible_are_not_known():
    told = reach([Stratum(800, 20, 2), Stratum(None, 10, 6)], paying_share=0.5)

    assert told.population is None
    assert told.eligible_count is None
    assert told.in_hand == pytest.approx(4)


def test_an_eligible_number_of_the_whole_country_stands_for_one_stratum():
    strata = [Stratum(None, 20, 2), Stratum(None, 10, 6)]

    told = reach(strata, paying_share=0.5, eligible_count=1_000)

    share = share_of_eligible([Stratum(1_000, 30, 8)], paying_share=0.5)
    assert told.population.estimate == pytest.approx(1_000 * share.mean)
    assert told.exposed.estimate == pytest.approx(0.5 * 8)


def test_whoever_answered_has_seen_it():
    told = reach([Stratum(None, 10, 6, exposed_count=3)], paying_share=1)

    assert told.seen_count == 10
    assert told.exposed.estimate == pytest.approx(told.in_hand)


def test_reach_without_anybody_asked_is_no_number():
    with pytest.raises(NobodyAsked):
        reach([Stratum(1_000, 0, 0, exposed_count=9)], paying_share=0.5)


def test_strata_below_five_answers_join_their_region():
    small = [Stratum(10, 4, 1, region="east"), Stratum(20, 3, 2, region="east")]
    large = Stratum(30, 5, 5, region="east")

    assert collapsed([*small, large]) == [
        large,
        Stratum(30, 7, 3, exposed_count=7, region="east"),
    ]


def test_regions_that_stay_too_small_join_each_other():
    strata = [Stratum(1, 3, 0, region="east"), Stratum(2, 2, 1, region="west")]

    assert collapsed(strata) == [Stratum(3, 5, 1, exposed_count=5)]


def test_what_is_too_small_even_together_joins_all():
    strata = [Stratum(1, 9, 4, region="east"), Stratum(2, 2, 1, exposed_count=7, region="west")]

    assert collapsed(strata) == [Stratum(3, 11, 5, exposed_count=16)]
