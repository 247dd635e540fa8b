"""Ranges as clients of Parquet ask for them."""

import pytest

from datasets.library.arithmetic.ranges import Span, Unsatisfiable, span_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-3", Span(0, 4)),
        ("bytes=4-", Span(4, 100)),
        ("bytes=-8", Span(92, 100)),
        ("bytes=-500", Span(0, 100)),
        ("bytes=90-500", Span(90, 100)),
        ("bytes=0-0,5-6", None),
        ("bytes=-", None),
        ("bytes=7-3", None),
        ("lines=1-2", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header, span):
    assert span_of(header, 100) == span


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=-5", 0)]
)
def test_a_range_beyond_the_end_is_refused(header, size):
    with pytest.raises(Unsatisfiable):
        span_of(header, size)
