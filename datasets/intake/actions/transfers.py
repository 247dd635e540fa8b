"""Sending a file in pieces: begun, gone on with after any break, given up."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Protocol

from django.utils.translation import gettext_lazy as _

from datasets.intake.arithmetic import tus
from datasets.intake.models import Transfer
from datasets.library.actions import NotYours
from marketplace.accounts.models import Organisation, User

PIECE = 256 * 1024


class Readable(Protocol):
    """A body as it comes in."""

    def read(self, size: int, /) -> bytes: ...


class SomebodyIsWriting(Exception):
    """Another request is sending a piece of the same file."""

    code = "somebody_is_writing"
    detail = _("This file is being sent just now.")


class OffsetDiffers(Exception):
    """The piece does not begin where the file ends."""

    code = "offset_differs"
    detail = _("The piece does not begin where the file ends: ask how far it is.")


class PieceIsTooLong(Exception):
    """More bytes come than were announced."""

    code = "piece_is_too_long"
    detail = _("More comes than was announced.")


class ChecksumDiffers(Exception):
    """The bytes on their way were not those that were sent."""

    code = "checksum_differs"
    detail = _("The piece did not arrive as it was sent: send it again.")


class AlreadyShared(Exception):
    """A file that belongs to a version is no longer one's to take back."""

    code = "already_shared"
    detail = _("This file has been shared already.")


def begin_transfer(
    *, organisation: Organisation, by: User, now: datetime, length: int, name: str
) -> Transfer:
    """Make room for a file that will come in pieces. Units: bytes. Raises: NotYours."""
    if not organisation.admits(by):
        raise NotYours
    transfer = Transfer.objects.begin(organisation, by, now, length=length, name=name[-200:])
    transfer.path.touch()
    return transfer


def append(
    *,
    transfer: Transfer,
    now: datetime,
    offset: int,
    body: Readable,
    length: int,
    checksum: tuple[str, bytes] | None = None,
) -> int:
    """Write a piece where the file ends so far, and tell where it ends then.

    What has come of a piece that breaks off stays, unless it could not be checked. Nothing
    is told before it is on disk. Units: bytes.
    Raises: SomebodyIsWriting, OffsetDiffers, PieceIsTooLong, ChecksumDiffers.
    """
    with _held(transfer) as file:
        if offset != file.seek(0, os.SEEK_END):
            raise OffsetDiffers
        if offset + length > transfer.length:
            raise PieceIsTooLong
        is_right = checksum is None
        try:
            is_right = _copy(body, file, length, checksum)
        finally:
            if not is_right:
                file.truncate(offset)
            file.flush()
            os.fsync(file.fileno())
        if not is_right:
            raise ChecksumDiffers
        end = file.seek(0, os.SEEK_END)
    Transfer.objects.postpone(transfer, now)
    return end


def give_up(*, transfer: Transfer) -> None:
    """Forget a file that is not wanted any more. Raises: SomebodyIsWriting, AlreadyShared."""
    if transfer.is_shared:
        raise AlreadyShared
    with _held(transfer):
        transfer.path.unlink()
        transfer.delete()


def _copy(body: Readable, file: IO[bytes], length: int, checksum: tuple[str, bytes] | None) -> bool:
    """Write so many bytes at most, and tell whether they are what was sent."""
    name, expected = checksum or ("sha1", b"")
    digest, left = tus.DIGESTS[name](), length
    while left and (piece := _piece(body, min(PIECE, left))):
        file.write(piece)
        left -= len(piece)
        if checksum:
            digest.update(piece)
    return not checksum or digest.digest() == expected


def _piece(body: Readable, size: int) -> bytes:
    """Read on; what has come of a body that breaks off stays."""
    try:
        return body.read(size)
    except OSError:
        return b""


@contextmanager
def _held(transfer: Transfer) -> Iterator[IO[bytes]]:
    """Open a file for one writer at a time; who dies lets go of it."""
    with transfer.path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SomebodyIsWriting from None
        yield file
