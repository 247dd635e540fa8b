"""Folders of pictures: their names are the labels."""

from marketplace.confinement.refusal import Code
from tests.datasets.archives import files_of, folders, picture, with_position

# Folders


def test_a_folder_for_each_class_makes_a_label_column(take):
    rows, labels, account = take(folders())

    assert {row["label"] for row in rows.values()} == {"病気", "健全"}
    assert len(labels) == account["labels_in"] == account["labels_out"] == 6
    assert account["label_column"] == "label"
    assert account["classes"] == {"病気": 3, "健全": 3}
    assert {row["contributor"] for row in rows.values()} == {"sato"}


def test_a_real_image_folder_keeps_every_picture(take, shared_file):
    rows, _labels, account = take(files_of(shared_file("images/bean_leaf_imagefolder")))

    assert set(account["classes"]) == {"angular_leaf_spot", "bean_rust", "healthy"}
    assert account["media_in"] == account["media_out"] == len(rows)
    assert {(row["width"], row["height"]) for row in rows.values()} == {(320, 320)}


def test_splits_are_read_off_folders(take):
    names = ("train/a/1.jpg", "val/a/2.jpg", "test/b/3.jpg", "b/4.jpg")

    rows, _labels, _account = take({name: picture(n) for n, name in enumerate(names)})

    assert [rows[name]["split"] for name in names] == ["train", "validation", "test", None]
    assert [rows[name]["label"] for name in names] == ["a", "a", "b", "b"]


def test_names_in_cp932_become_labels(take, shared_file):
    rows, _labels, account = take(shared_file("messy/converted_cp932_filenames.zip").read_bytes())

    assert account["names_encoding"] == "cp932"
    assert account["classes"] == {"角斑病": 3, "さび病": 2, "健全": 1}
    assert len(rows) == 6


def test_a_broken_picture_is_left_out_and_named(take):
    members = {f"{name}/{n}.jpg": picture(n) for n, name in enumerate("abab")}

    rows, labels, account = take(members | {"a/bad.jpg": picture(9)[:300], "a/page.jpg": b"<html>"})

    assert account["dropped_files"] == [{"name": "a/bad.jpg", "why": "DAMAGED"}]
    assert (account["files_in"], account["files_passed_over"]) == (6, 1)
    assert (account["media_in"], account["media_out"], len(rows), len(labels)) == (5, 4, 4, 4)
    assert account["lost_labels"] == {"NO_FILE": 1}


def test_nothing_that_says_what_they_show_refuses_the_pictures(refusal_of):
    assert refusal_of({"DCIM/1.jpg": picture(1), "DCIM/2.jpg": picture(2)})[0] == Code.NO_LABELS


def test_an_archive_without_pictures_is_refused(refusal_of):
    assert refusal_of({"table.csv": "a,b\n1,2\n"})[0] == Code.ARCHIVE


def test_pictures_that_are_all_broken_are_refused_by_name(refusal_of):
    broken = {f"{name}/1.jpg": picture(1)[:200] for name in "ab"}

    assert refusal_of(broken) == (Code.DAMAGED, "a/1.jpg")


def test_files_lie_under_the_hash_of_what_others_may_have(take, tmp_path):
    rows, _labels, _account = take({"a/1.jpg": with_position(), "b/2.jpg": picture(2)})

    lying = {path.name for path in (tmp_path / "media").iterdir()}
    assert lying == {f"{row['sha256']}.jpg" for row in rows.values()}
    assert rows["a/1.jpg"]["taken_in"] == "2026-Q2"
    assert not any(b"Exif" in path.read_bytes() for path in (tmp_path / "media").iterdir())
