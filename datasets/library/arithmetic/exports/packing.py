"""A zip that is written as it is sent: nobody waits for it, and no disk holds it."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from datasets.library.arithmetic.exports.listing import Fetch, Listing

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# A file in a zip: its name, and its bytes piece by piece.
type Member = tuple[str, Iterator[bytes]]
# A version never changes, so neither does its archive: no clock is in it.
MADE_AT = (2000, 1, 1, 0, 0, 0)
# What gains nothing from being pressed once more.
PRESSED = (".jpg", ".jpeg", ".png", ".webp", ".flac")
ENOUGH = 64 * 1024


class Sink:
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, piece: "ReadableBuffer") -> int:
        written = bytes(piece)
        self._waiting += written
        return len(written)

    def flush(self) -> None:
        """Everything is within reach already."""

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def packed(members: Iterator[Member]) -> Iterator[bytes]:
    """Write a zip of members, one after the other. A member may be of any size."""
    sink = Sink()
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # it needs no more of a file
        for name, pieces in members:
            entry = ZipInfo(name, MADE_AT)
            is_pressed = name.casefold().endswith(PRESSED)
            entry.compress_type = ZIP_STORED if is_pressed else ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as writing:
                for piece in pieces:
                    writing.write(piece)
                    if len(sink) >= ENOUGH:
                        yield sink.take()
    yield sink.take()


def file_members(listing: Listing, fetch: Fetch, *, flat: bool) -> Iterator[Member]:
    """Give the pictures or sounds. In flat formats those that nobody has labelled stay out."""
    for each in listing.files():
        if not flat:
            yield each.place, fetch(each)
        elif not each.is_unlabelled:
            yield f"images/{each.flat}", fetch(each)


def as_json(document: object) -> Iterator[bytes]:
    yield json.dumps(document, ensure_ascii=False, indent=1).encode()


def listed_json(items: Iterator[object]) -> Iterator[bytes]:
    """Write a JSON list, an item at a time, in pieces that are worth sending."""
    waiting, sign = bytearray(), b"["
    for item in items:
        waiting += sign + b"\n" + json.dumps(item, ensure_ascii=False, allow_nan=False).encode()
        sign = b","
        if len(waiting) >= ENOUGH:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting) + (b"[]" if sign == b"[" else b"\n]")
