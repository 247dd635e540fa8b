"""Agreement between people, against Krippendorff's own example."""

import numpy as np
import pytest

from datasets.measures.arithmetic.agreement import NothingInCommon, agreement

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", data C: four observers,
# twelve units; nominal alpha .743.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = [
    [-1 if label is None else label for label in unit] for unit in zip(*OBSERVERS, strict=True)
]


def test_alpha_is_that_of_the_published_example():
    found = agreement(UNITS)

    assert found.alpha == pytest.approx(0.743, abs=5e-4)
    assert found.low < found.alpha < found.high
    assert (found.unit_count, found.person_count) == (11, 4)


def test_full_agreement_is_one_and_the_band_closes():
    found = agreement([[0, 0], [1, 1], [2, 2], [0, 0]] * 5)

    assert (found.alpha, found.low, found.high, found.ceiling) == (1, 1, 1, 1)


def test_labels_at_random_agree_no_more_than_by_chance():
    labels = np.random.default_rng(1).integers(3, size=(400, 2))

    found = agreement(labels.tolist())

    assert found.low < 0 < found.high
    assert found.ceiling == pytest.approx(1 / 3, abs=0.08)


def test_more_units_close_the_band():
    labels = np.random.default_rng(2).integers(2, size=(40, 1))
    noisy = np.where(np.random.default_rng(3).random((40, 2)) < 0.2, 1 - labels, labels)

    few, many = agreement(noisy.tolist()), agreement(np.tile(noisy, (10, 1)).tolist())

    assert many.high - many.low < few.high - few.low


def test_units_that_one_person_labelled_tell_nothing():
    with pytest.raises(NothingInCommon):
        agreement([[0, -1], [-1, 1]])
