import numpy as np
import pytest
from scipy.special import betaincinv

from demand.answers.arithmetic.draws import DRAWS
from demand.answers.arithmetic.weighing import (
    Cells,
    paying,
    paying_draws,
    reaching,
    reaching_draws,
    weigh,
)

THETAS = np.array([0.05, 0.25, 0.5, 0.75])


def would_buy(*columns):
    counts = np.zeros((1, 4, len(columns)), dtype=int)
    counts[0, 1] = columns
    return weigh(Cells.counted(counts), THETAS)


def test_an_answer_weighs_what_its_level_is_worth():
    counts = np.array([[[0, 1, 0, 0, 2], [0] * 5, [0] * 5, [0, 0, 0, 0, 4]]])

    weighed = weigh(Cells.counted(counts), THETAS)

    assert weighed.counts.tolist() == [[0, 1, 0, 0, 6]]
    assert weighed.weights == pytest.approx(np.array([[0, 0.05, 0, 0, 3.1]]))
    assert weighed.squares == pytest.approx(np.array([[0, 0.0025, 0, 0, 2.255]]))


def test_answers_of_one_level_know_as_much_as_they_are():
    assert would_buy(1, 2, 3, 4, 5).effective_count == pytest.approx([15])


def test_one_letter_among_interest_knows_as_little_as_its_weight_leaves():
    counts = np.zeros((1, 4, 5), dtype=int)
    counts[0, 0, 2], counts[0, 3, 3] = 5, 1

    # (5 · .05 + .75)² / (5 · .05² + .75²), Kish 1965
    assert weigh(Cells.counted(counts), THETAS).effective_count == pytest.approx([1 / 0.575])


def test_the_share_that_reaches_a_rung_counts_all_above_it():
    # One cap of zero, two below the first rung, then 3, 4 and 10 from each rung on.
    assert reaching(would_buy(1, 2, 3, 4, 10)) == pytest.approx(np.array([[0.85, 0.7, 0.5]]))


def test_the_bootstrap_of_one_level_is_that_of_its_counts():
    drawn = np.sort(reaching_draws(would_buy(0, 12, 18, 9, 21))[0, 1])

    # Dirichlet(1) weights of 60 answers, of which 30 reach the second rung.
    assert drawn[[19, 379]] == pytest.approx(betaincinv(30, 30, (0.05, 0.95)), abs=0.005)


def test_the_bootstrap_falls_along_the_rungs_in_every_draw():
    drawn = reaching_draws(would_buy(2, 5, 5, 10, 13))

    assert drawn.shape == (1, 3, DRAWS)
    assert (np.diff(drawn, axis=1) <= 0).all()


def test_those_who_named_zero_do_not_pay():
    weighed = would_buy(5, 0, 5, 5, 5)

    assert paying(weighed) == pytest.approx([0.75])
    assert np.sort(paying_draws(weighed)[0])[[19, 379]] == pytest.approx(
        betaincinv(15, 5, (0.05, 0.95)), abs=0.01
    )


def test_where_nobody_named_zero_all_pay_in_every_draw():
    assert (paying_draws(would_buy(0, 1, 0, 2, 0)) == 1).all()


def test_of_no_answers_nothing_pays_and_nothing_reaches():
    nobody = would_buy(0, 0, 0, 0, 0)

    assert paying(nobody).tolist() == [0]
    assert reaching(nobody).tolist() == [[0, 0, 0]]
    assert not paying_draws(nobody).any()
    assert not reaching_draws(nobody).any()
