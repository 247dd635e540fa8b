"""Enough, more, or out of reach: what is said about labels in hand."""

from math import inf

import numpy as np
import pytest

from datasets.measures.arithmetic.learning_curve import Trials
from datasets.measures.arithmetic.sufficiency import Target, Verdict, sufficiency

SIZES = np.array([50.0, 100, 200, 400, 800, 1600])


def seen(error_of, *, groups=40, sizes=SIZES):
    rng = np.random.default_rng(7)
    members = np.repeat(np.arange(groups), 40)
    chances = error_of(sizes)[:, np.newaxis, np.newaxis]
    errors = rng.random((len(sizes), 2, len(members))) < chances
    return Trials(sizes, errors.astype(float), members)


def law(n):
    return 0.05 + 1.2 * n**-0.5


def judged(target, error_of=law, **fields):
    return sufficiency(seen(error_of, **fields), target, label_count=2000, generic_error=0.6)


def test_a_target_that_is_met_needs_nothing_more():
    found = judged(Target(error=0.15, label_price=30))

    assert found.verdict is Verdict.ENOUGH
    assert (found.missing.point, found.missing.high, found.cost.point) == (0, 0, 0)
    assert found.next_round is None
    assert found.score.low <= 1 - law(2000) <= found.score.high
    assert found.generic_score == pytest.approx(0.4)


def test_a_target_in_sight_says_how_many_more_and_what_they_cost():
    found = judged(Target(error=0.07, label_price=30, fixed_cost=50_000))

    assert found.verdict is Verdict.MORE
    assert found.missing.low <= found.missing.point <= found.missing.high
    assert 400 < found.missing.point < 4_000  # 1,600 by the law
    assert found.cost.point == pytest.approx(found.missing.point * 30 + 50_000)
    assert found.next_round >= found.missing.point / 5
    assert found.hidden_error is None  # six sizes: four are too few to learn from


def test_a_target_beyond_the_floor_is_out_of_reach():
    found = judged(Target(error=0.005))

    assert found.verdict is Verdict.OUT_OF_REACH
    assert found.unreachable_share >= 0.9
    assert found.missing.high == inf
    assert found.cost is None


def test_a_target_above_the_agreement_of_people_is_refused():
    found = judged(Target(error=0.05, ceiling=0.9))

    assert found.verdict is Verdict.ABOVE_AGREEMENT
    assert found.missing is None
    assert found.score is not None


def test_what_is_no_curve_is_refused():
    found = judged(Target(error=0.1), lambda n: np.where(n > 1000, 0.5, 0.2))

    assert found.verdict is Verdict.NOT_A_CURVE
    assert found.score is None


def test_too_few_groups_are_refused():
    assert judged(Target(error=0.1), groups=3).verdict is Verdict.TOO_LITTLE


def test_hidden_sizes_show_how_far_off_the_curve_is():
    sizes = np.array([25.0, 50, 100, 200, 400, 800, 1600])

    found = judged(Target(error=0.1), sizes=sizes)

    assert found.hidden_error < 0.05
