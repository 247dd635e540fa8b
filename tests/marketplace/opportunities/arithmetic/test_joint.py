"""One product for several needs."""

import pytest

from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.joint import Beside, joint, repeated_counts
from marketplace.opportunities.arithmetic.payoff import Market
from marketplace.opportunities.arithmetic.priors import TYPICAL

HAND = Market(in_hand_buyers=40)


def test_alone_it_pays_what_its_estimate_says():
    found = joint(HAND, TYPICAL, seed=3, others=[])

    alone = estimate(HAND, seed=3, priced_count=9).as_document()["payoff"]
    assert (found.p50_alone, found.positive_share_alone) == (alone["p50"], alone["positive_share"])
    assert found.p50_together == found.p50_alone


def test_buyers_of_an_equal_need_pay_as_if_they_were_its_own():
    """Linear in buyers: 40 and 60 at one price are 100, built once."""
    found = joint(HAND, TYPICAL, seed=3, others=[Beside(Market(60), TYPICAL, new_share=1.0)])

    whole = joint(Market(in_hand_buyers=100), TYPICAL, seed=3, others=[])
    assert found.p50_together == pytest.approx(whole.p50_alone, abs=2)


def test_who_is_counted_already_adds_nothing():
    twice = Beside(Market(60, eligible_count=9_000), TYPICAL, new_share=0.0)

    found = joint(HAND, TYPICAL, seed=3, others=[twice])

    assert (found.p50_together, found.added) == (found.p50_alone, (0,))


@pytest.mark.parametrize(
    ("answering", "repeated"),
    [
        ([[1, 2, 3], [4, 5, 6, 7]], [0, 0]),
        ([[1, 2, 3], [3, 4, 5, 6]], [0, 3]),
        ([[1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7]], [0, 6]),
        ([[1], [1, 2], [2, 3, 4]], [0, 2, 3]),
        ([[], []], [0, 0]),
    ],
)
def test_repeated_answers_are_rounded_up_in_threes_and_no_further_than_all(answering, repeated):
    assert repeated_counts(answering) == repeated
