"""The words of tus 1.0, by which a large file is sent in pieces: https://tus.io/protocols."""

import hashlib
from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
CONTENT_TYPE = "application/offset+octet-stream"
DIGESTS: dict[str, Callable[[], Any]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}


class Unreadable(ValueError):
    """A header says nothing that the protocol knows."""


def metadata(header: str) -> dict[str, str]:
    """Read `filename d29ybGQ=,is_confidential`: names, and values in base64.

    Raises: Unreadable.
    """
    pairs = {}
    for pair in filter(None, (each.strip() for each in header.split(","))):
        name, _space, value = pair.partition(" ")
        try:
            pairs[name] = b64decode(value, validate=True).decode()
        except (Error, UnicodeDecodeError):
            raise Unreadable(name) from None
    return pairs


def checksum(header: str) -> tuple[str, bytes] | None:
    """Read `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`; None where there is none.

    Raises: Unreadable, for an algorithm that we do not know too.
    """
    if not header:
        return None
    name, _space, value = header.partition(" ")
    try:
        digest = b64decode(value, validate=True)
    except Error:
        raise Unreadable(header) from None
    if name not in DIGESTS or not digest:
        raise Unreadable(header)
    return name, digest


def whole(header: str) -> int:
    """Read a whole number that is not negative. Raises: Unreadable."""
    if not (header.isascii() and header.isdecimal()):
        raise Unreadable(header)
    return int(header)
