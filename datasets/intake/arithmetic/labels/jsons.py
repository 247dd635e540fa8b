"""JSON of strangers, item by item: never whole in memory, never deeper than it may be."""

from collections.abc import Iterator
from typing import Any

from datasets.intake.arithmetic.archives import Archive
from marketplace.confinement.refusal import Code, Refused

DEEPEST = 64


def items(archive: Archive, name: str, prefix: str) -> Iterator[Any]:
    """Give the items of a list in a member, which lies at `prefix`. Raises: Refused."""
    with archive.stream(name) as stream:
        yield from items_of(stream, prefix, name)


def items_of(stream: Any, prefix: str, name: str = "") -> Iterator[Any]:
    """Give the items of a list in a stream of bytes. Raises: Refused."""
    import ijson

    try:
        yield from ijson.items(events_of(stream, name), prefix)
    except (ijson.JSONError, UnicodeDecodeError, OverflowError) as error:
        raise Refused(Code.JSON, name) from error


def events_of(stream: Any, name: str = "") -> Iterator[tuple[str, str, Any]]:
    """Give events with their prefix, none deeper than it may be: prefixes grow with depth."""
    import ijson

    yield from ijson.parse(_shallow(ijson.basic_parse(stream, use_float=True), name))


def _shallow(events: Iterator[tuple[str, Any]], name: str) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event in events:
        if event[0] in {"start_map", "start_array"}:
            depth += 1
            if depth > DEEPEST:
                raise Refused(Code.DEEP, name)
        elif event[0] in {"end_map", "end_array"}:
            depth -= 1
        yield event


def top_keys(archive: Archive, name: str, enough: set[str]) -> tuple[str, set[str]]:
    """Tell what a JSON is at its top, "map" or "array", and keys there, or of its first item.

    Stops where all that is `enough` has been seen. Raises: Refused.
    """
    import ijson

    keys: set[str] = set()
    top = ""
    with archive.stream(name) as stream:
        try:
            for prefix, kind, value in events_of(stream, name):
                top = top or kind.removeprefix("start_")
                if kind == "map_key" and prefix in {"", "item"}:
                    keys.add(value)
                first_ends = kind == "end_map" and prefix == "item"
                if first_ends or (top == "map" and enough <= keys):
                    break
        except (ijson.JSONError, UnicodeDecodeError, OverflowError) as error:
            raise Refused(Code.JSON, name) from error
    return top, keys
