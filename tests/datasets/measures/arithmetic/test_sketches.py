"""Sketches merge in any grouping, and keep the errors that they state."""

from collections import Counter
from itertools import pairwise

import datasketches
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.measures.arithmetic import sketches
from datasets.measures.arithmetic.hashes import hashes_of
from datasets.measures.arithmetic.sketches import DISTINCT_ERROR, MOST_KEPT, Distinct, Frequent


def distinct(values):
    sketch = Distinct()
    sketch.add(hashes_of(pa.array(values)))
    return sketch


def merged(parts):
    first, *others = parts
    for other in others:
        first.merge(other)
    return first


# How many different


@pytest.mark.parametrize("count", [0, 1, 2, 50, 1_000, 4_096, 20_000, 300_000, 2_000_000])
def test_an_estimate_of_any_size_is_within_three_errors(count):
    assert distinct(np.arange(count)).estimate() == pytest.approx(count, rel=3 * DISTINCT_ERROR)


def test_the_error_is_the_one_that_is_stated():
    """Of 200 counts of 10,000 values: the standard deviation, known to 5 %, and no bias."""
    estimates = [
        distinct(np.arange(start, start + 10_000)).estimate()
        for start in range(0, 2_000_000, 10_000)
    ]

    assert np.std(estimates) / 10_000 == pytest.approx(DISTINCT_ERROR, rel=0.2)
    assert np.mean(estimates) == pytest.approx(10_000, rel=4 * DISTINCT_ERROR / 200**0.5)


def test_the_library_that_is_too_slow_finds_as_many():
    theirs = datasketches.hll_sketch(12)
    for value in range(30_000):
        theirs.update(value)

    ours = distinct(np.arange(30_000)).estimate()

    assert ours == pytest.approx(theirs.get_estimate(), rel=4 * DISTINCT_ERROR)


@given(cuts=st.lists(st.integers(0, 5_000), max_size=5))
def test_parts_that_overlap_are_counted_as_the_whole(cuts):
    ends = sorted({0, *cuts, 5_000})
    parts = [distinct(np.arange(max(0, start - 100), end)) for start, end in pairwise(ends)]

    assert (merged(parts).registers == distinct(np.arange(5_000)).registers).all()


def test_a_record_makes_the_same_sketch_which_goes_on_counting():
    kept = Distinct.from_record(distinct(np.arange(3_000)).as_record())

    kept.merge(distinct(np.arange(6_000)))

    assert kept.estimate() == distinct(np.arange(6_000)).estimate()


# Which most often


def frequent(values, block=1_000):
    """Count values as a column does, block by block."""
    sketch, array = Frequent(), pa.array(values, pa.int64())
    for start in range(0, len(array), block):
        present = array[start : start + block]
        if not sketch.is_exact:
            present = sketch.candidates(present, hashes_of(present))
        sketch.add(present.value_counts())
    return sketch


def assert_true_of(sketch, values):
    """No count is too high, and none is too low by more than is said."""
    for value, count in Counter(map(str, values)).items():
        assert sketch.counts[value] <= count <= sketch.counts[value] + sketch.missed


parts_of_values = st.lists(
    st.lists(st.one_of(st.integers(0, 3), st.integers(0, 40)), max_size=60),
    min_size=1,
    max_size=5,
)


@given(parts=parts_of_values)
def test_counts_in_parts_are_never_too_high_nor_too_low_by_more_than_they_say(parts):
    values = [value for part in parts for value in part]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketches, "MOST_KEPT", 6)
        from_left = merged([frequent(part, block=7) for part in parts])
        from_right = merged([frequent(part, block=7) for part in reversed(parts)])

    assert_true_of(from_left, values)
    assert_true_of(from_right, values)


@given(parts=parts_of_values)
def test_few_kinds_are_counted_exactly_whatever_the_grouping(parts):
    whole = merged([frequent(part) for part in parts])

    assert whole.is_exact
    assert whole.counts == Counter(str(value) for part in parts for value in part)


def test_a_mark_that_stands_for_missing_is_found_among_values_that_all_differ():
    values = np.random.default_rng(3).permutation(100_000)
    values[::20] = -999

    sketch = frequent(values, block=20_000)

    assert_true_of(sketch, values)
    assert [value for value, _count in sketch.most_common(10)] == ["-999"]
    assert sketch.most_common(1)[0][1] == 5_000
    assert sketch.missed < 0.001 * len(values)


def test_values_that_all_differ_take_no_room():
    sketch = frequent(range(100_000), block=20_000)

    assert not sketch.is_exact
    assert not sketch.counts
    assert sketch.most_common(5) == []


def test_a_value_of_one_in_a_hundred_is_never_missed():
    """A skewed column, as names of places are: the 20 most common are the real ones."""
    values = np.random.default_rng(4).zipf(1.3, 200_000) % 100_000

    sketch = frequent(values, block=20_000)

    assert_true_of(sketch, values)
    common = {str(value) for value, count in Counter(values.tolist()).items() if count > 2_000}
    assert common <= {value for value, _count in sketch.most_common(MOST_KEPT)}
