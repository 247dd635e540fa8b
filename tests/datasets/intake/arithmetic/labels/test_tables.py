"""A table beside pictures and sounds."""

import pytest

from tests.datasets.archives import boxes_of, files_of, picture

# Label tables, sounds


def test_real_sounds_with_a_table_have_their_stretches(take, shared_file):
    rows, labels, account = take(files_of(shared_file("audio/loca_localization")))

    assert account["layout"] == "TABLE"
    assert len(rows) == 6
    assert {(row["format"], row["sample_rate"], row["channel_count"]) for row in rows.values()} == {
        ("WAV", 22_050, 1)
    }
    assert all(row["duration"] == pytest.approx(1, abs=0.01) for row in rows.values())
    stretches = {(each["path"], each["label"], each["start"], each["end"]) for each in labels}
    assert ("LOCA_2021_09_24_652_3.wav", "zeep", 0.2, 0.5) in stretches


def test_real_pictures_with_a_japanese_table_have_its_labels(take, shared_file):
    rows, _labels, account = take(files_of(shared_file("images/fukui_local_fish_ja")))

    assert account["layout"] == "TABLE"
    assert rows["images/1.jpg"]["label"] == "漁業・漁場"
    assert account["label_column"] == "label"


def test_a_table_in_cp932_with_boxes(take):
    rows = ("画像,xmin,ymin,xmax,ymax,病名", "1.jpg,1,2,11,22,さび病", "1.jpg,x,2,3,4,さび病")
    table = "\n".join([*rows, "9.jpg,1,2,3,4,a"])

    _rows, labels, account = take({"1.jpg": picture(1), "a.csv": table.encode("cp932")})

    assert boxes_of(labels) == {("1.jpg", "さび病", 1.0, 2.0, 10.0, 20.0)}
    assert account["lost_labels"] == {"BAD_LABEL": 1, "NO_FILE": 1}


def test_columns_of_flags_are_classes(take):
    table = "file,角斑病,さび病\n1.jpg,1,0\n2.jpg,1,1\n3.jpg,0,0\n"

    rows, labels, account = take({f"{n}.jpg": picture(n) for n in (1, 2, 3)} | {"a.csv": table})

    assert [(each["path"], each["label"]) for each in labels] == [
        ("1.jpg", "角斑病"), ("2.jpg", "角斑病"), ("2.jpg", "さび病"),
    ]  # fmt: skip
    assert rows["2.jpg"]["label"] is None
    assert account["lost_labels"] == {"BAD_LABEL": 1}


def test_a_text_that_is_no_table_is_passed_over(take):
    notes = {"notes.csv": b"\xff\xfe\x81", "notes.txt": "ただのメモ"}

    _rows, _labels, account = take({"a/1.jpg": picture(1), "b/2.jpg": picture(2)} | notes)

    assert (account["layout"], account["files_passed_over"]) == ("FOLDERS", 2)
