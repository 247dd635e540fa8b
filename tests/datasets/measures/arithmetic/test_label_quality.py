"""Doubtful labels, near duplicates, splits and leaks."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from datasets.measures.arithmetic.label_errors import likely_errors
from datasets.measures.arithmetic.leakage import (
    Leak,
    alike_between_splits,
    shared_between_splits,
    telltale_columns,
    trained_after_test,
)
from datasets.measures.arithmetic.near_duplicates import clusters, near_pairs
from datasets.measures.arithmetic.splits import Split, split_by_group


def test_flipped_labels_are_doubted_first():
    rng = np.random.default_rng(1)
    true = rng.integers(3, size=300)
    probabilities = np.full((300, 3), 0.1)
    probabilities[np.arange(300), true] = 0.8
    given = true.copy()
    given[:10] = (true[:10] + 1) % 3

    doubts = likely_errors(probabilities, given)

    assert {doubt.item for doubt in doubts} == set(range(10))
    assert all(doubt.suggested == true[doubt.item] for doubt in doubts)
    assert doubts[0].margin == pytest.approx(0.7)


def test_an_unsure_model_blames_nobody():
    probabilities = np.full((50, 2), 0.5)

    assert likely_errors(probabilities, np.zeros(50, dtype=int)) == []


def test_pictures_three_bits_apart_are_alike_and_four_are_not():
    one = np.uint64(0xF0F0F0F0F0F0F0F0)
    three = one ^ np.uint64(0b1 | 1 << 20 | 1 << 40)
    four = one ^ np.uint64(0b1 | 1 << 20 | 1 << 40 | 1 << 60)

    pairs = near_pairs(np.array([one, four, three], dtype=np.uint64))

    assert pairs == [(0, 2), (1, 2)]
    assert clusters(4, [(1, 2), (2, 3)]).tolist() == [0, 1, 1, 1]


def test_near_pairs_are_those_of_a_comparison_of_all():
    rng = np.random.default_rng(3)
    base = rng.integers(2**63, size=40, dtype=np.uint64)
    near = base ^ (np.uint64(1) << rng.integers(63, size=40, dtype=np.uint64))
    hashes = np.concatenate([base, near])

    every = [
        (one, other)
        for one in range(80)
        for other in range(one + 1, 80)
        if np.bitwise_count(hashes[one] ^ hashes[other]) <= 3
    ]

    assert near_pairs(hashes) == every


def test_a_split_keeps_groups_whole_and_is_the_same_each_time():
    groups = [f"農家{farm}" for farm in range(20) for _ in range(10)]

    splits = split_by_group(groups, item_count=200, salt="dataset-1")

    by_farm = {
        farm: {splits.by_item[i] for i, g in enumerate(groups) if g == farm} for farm in set(groups)
    }
    assert all(len(where) == 1 for where in by_farm.values())
    assert splits == split_by_group(groups, item_count=200, salt="dataset-1")
    assert splits != split_by_group(groups, item_count=200, salt="dataset-2")
    assert splits.counts()[Split.TRAIN] == pytest.approx(140, abs=10)
    assert splits.counts()[Split.TEST] == pytest.approx(30, abs=10)
    assert not splits.is_random


def test_a_split_without_groups_says_that_it_is_random():
    splits = split_by_group(None, item_count=100, salt="x")

    assert splits.is_random
    assert sum(splits.counts().values()) == 100
    assert split_by_group(["a", "b"] * 50, item_count=100, salt="x").is_random


SPLITS = ["TRAIN"] * 3 + ["TEST"] * 2


def test_groups_and_files_on_both_sides_are_found():
    found = shared_between_splits(["a", "b", "c", "a", "d"], SPLITS, Leak.GROUP)

    assert (found.leak, found.count, found.examples) == (Leak.GROUP, 2, ("a",))
    assert shared_between_splits(["a", "b", "b", "c", "c"], SPLITS, Leak.SAME_FILE) is None


def test_pictures_alike_on_both_sides_are_found():
    hashes = np.array([0, 2**20 - 1, 2**40 - 1, 1, 2**60 - 1], dtype=np.uint64)

    found = alike_between_splits(hashes, SPLITS)

    assert (found.count, found.examples) == (2, ("0, 3",))
    assert alike_between_splits(hashes, ["TRAIN"] * 5) is None


def test_training_after_the_first_test_is_found():
    start = datetime(2026, 4, 1, tzinfo=UTC)
    times = [start + timedelta(days=day) for day in (0, 1, 9, 5, 6)]

    found = trained_after_test(times, SPLITS)

    assert (found.count, found.examples) == (1, ("2026-04-10T00:00:00+00:00",))
    assert trained_after_test(sorted(times), SPLITS) is None
    assert trained_after_test(times, ["TRAIN"] * 5) is None


def test_a_column_that_tells_the_label_alone_is_found():
    rng = np.random.default_rng(4)
    labels = rng.integers(2, size=200)
    columns = {
        "糖度": rng.normal(size=200) + labels,
        "判定コード": labels + rng.normal(0, 0.01, 200),
        "空": np.full(200, np.nan),
    }

    found = telltale_columns(columns, labels)

    assert found.examples == ("判定コード",)
    assert telltale_columns({"糖度": columns["糖度"]}, labels) is None
