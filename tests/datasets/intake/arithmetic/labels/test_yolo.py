"""YOLO: a text beside each picture."""

import math

import pytest
from pycocotools.coco import COCO

from tests.datasets.archives import boxes_of, picture

# YOLO


def test_a_real_yolo_has_the_boxes_of_the_coco_it_was_made_from(take, shared_file):
    rows, labels, account = take(shared_file("images/yolo/fruits_nuts_yolo.zip").read_bytes())

    oracle = COCO(shared_file("images/fruits_nuts_coco/annotations.json"))
    assert account["layout"] == "YOLO"
    assert len(rows) == 18
    assert len(labels) == len(oracle.anns)
    assert {row["split"] for row in rows.values()} == {"train", "validation"}
    by_label = dict.fromkeys(("date", "fig", "hazelnut"), 0)
    for each in oracle.anns.values():
        by_label[oracle.cats[each["category_id"]]["name"]] += 1
    assert account["classes"] == by_label
    # Its pictures are half as wide and high.
    area = 4 * sum(each["width"] * each["height"] for each in labels)
    assert area == pytest.approx(
        sum(math.prod(a["bbox"][2:]) for a in oracle.anns.values()), rel=1e-3
    )


def test_yolo_lines_are_read_and_an_empty_text_is_a_negative(take):
    members = {f"images/{n}.jpg": picture(n) for n in range(4)} | {
        "labels/0.txt": "0 0.5 0.5 0.25 0.5\n1 0 0 1 0 1 1\n",
        "labels/1.txt": "",
        "labels/2.txt": "0 0.5 0.5 2 0.5\nx\n0 0.5 0.5 0.5\n",
        "classes.txt": "葉\n実\n",
    }

    rows, labels, account = take(members)

    assert boxes_of(labels) == {
        ("images/0.jpg", "葉", 18.0, 8.0, 12.0, 16.0),
        ("images/0.jpg", "実", 0.0, 0.0, 48.0, 32.0),
    }
    assert rows["images/1.jpg"]["is_negative"]
    assert rows["images/3.jpg"]["is_negative"]
    assert (account["labels_in"], account["lost_labels"]) == (5, {"BAD_LABEL": 3})


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("data.yaml", "names: [葉, 実]", "実"),
        ("data.yaml", "names: {0: 葉, 1: 実}", "実"),
        ("data.yaml", "names: [", "class 1"),
        ("data.yaml", "- a", "class 1"),
        ("readme.md", "x", "class 1"),
    ],
)
def test_names_of_yolo_classes_are_found_or_made(take, name, content, label):
    members = {"images/1.jpg": picture(1), "labels/1.txt": "1 0.5 0.5 0.5 0.5\n", name: content}

    _rows, labels, _account = take(members)

    assert [each["label"] for each in labels] == [label]


def test_of_two_files_with_one_name_the_labels_mean_the_one_beside_them(take):
    members = {f"{farm}/images/1.jpg": picture(n) for n, farm in enumerate("ab")}
    members |= {"b/labels/1.txt": "0 0.5 0.5 0.5 0.5\n", "a/labels/1.txt": ""}

    rows, labels, _account = take(members)

    assert [each["path"] for each in labels] == ["b/images/1.jpg"]
    assert rows["a/images/1.jpg"]["is_negative"]
