"""A file is known by its bytes; its name is never asked."""

import bz2
import codecs
import gzip
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from functools import partial

import numpy as np
import pytest

from datasets.intake.arithmetic.identity import HEAD_BYTES, Identity, Kind, identify
from marketplace.confinement.refusal import Code, Refused

# The first bytes of each format, as its specification gives them.
PICTURES = [
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    b"GIF89a\x08\x00\x08\x00",
    b"BM\xf6\x00\x00\x00\x00\x00\x00\x006\x00\x00\x00",
    b"RIFF\x1a\x00\x00\x00WEBPVP8L",
    b"II*\x00\x08\x00\x00\x00",
    b"MM\x00*\x00\x00\x00\x08",
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00",
]
SOUNDS_AND_FILMS = [
    b"RIFF\x24\x08\x00\x00WAVEfmt ",
    b"ID3\x04\x00\x00\x00\x00\x00\x17",
    b"fLaC\x00\x00\x00\x22",
    b"OggS\x00\x02\x00\x00",
    b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00",
]


def archive(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writing:
        for name in names:
            writing.writestr(name, "a,b\n1,2\n")
    return packed.getvalue()


def tar(name):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as writing:
        writing.addfile(tarfile.TarInfo(name))
    return packed.getvalue()


def array():
    written = io.BytesIO()
    np.save(written, np.arange(3))
    return written.getvalue()


def code_of(head):
    with pytest.raises(Refused) as refusal:
        identify(head)
    return refusal.value.code


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"", Code.EMPTY),
        (b" \r\n\t\n", Code.EMPTY),
        *((picture, Code.PICTURE) for picture in PICTURES),
        *((sound, Code.UNKNOWN) for sound in SOUNDS_AND_FILMS),
        (b"SQLite format 3\x00\x10\x00", Code.UNKNOWN),
        (b"!\x1e-lh5-\x00\x01", Code.ARCHIVE),
        (tar("table.csv"), Code.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Code.SPREADSHEET),
        *(
            (pack(b"a,b\n1,2\n"), Code.ARCHIVE)
            for pack in (partial(gzip.compress, mtime=0), bz2.compress, lzma.compress)
        ),
        *((pickle.dumps([1], protocol), Code.RUNS_CODE) for protocol in (2, 3, 4, 5)),
        (array(), Code.RUNS_CODE),
        (b"\x89HDF\r\n\x1a\n", Code.RUNS_CODE),
        (b"\x7fELF\x02\x01\x01", Code.RUNS_CODE),
        (b"MZ\x90\x00\x03\x00", Code.RUNS_CODE),
        (b"#!/bin/sh\nrm -r .\n", Code.RUNS_CODE),
        (b"%PDF-1.7\n", Code.UNKNOWN),
        (b"<svg xmlns='x'><script/></svg>", Code.MARKUP),
        (b"\n <!DOCTYPE html><table>", Code.MARKUP),
        ("<?xml version='1.0'?>".encode("utf-16"), Code.MARKUP),
        (b"a,b\n1,\x00\n", Code.NUL),
        ("a,b\ncafé,1\n".encode("latin-1"), Code.ENCODING),
    ],
    ids=lambda given: given if isinstance(given, str) else repr(given[:12]),
)
def test_what_is_no_table_in_text_is_refused_by_its_content(head, code):
    assert code_of(head) == code


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (archive("table.csv"), Kind.ZIP),
        (archive("[Content_Types].xml", "xl/workbook.xml"), Kind.ZIP),
        (b"PAR1\x15\x00\x15\x10", Kind.PARQUET),
        (b'{"rows": [1, 2]}', Kind.JSON),
        (json.dumps([{"a": 1}]).encode("utf-8-sig"), Kind.JSON),
        (b'{"a": 1}\n{"a": 2}\n', Kind.JSON_LINES),
        (b'{\n"a": 1}\n', Kind.JSON),
        (b"a,b\n1,2\n", Kind.TEXT),
    ],
)
def test_what_can_be_taken_in_is_known_by_its_first_bytes(head, kind):
    assert identify(head).kind == kind


@pytest.mark.parametrize(
    "name", ["BMI", "MZ", "PAR1", "GIF8", "BZh", "MATLAB", "ID3", "RIFF", "1234ftyp"]
)
def test_a_column_whose_name_begins_like_a_magic_is_still_a_column(name):
    assert identify(f"{name},b\n1,2\n".encode()) == Identity(Kind.TEXT, "utf-8", ",")


@pytest.mark.parametrize("title", ["[2026年 糖度]", "{memo}", "[1] 4月"])
def test_a_title_in_brackets_is_no_json(title):
    assert identify(f"{title}\n品種,糖度\n苺,9\n".encode()).delimiter == ","


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_four_encodings_of_farm_tables_are_told_apart(encoding, found):
    assert identify("品種,糖度\nとちおとめ,9.5\n".encode(encoding)).encoding == found


def test_a_big_endian_mark_is_known_too():
    text = codecs.BOM_UTF16_BE + "品種,糖度\n".encode("utf-16-be")

    assert identify(text).encoding == "utf-16"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_letter_cut_at_the_heads_end_is_no_fault(encoding, shift):
    text = "a" * shift + ",品種\n" + "苺" * HEAD_BYTES

    assert identify(text.encode(encoding)[:HEAD_BYTES]).encoding == encoding


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_on_which_the_lines_agree(delimiter):
    rows = [["name", "note"], ["苺", "sweet, red; small"], ["梨", "large"], ["桃", "soft"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)

    assert identify(text.encode()).delimiter == delimiter


def test_a_table_of_one_column_has_a_comma():
    assert identify(b"weight\n1.5\n2.5\n").delimiter == ","


def test_japanese_that_is_utf_8_but_for_one_letter_is_not_taken_for_cp932():
    """CP932 has a meaning for all of these bytes, and none that anybody wrote."""
    broken = "品種,糖度\n苺,9.5\n".encode() + "梨".encode()[:2] + b",8\n"

    with pytest.raises(Refused) as refusal:
        identify(broken)

    assert (refusal.value.code, refusal.value.where) == (Code.ENCODING, "line 3")


def test_a_nul_says_where_it_is():
    with pytest.raises(Refused) as refusal:
        identify(b"a,b\n1,\x00\n")

    assert refusal.value.where == "line 2"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("messy/converted_html_named_jpg.jpg", Code.MARKUP),
        ("messy/converted_truncated_leaf.jpg", Code.PICTURE),
        ("messy/made_huge_30000x30000_1bit.png", Code.PICTURE),
        ("audio/birds_10s.wav", Code.UNKNOWN),
    ],
)
def test_real_files_that_are_no_tables_are_refused(shared_file, name, code):
    with shared_file(name).open("rb") as file:
        assert code_of(file.read(HEAD_BYTES)) == code
