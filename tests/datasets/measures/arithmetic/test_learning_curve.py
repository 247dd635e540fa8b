"""Learning curves: known ones are found again, and what is no curve is refused."""

import numpy as np
import pytest

from datasets.measures.arithmetic.curve_families import POW3, fit
from datasets.measures.arithmetic.learning_curve import (
    NotALearningCurve,
    TooFewSizes,
    Trials,
    learning_curve,
)

SIZES = np.array([50.0, 100, 200, 400, 800, 1600])


def trials(error_of, *, sizes=SIZES, groups=20, per_group=40, repeats=2, spread=0.0, seed=1):
    rng = np.random.default_rng(seed)
    members = np.repeat(np.arange(groups), per_group)
    hard = rng.normal(0, spread, groups)[members]
    chances = np.clip(error_of(sizes)[:, np.newaxis, np.newaxis] + hard, 0, 1)
    errors = rng.random((len(sizes), repeats, len(members))) < chances
    return Trials(sizes, errors.astype(float), members)


def power_law(n):
    """science.md, section 5: a = .05, b = 1.2, c = .5."""
    return 0.05 + 1.2 * n**-0.5


def test_the_power_law_of_the_worked_example_is_found_again():
    """err(100, 400, 1600) = .17, .11, .08; n*(.07) = 3,600."""
    errors = power_law(SIZES)

    found = fit(POW3, SIZES, errors[np.newaxis], np.ones((1, 6)))

    assert found.at(np.array([100.0, 400, 1600]))[0] == pytest.approx([0.17, 0.11, 0.08], abs=2e-3)
    assert found.at(np.array([3600.0]))[0, 0] == pytest.approx(0.07, abs=1e-3)


def test_the_band_holds_the_truth_and_the_point_is_near():
    curve = learning_curve(trials(power_law, spread=0.02))

    point, low, high = curve.error_at(3200)

    assert low <= power_law(3200) <= high
    assert point == pytest.approx(power_law(3200), abs=0.02)


def test_the_labels_for_an_error_are_found():
    curve = learning_curve(trials(power_law, groups=60, per_group=80))

    point, drawn = curve.sizes_for(0.075, farthest=6400)

    assert 1600 < point < 4500  # 2,304 by the law
    assert np.isinf(curve.sizes_for(0.01, farthest=6400)[1]).mean() > 0.9
    assert (drawn >= SIZES[0]).all()


def test_fewer_groups_widen_the_band():
    few = learning_curve(trials(power_law, groups=5, per_group=160, spread=0.05))
    many = learning_curve(trials(power_law, groups=80, per_group=10, spread=0.05))

    width = [high - low for _, low, high in (few.error_at(3200), many.error_at(3200))]

    assert width[0] > width[1]


def test_a_curve_that_rises_again_is_refused():
    def peaked(n):
        return np.where(n < 300, 0.4, 0.2) + np.where(n > 1000, 0.15, 0)

    with pytest.raises(NotALearningCurve):
        learning_curve(trials(peaked))


def test_five_sizes_and_four_groups_are_asked_for():
    with pytest.raises(TooFewSizes):
        learning_curve(trials(power_law, sizes=SIZES[:4]))
    with pytest.raises(TooFewSizes):
        learning_curve(trials(power_law, groups=3))


def test_the_same_trials_give_the_same_curve():
    seen = trials(power_law)

    assert learning_curve(seen).error_at(3200) == learning_curve(seen).error_at(3200)
