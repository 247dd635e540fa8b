"""Whatever a zip claims, nothing is believed and nothing is extracted."""

import io
import struct
import zipfile

import pytest

from datasets.intake.arithmetic import archives
from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.layouts import look
from marketplace.confinement.refusal import Code, Refused
from tests.datasets.archives import packed, picture

PNG = picture(1, form="PNG")


def refusal_of(path, read=""):
    with pytest.raises(Refused) as refusal, Archive.open(path) as archive:
        archive.read(read)
    return refusal.value.code, refusal.value.where


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/evil.txt",
        "C:/evil.txt",
        "a\\evil.txt",
        "a/./evil.txt",
        "a//evil.txt",
        "a\nb.txt",
        "long/" + "x" * 600,
    ],
)
def test_a_name_that_leads_elsewhere_refuses_the_archive(tmp_path, name):
    path = packed({"fine.txt": "x", name: "evil"}, tmp_path / "a.zip")

    assert refusal_of(path)[0] == Code.UNSAFE_NAME


def test_a_name_with_a_nul_refuses_the_archive(tmp_path):
    path = packed({"evilXtxt": "evil"}, tmp_path / "a.zip")
    path.write_bytes(path.read_bytes().replace(b"evilXtxt", b"evil\x00txt"))

    assert refusal_of(path)[0] == Code.UNSAFE_NAME


@pytest.mark.parametrize("twins", [("a.jpg", "A.JPG"), ("が.jpg", "か\u3099.jpg")])
def test_two_names_that_a_disk_would_take_for_one_refuse_the_archive(tmp_path, twins):
    path = packed(dict.fromkeys(twins, "x"), tmp_path / "a.zip")

    assert refusal_of(path)[0] == Code.UNSAFE_NAME


def test_a_link_refuses_the_archive(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    path = packed({link: "/etc/passwd"}, tmp_path / "a.zip")

    assert refusal_of(path) == (Code.UNSAFE_NAME, "link")


def test_a_bomb_is_noticed_while_it_goes_off(tmp_path):
    path = packed({"zeros.bin": bytes(50_000_000)}, tmp_path / "a.zip")

    with pytest.raises(Refused) as refusal, Archive.open(path) as archive:
        list(archive.pieces("zeros.bin"))

    assert refusal.value.code == Code.BOMB
    assert archive.read_bytes < 6 * 1024**2


def test_a_text_may_be_denser_than_a_picture_but_not_without_end(tmp_path):
    rows = "".join(f"{n % 977},{n % 13}\n" for n in range(400_000))
    path = packed({"rows.txt": rows, "zeros.txt": "0" * 50_000_000}, tmp_path / "a.zip")

    with Archive.open(path) as archive:
        assert archive.read("rows.txt") == rows.encode()
    assert refusal_of(path, "zeros.txt") == (Code.BOMB, "zeros.txt")


def test_a_header_that_lies_about_a_size_is_not_believed(tmp_path):
    path = packed({"a.bin": bytes(range(256)) * 40}, tmp_path / "a.zip")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(struct.pack("<I", 10_240), struct.pack("<I", 100)))

    assert refusal_of(path, "a.bin") == (Code.DAMAGED, "a.bin")


def test_limits_hold_for_one_member_for_all_and_for_their_number(tmp_path, monkeypatch):
    path = packed({"a": picture(1), "b": picture(2)}, tmp_path / "a.zip")
    with pytest.raises(Refused, match="BOMB"), Archive.open(path) as archive:
        archive.read("a", most=100)

    monkeypatch.setattr(archives, "MOST_BYTES", len(picture(1)) + 10)
    with Archive.open(path) as archive:
        archive.read("a")
        with pytest.raises(Refused, match="BOMB"):
            archive.read("b")

    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    assert refusal_of(path) == (Code.MANY_FILES, "2")


def test_an_archive_in_an_archive_is_refused(tmp_path):
    path = packed({"inner.zip": packed({"a": "x"})}, tmp_path / "a.zip")

    with pytest.raises(Refused, match="NESTED"), Archive.open(path) as archive:
        archive.head("inner.zip")


def test_a_locked_archive_is_refused_with_a_word_about_it(tmp_path):
    path = packed({"a.txt": "x"}, tmp_path / "a.zip")
    whole = bytearray(path.read_bytes())
    place = whole.index(b"PK\x01\x02")
    whole[place + 8] |= 1
    path.write_bytes(whole)

    assert refusal_of(path) == (Code.LOCKED, "a.txt")


def test_names_without_a_flag_are_read_as_cp932_and_it_is_reported(tmp_path, shared_file):
    """ソ and 表 hold the byte 0x5C, which is no backslash there."""
    name = "ソ表能/写真.jpg"
    raw = name.encode("cp932")
    path = packed({"x" * len(raw): PNG}, tmp_path / "a.zip")
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))

    with Archive.open(path) as archive:
        assert (list(archive.members), archive.names_encoding) == ([name], "cp932")
    with Archive.open(shared_file("messy/converted_cp932_filenames.zip")) as archive:
        assert {each.split("/")[1] for each in archive.members} == {"角斑病", "さび病", "健全"}


def test_what_systems_leave_behind_is_not_seen(tmp_path):
    members = {"__MACOSX/a/._1.jpg": "x", "a/.DS_Store": "x", "a/Thumbs.db": "x", "a/1.jpg": "x"}

    with Archive.open(packed(members, tmp_path / "a.zip")) as archive:
        assert list(archive.members) == ["a/1.jpg"]


def test_a_member_can_be_read_in_any_pieces(tmp_path):
    content = bytes(range(256)) * 3_000

    path = packed({"a": content}, tmp_path / "a.zip")
    with Archive.open(path) as archive, archive.stream("a") as stream:
        read = [stream.read(1), stream.read(500_000), stream.read(), stream.read(10)]

    assert b"".join(read) == content


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("converted_zip_slip.zip", Code.UNSAFE_NAME),
        ("converted_truncated.zip", Code.DAMAGED),
    ],
)
def test_real_hostile_archives_are_refused(shared_file, name, code):
    assert refusal_of(shared_file(f"messy/{name}"))[0] == code


@pytest.mark.parametrize(
    "magic",
    [
        b"\x80\x04\x95",
        b"\x93NUMPY",
        b"\x89HDF\r\n",
        b"MATLAB 5.0 MAT-file",
        b"\x7fELF",
        b"#!/bin/sh",
    ],
)
def test_one_member_that_could_run_code_refuses_all(tmp_path, magic):
    members = {"a/1.png": PNG, "b/2.png": PNG, "model.bin": magic + bytes(40)}

    with pytest.raises(Refused) as refusal:
        look({"source": packed(members, tmp_path / "a.zip")}, report=lambda _share: None)

    assert (refusal.value.code, refusal.value.where) == (Code.RUNS_CODE, "model.bin")


def test_half_an_archive_is_damaged(tmp_path):
    whole = packed({"a": PNG})
    path = tmp_path / "a.zip"
    path.write_bytes(whole[: len(whole) // 2])

    assert refusal_of(path)[0] == Code.DAMAGED
    assert not zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
