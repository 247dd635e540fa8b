"""A zip read member by member: every name and size is doubted, nothing is ever extracted."""

import stat
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from zipfile import BadZipFile, ZipFile, ZipInfo

from marketplace.confinement.refusal import Code, Refused

MOST_MEMBERS = 100_000
MOST_BYTES_EACH = 2 * 1024**3
MOST_BYTES = 20 * 1024**3
MOST_RATIO, MOST_TEXT_RATIO = 100, 200
# A small file may well shrink to nothing: what harms is large.
RATIO_COUNTS_FROM = 1024**2
LONGEST_NAME = 500
PIECE = 256 * 1024
IS_UTF8, IS_LOCKED = 0x800, 0x1
TEXTS = (".txt", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml")
ARCHIVES = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!\x1a\x07",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
# What systems leave behind in archives, and nobody means to send.
LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Archive:
    """The members of a zip by their names, which are safe and of which no two are alike.

    `names_encoding` says how names were read: "utf-8" or "cp932". `read_bytes` counts what
    has come out so far; headers lie.
    """

    file: ZipFile
    members: dict[str, ZipInfo] = field(default_factory=dict)
    names_encoding: str = "utf-8"
    read_bytes: int = 0

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open a zip and check all of its names. Raises: Refused."""
        try:
            file = ZipFile(path)
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            raise Refused(Code.DAMAGED) from None
        with file:
            archive = cls(file)
            archive._take_stock()
            yield archive

    def _take_stock(self) -> None:
        infos = self.file.infolist()
        if len(infos) > MOST_MEMBERS:
            raise Refused(Code.MANY_FILES, f"{len(infos):,}")
        seen: set[str] = set()
        for info in infos:
            name, encoding = _name_of(info)
            if encoding == "cp932":
                self.names_encoding = encoding
            _refuse_unsafe(name, info)
            folded = unicodedata.normalize("NFC", name).casefold().rstrip("/")
            if folded in seen:
                raise Refused(Code.UNSAFE_NAME, name)
            seen.add(folded)
            if not info.is_dir() and not _is_litter(name):
                self.members[name] = info

    def head(self, name: str, size: int = 512) -> bytes:
        """Read the beginning of a member. Raises: Refused where it is an archive again."""
        with _damage_named(name), self.file.open(self.members[name]) as member:
            head = member.read(size)
        if head.startswith(ARCHIVES):
            raise Refused(Code.NESTED, name)
        return head

    def read(self, name: str, most: int = MOST_BYTES_EACH) -> bytes:
        """Read a member whole, up to `most` bytes. Raises: Refused."""
        return b"".join(self.pieces(name, most))

    def pieces(self, name: str, most: int = MOST_BYTES_EACH) -> Iterator[bytes]:
        """Read a member piece by piece, and count. Raises: Refused for a bomb, or damage."""
        info, size = self.members[name], 0
        ratio = MOST_TEXT_RATIO if name.casefold().endswith(TEXTS) else MOST_RATIO
        with _damage_named(name), self.file.open(info) as member:
            while piece := member.read(PIECE):
                size += len(piece)
                self.read_bytes += len(piece)
                too_dense = size > RATIO_COUNTS_FROM and size > ratio * max(info.compress_size, 1)
                if size > most or self.read_bytes > MOST_BYTES or too_dense:
                    raise Refused(Code.BOMB, name)
                yield piece

    @contextmanager
    def stream(self, name: str) -> Iterator["Stream"]:
        """Open a member for a reader that asks for bytes as it goes."""
        yield Stream(self.pieces(name))

    def save(self, name: str, target: Path, on_piece: Callable[[bytes], object]) -> None:
        """Write a member under a name of ours, and show each piece to somebody."""
        with target.open("wb") as file:
            for piece in self.pieces(name):
                on_piece(piece)
                file.write(piece)


class Stream:
    """What ijson and csv need of a file: bytes, as many as asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._waiting = pieces, b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._waiting) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._waiting += piece
        end = len(self._waiting) if size < 0 else size
        read, self._waiting = self._waiting[:end], self._waiting[end:]
        return read


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    """Say in which member a zip is broken."""
    import zlib

    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Refused(Code.DAMAGED, name) from None


def _name_of(info: ZipInfo) -> tuple[str, str]:
    """Read a name by its flag; without one as UTF-8, then as CP932, as Windows writes it."""
    written = info.orig_filename
    if info.flag_bits & IS_UTF8:
        return written, "utf-8"
    raw = written.encode("cp437")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return written, "cp437"


def _refuse_unsafe(name: str, info: ZipInfo) -> None:
    """Raises: Refused for a name that leads elsewhere, and for a member under lock."""
    parts = name.rstrip("/").split("/")
    leads_away = (
        name.startswith("/")
        or any(part in {"", ".", ".."} for part in parts)
        or any(sign in name for sign in ("\\", "\x00"))
        or name[1:2] == ":"
        or len(name) > LONGEST_NAME
        or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name)
    )
    if leads_away or stat.S_ISLNK(info.external_attr >> 16):
        raise Refused(Code.UNSAFE_NAME, name.encode(errors="replace").decode()[:150])
    if info.flag_bits & IS_LOCKED:
        raise Refused(Code.LOCKED, name)


def _is_litter(name: str) -> bool:
    parts = name.casefold().split("/")
    return any(part in LITTER or part.startswith("._") for part in parts)
