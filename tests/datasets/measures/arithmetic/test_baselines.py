"""Growing trainings: whole groups, never a row on both sides."""

import numpy as np
import pytest

from datasets.measures.arithmetic.baselines import (
    Baseline,
    TooLittle,
    classes_tried,
    folds,
    in_whole_groups,
    majority_error,
    numbers_tried,
    training_sizes,
)


def clustered(seed=1, groups=12, per_group=25):
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=groups * per_group)
    features = labels[:, np.newaxis] * 1.5 + rng.normal(size=(len(labels), 4))
    return features, labels, np.repeat(np.arange(groups), per_group)


def test_no_group_is_on_both_sides_of_a_fold():
    _, _, groups = clustered()

    tested = folds(groups, 5, np.random.default_rng(1))

    assert (np.sum(tested, axis=0) == 1).all()
    assert all(not set(groups[fold]) & set(groups[~fold]) for fold in tested)
    assert max(fold.sum() for fold in tested) <= 75


def test_more_labels_come_group_by_group():
    _, _, groups = clustered()

    order = in_whole_groups(groups, groups > 2, np.random.default_rng(1))

    assert len(order) == 9 * 25
    assert (np.diff(groups[order]) != 0).sum() == 8


@pytest.mark.parametrize("baseline", Baseline)
def test_what_can_be_learnt_is_learnt(baseline):
    features, labels, groups = clustered()

    tried = classes_tried(features, labels, groups, baseline=baseline)

    assert tried.errors.shape == (len(tried.sizes), 2, 300)
    assert tried.mean()[-1] < tried.mean()[0] + 0.02
    assert tried.mean()[-1] < majority_error(labels) / 2


def test_numbers_are_measured_against_a_constant_guess():
    features, _, groups = clustered()
    target = features[:, 0] * 3 + features[:, 1]

    tried = numbers_tried(features, target, groups)

    assert tried.mean()[-1] < 0.5


def test_sizes_grow_in_proportion_up_to_all():
    sizes = training_sizes(1600)

    assert (sizes[0], sizes[-1], len(sizes)) == (50, 1600, 7)


def test_too_little_to_try_is_refused():
    features, labels, _ = clustered()

    with pytest.raises(TooLittle):
        classes_tried(features, labels, np.zeros(300, dtype=int), baseline=Baseline.LOGISTIC)
    with pytest.raises(TooLittle):
        classes_tried(features[:30], labels[:30], np.arange(30), baseline=Baseline.LOGISTIC)
