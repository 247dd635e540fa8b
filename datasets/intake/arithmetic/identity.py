"""What a file really is, by its first bytes and never by its name."""

import codecs
import csv
import re
from dataclasses import dataclass

from datasets.intake.arithmetic.refusal import Code, Refused

HEAD_BYTES = 64 * 1024
DELIMITERS = ",\t;"

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
    (b"%PDF", Code.UNKNOWN),
]
# A column may be called BMI or PAR1 as well: these count only where a NUL follows.
SHORT_MAGIC: list[tuple[bytes, Code]] = [
    (b"MZ", Code.RUNS_CODE),
    (b"BM", Code.PICTURE),
    (b"PAR1", Code.PARQUET),
]
BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
MARKUP = ("<?xml", "<!doctype", "<html", "<svg")


@dataclass(frozen=True, slots=True)
class Identity:
    """A table of text. `encoding` is Python's name for it."""

    encoding: str
    delimiter: str


def identify(head: bytes) -> Identity:
    """Tell what a file is from its first 64 KiB.

    Raises: Refused, with what was found, unless it is a table in text.
    """
    if not head.strip():
        raise Refused(Code.EMPTY)
    refuse_known(head)
    encoding = encoding_of(head)
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff").lstrip()
    if text.lower().startswith(MARKUP):
        raise Refused(Code.MARKUP)
    if text.startswith(("{", "[")):
        raise Refused(Code.JSON)
    return Identity(encoding, delimiter_of(text))


def refuse_known(head: bytes) -> None:
    """Refuse what is recognised and is no table in text. Raises: Refused."""
    if head.startswith(b"PK\x03\x04"):
        is_spreadsheet = b"xl/" in head or b"[Content_Types].xml" in head
        raise Refused(Code.SPREADSHEET if is_spreadsheet else Code.ARCHIVE)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise Refused(Code.PICTURE)
    if BZIP2.match(head):
        raise Refused(Code.ARCHIVE)
    for magic, code in MAGIC + (SHORT_MAGIC if b"\x00" in head else []):
        if head.startswith(magic):
            raise Refused(code)


def encoding_of(head: bytes) -> str:
    """Tell in which of four encodings a text is: a mark at its start, UTF-8, then CP932.

    Raises: Refused where it is none of them.
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head:
        raise Refused(Code.NUL, f"byte {head.index(0) + 1}")
    for encoding in ("utf-8", "cp932"):
        try:
            # Not final: the last letter of the head may be cut in two.
            codecs.getincrementaldecoder(encoding)().decode(head, final=False)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(Code.ENCODING)


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
