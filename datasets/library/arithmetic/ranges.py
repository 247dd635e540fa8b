"""Which bytes of a file a client asks for."""

import re
from typing import NamedTuple

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Span(NamedTuple):
    """From `start` up to but without `end`."""

    start: int
    end: int


class Unsatisfiable(ValueError):
    """The range begins beyond the end of the file."""


def span_of(header: str, size: int) -> Span | None:
    """Read a Range header; None where all bytes are meant.

    Several ranges at once, and what is no range, may be answered with the whole.
    Raises: Unsatisfiable.
    Source: RFC 9110, section 14.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= end:
        raise Unsatisfiable(header)
    return Span(start, end)
