"""Hashes look drawn by chance, and stay the same for ever."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.measures.arithmetic import hashes
from datasets.measures.arithmetic.hashes import hashes_of


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (0, 16294208416658607535),
        (1.5, 15481881892811333770),
        ("", 16294208416658607535),
        ("苺", 3680331503285070358),
        (True, 10451216379200822465),
        (dt.date(2026, 4, 1), 14079137748125946298),
    ],
)
def test_hashes_never_change_since_old_parts_are_merged_with_new(value, kept):
    assert hashes_of(pa.array([value])).tolist() == [kept]


def test_zero_has_one_hash_and_a_day_is_its_midnight():
    zeros = hashes_of(pa.array([0.0, -0.0]))
    day = hashes_of(pa.array([dt.date(2026, 4, 1)]))
    midnight = hashes_of(pa.array([dt.datetime(2026, 4, 1)]))  # noqa: DTZ001

    assert zeros[0] == zeros[1]
    assert day == midnight


@given(texts=st.lists(st.text(max_size=20), min_size=1, max_size=30), start=st.integers(0, 29))
def test_texts_have_equal_hashes_just_when_they_are_equal(texts, start):
    found = hashes_of(pa.array(texts, pa.string()))

    assert len(set(found.tolist())) == len(set(texts))
    assert hashes_of(pa.array(texts, pa.string())[start:]).tolist() == found[start:].tolist()


@pytest.mark.parametrize("at_once", [1, 7, 64])
def test_texts_that_are_folded_in_pieces_have_the_same_hashes(monkeypatch, at_once):
    texts = pa.array(["", "苺" * 40, "a", "", "b" * 7, "ab", ""])
    whole = hashes_of(texts)

    monkeypatch.setattr(hashes, "BYTES_AT_ONCE", at_once)

    assert hashes_of(texts).tolist() == whole.tolist()


@pytest.mark.parametrize(
    "values",
    [range(20_000), np.arange(20_000) / 8, [f"row-{number}" for number in range(20_000)]],
    ids=["whole", "real", "text"],
)
def test_each_bit_is_set_half_of_the_time(values):
    """Within five standard deviations of a coin thrown 20,000 times: 0.0177."""
    found = hashes_of(pa.array(values))

    bits = np.unpackbits(found.view(np.uint8).reshape(-1, 8), axis=1)
    assert abs(bits.mean(axis=0) - 0.5).max() < 0.0177
