"""What a file really is, by its first bytes and never by its name."""

import codecs
import csv
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from marketplace.confinement.refusal import Code, Refused

HEAD_BYTES = 64 * 1024
DELIMITERS = ",\t;"
NEWLINE = b"\n"
FIRST_OF_THREE_BYTES = "\u0800"

# Beginnings that tell a kind. What can run code when it is opened comes first.
MAGIC: list[tuple[bytes, Code]] = [
    (b"\x80\x02", Code.RUNS_CODE),  # pickle, protocols 2 to 5
    (b"\x80\x03", Code.RUNS_CODE),
    (b"\x80\x04", Code.RUNS_CODE),
    (b"\x80\x05", Code.RUNS_CODE),
    (b"\x93NUMPY", Code.RUNS_CODE),
    (b"\x89HDF", Code.RUNS_CODE),
    (b"MATLAB 5.0 MAT-file", Code.RUNS_CODE),
    (b"\x7fELF", Code.RUNS_CODE),
    (b"#!", Code.RUNS_CODE),
    (b"\xff\xd8\xff", Code.PICTURE),
    (b"\x89PNG", Code.PICTURE),
    (b"GIF87a", Code.PICTURE),
    (b"GIF89a", Code.PICTURE),
    (b"II*\x00", Code.PICTURE),
    (b"MM\x00*", Code.PICTURE),
    (b"\xd0\xcf\x11\xe0", Code.SPREADSHEET),  # the old Excel format
    (b"\x1f\x8b", Code.ARCHIVE),
    (b"\xfd7zXZ", Code.ARCHIVE),
    (b"7z\xbc\xaf", Code.ARCHIVE),
    (b"Rar!\x1a\x07", Code.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Code.ARCHIVE),  # zstd
    (b"ARROW1\x00\x00", Code.UNKNOWN),
    (b"SQLite format 3\x00", Code.UNKNOWN),
    (b"%PDF", Code.UNKNOWN),
]
# A column may be called BMI, ID3 or PAR1 as well: these count only where a NUL follows.
SHORT_MAGIC: list[tuple[bytes, Code]] = [
    (b"MZ", Code.RUNS_CODE),
    (b"BM", Code.PICTURE),
    (b"ID3", Code.UNKNOWN),  # sound, as the next two are
    (b"fLaC", Code.UNKNOWN),
    (b"OggS", Code.UNKNOWN),
]
# Photos of newer phones; films have the same beginning and other names.
PHOTOS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
OPEN_DOCUMENT = b"opendocument.spreadsheet"
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
LHA = re.compile(rb"..-lh[0-7d]-", re.DOTALL)
MARKUP = re.compile(r"<(\?xml|!doctype|html|svg)", re.IGNORECASE)
# A title above a table may stand in brackets too: [g], [2026年].
JSON = re.compile(r'\{\s*["}]|\[\s*[\[{"]')


class Kind(StrEnum):
    """What a file holds. A ZIP is looked into before it is known."""

    TEXT = "TEXT"
    JSON_LINES = "JSON_LINES"
    JSON = "JSON"
    SPREADSHEET = "SPREADSHEET"
    PARQUET = "PARQUET"
    ZIP = "ZIP"
    IMAGES = "IMAGES"
    SOUNDS = "SOUNDS"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is. For texts, `encoding` is Python's name for it."""

    kind: Kind
    encoding: str = ""
    delimiter: str = ""


def identify(head: bytes) -> Identity:
    """Tell what a file is from its first 64 KiB.

    Raises: Refused, with what was found, unless it can be taken in.
    """
    if not head.strip():
        raise Refused(Code.EMPTY)
    if head.startswith(ZIP) and OPEN_DOCUMENT not in head:
        return Identity(Kind.ZIP)
    if head.startswith(PARQUET) and b"\x00" in head:
        return Identity(Kind.PARQUET)
    refuse_known(head)
    encoding = encoding_of(head)
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff").lstrip()
    if MARKUP.match(text):
        raise Refused(Code.MARKUP)
    if JSON.match(text):
        return Identity(_json_kind(text), encoding)
    return Identity(Kind.TEXT, encoding, delimiter_of(text))


def _json_kind(text: str) -> Kind:
    """Tell lines of JSON, each a row, from one JSON."""
    first, _end, rest = text.partition("\n")
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return Kind.JSON
    is_row = isinstance(row, dict) and rest.lstrip().startswith("{")
    return Kind.JSON_LINES if is_row else Kind.JSON


def refuse_known(head: bytes) -> None:
    """Refuse what is recognised and is not taken in. Raises: Refused."""
    is_binary = b"\x00" in head
    if head.startswith(ZIP):
        raise Refused(Code.SPREADSHEET if OPEN_DOCUMENT in head else Code.ARCHIVE)
    if is_binary and head.startswith(b"RIFF"):
        raise Refused(Code.PICTURE if head[8:12] == b"WEBP" else Code.UNKNOWN)
    if is_binary and head[4:8] == b"ftyp":
        raise Refused(Code.PICTURE if head[8:12] in PHOTOS else Code.UNKNOWN)
    if BZIP2.match(head) or (is_binary and (head[257:262] == b"ustar" or LHA.match(head))):
        raise Refused(Code.ARCHIVE)
    for magic, code in MAGIC + (SHORT_MAGIC if is_binary else []):
        if head.startswith(magic):
            raise Refused(code)


def encoding_of(head: bytes) -> str:
    """Tell in which of four encodings a text is: a mark at its start, UTF-8, then CP932.

    Raises: Refused, with the line, where it is none of them.
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head:
        raise Refused(Code.NUL, f"line {head[: head.index(0)].count(NEWLINE) + 1}")
    for encoding in ("utf-8", "cp932"):
        try:
            # Not final: the last letter of the head may be cut in two.
            codecs.getincrementaldecoder(encoding)().decode(head, final=False)
        except UnicodeDecodeError as error:
            readable = head[: error.start]
            if proves_utf8(readable.decode(encoding)):
                break
        else:
            return encoding
    raise Refused(Code.ENCODING, f"line {readable.count(NEWLINE) + 1}")


def proves_utf8(text: str) -> bool:
    """Tell whether a text that was read as UTF-8, up to where it broke, must have been that.

    Three bytes that make one letter, as in Japanese, are no accident; two may be half-width
    kana of CP932.
    """
    return max(text, default="") >= FIRST_OF_THREE_BYTES


def delimiter_of(text: str) -> str:
    """Find the delimiter that cuts most lines into the same number of cells, two at least.

    Without any it is a comma: a table may have one column.
    """
    lines = text.splitlines()[:50]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        width = max(set(widths), key=widths.count, default=1)
        return (widths.count(width) if width > 1 else 0, width)

    return max(DELIMITERS, key=agreement)
