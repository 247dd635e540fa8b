"""What one takes along opens anywhere, and starts no formula."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from marketplace.belongings.arithmetic.archive import as_csv, write_archive

ROWS = [
    {"title": "いちごの見回り", "rungs": [8000, 15000], "at": datetime(2026, 5, 4, tzinfo=UTC)},
    {"title": None, "cap": 24_000},
]


def test_each_table_is_there_twice_and_files_beside_them(tmp_path):
    there = tmp_path / "photo"
    there.write_bytes(b"picture")
    files = [("photos/1", there), ("photos/2", tmp_path / "gone")]

    write_archive(tmp_path / "all.zip", {"needs": ROWS}, files, "読んでください")

    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["README.txt", "needs.json", "needs.csv", "photos/1"]
        assert json.loads(archive.read("needs.json"))[0]["rungs"] == [8000, 15000]
        rows = list(csv.DictReader(io.StringIO(archive.read("needs.csv").decode("utf-8-sig"))))
    assert rows[0]["rungs"] == "[8000, 15000]"
    assert rows[1] == {"title": "", "rungs": "", "at": "", "cap": "24000"}


@pytest.mark.parametrize("sign", list("=+-@\t\r"))
def test_a_text_never_becomes_a_formula_and_a_number_stays(sign):
    assert f"'{sign}cmd" in as_csv([{"note": f"{sign}cmd"}])
    assert "-5" in as_csv([{"difference": -5}])
    assert "'-5" not in as_csv([{"difference": -5}])


def test_an_empty_table_is_an_empty_file():
    assert as_csv([]).strip("\ufeff\r\n") == ""
