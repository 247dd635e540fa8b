"""Any text becomes UTF-8: strictly, checked line by line, and copied only where it must be."""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy import intp
from numpy.typing import NDArray

from datasets.intake.arithmetic.identity import proves_utf8
from marketplace.confinement.refusal import Code, Refused

LONGEST_LINE = 1024 * 1024  # bytes in UTF-8
BLOCK = 512 * 1024  # the same
NEWLINE, RETURN = b"\n\r"

type Report = Callable[[float], None]


def as_utf8(source: Path, scratch: Path, encoding: str, report: Report) -> tuple[Path, str]:
    """Give a text in UTF-8, and say in which encoding it was.

    A text that is UTF-8 already is only checked; any other is copied to `scratch`. One whose
    first letters beyond ASCII are no UTF-8 is read again as CP932 from the start.
    Raises: Refused, with the line, for bytes that are no text, a NUL, a line too long.
    """
    try:
        return _read(source, scratch, encoding, report), encoding
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or _proves_utf8(source, error.start):
            raise Refused(Code.ENCODING, f"line {_line_at(source, error.start)}") from None
    return as_utf8(source, scratch, "cp932", report)


def _read(source: Path, scratch: Path, encoding: str, report: Report) -> Path:
    """Raises: UnicodeDecodeError, which then counts `start` from the start of the file."""
    texts = _decoded(source, encoding, report)
    if encoding.startswith("utf-8"):
        for _checked in _checked_lines(texts):
            pass
        return source
    with scratch.open("wb") as file:
        file.writelines(_checked_lines(texts))
    return scratch


def _decoded(source: Path, encoding: str, report: Report) -> Iterator[bytes]:
    """Decode strictly, block by block, and give each in UTF-8."""
    is_utf8 = encoding.startswith("utf-8")
    decoder = Utf8() if is_utf8 else codecs.getincrementaldecoder(encoding)()
    size = max(source.stat().st_size, 1)
    with source.open("rb") as file:
        while piece := file.read(BLOCK):
            text = _decode(decoder, piece, file.tell())
            yield piece if is_utf8 else text.encode()
            report(file.tell() / size)
        _decode(decoder, b"", file.tell())


class Utf8(codecs.IncrementalDecoder):
    """Checks UTF-8 without making texts of it, which takes four times as long."""

    def __init__(self) -> None:
        super().__init__()
        self._rest = b""

    def decode(self, piece: bytes, final: bool = False) -> str:  # type: ignore[override]  # noqa: FBT001, FBT002  as codecs has it
        """Raises: UnicodeDecodeError."""
        import pyarrow as pa

        block = self._rest + piece if self._rest else piece
        end = len(block) if final else _last_whole(block)
        self._rest = block[end:]
        ends = pa.py_buffer(np.array([0, end], np.int32))
        try:
            pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
        except pa.ArrowInvalid:
            block.decode()  # says where
        return ""


def _last_whole(block: bytes) -> int:
    """Find where the last letter ends of which all bytes are there."""
    for back, byte in enumerate(reversed(block[-4:]), start=1):
        if byte < 0x80:  # noqa: PLR2004  one byte is a letter
            break
        if byte >= 0xC0:  # noqa: PLR2004  the first byte of several
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)  # noqa: PLR2004
            return len(block) - back if back < length else len(block)
    return len(block)


def _decode(decoder: codecs.IncrementalDecoder, piece: bytes, end: int) -> str:
    try:
        return decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        error.start += end - len(error.object)
        raise


def _proves_utf8(source: Path, end: int) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    return any(proves_utf8(decoder.decode(piece)) for piece in _pieces(source, end))


def _line_at(source: Path, place: int) -> int:
    """Tell the number of the line, from 1, in which a byte stands."""
    return 1 + sum(_line_count(piece) for piece in _pieces(source, place))


def _pieces(source: Path, end: int) -> Iterator[bytes]:
    with source.open("rb") as file:
        while piece := file.read(min(BLOCK, end - file.tell())):
            yield piece


def _checked_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass text on. Raises: Refused for a NUL, and for a line too long."""
    line, open_since = 1, 0
    for piece in pieces:
        if (place := piece.find(0)) >= 0:
            raise Refused(Code.NUL, f"line {line + _line_count(piece[:place])}")
        if open_since + len(piece) > LONGEST_LINE:
            _refuse_long(piece, open_since, line)
        last_end = max(piece.rfind(NEWLINE), piece.rfind(RETURN))
        open_since = len(piece) - 1 - last_end if last_end >= 0 else open_since + len(piece)
        line += _line_count(piece)
        yield piece


def _refuse_long(piece: bytes, open_since: int, line: int) -> None:
    """Raises: Refused for a line too long. Blocks are so short that few need to be looked at."""
    starts, lengths = _lines(piece, open_since)
    if lengths.max() > LONGEST_LINE:
        place = max(0, int(starts[np.argmax(lengths > LONGEST_LINE)]))
        raise Refused(Code.LONG_LINE, f"line {line + _line_count(piece[:place])}")


def _line_count(piece: bytes) -> int:
    return piece.count(NEWLINE) or piece.count(RETURN)


def _lines(piece: bytes, open_since: int) -> tuple[NDArray[intp], NDArray[intp]]:
    """Find where each line starts and how long it is; the first has begun before the piece."""
    letters = np.frombuffer(piece, np.uint8)
    is_end = letters == NEWLINE
    if RETURN in piece:
        is_end |= letters == RETURN
    ends = np.flatnonzero(is_end)
    starts = np.concatenate([[-open_since], ends + 1])
    return starts, np.append(ends, len(piece)) - starts
