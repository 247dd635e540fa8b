"""COCO: counted as its own tool counts."""

import json

from pycocotools.coco import COCO

from marketplace.confinement.refusal import Code
from tests.datasets.archives import boxes_of, files_of, picture, with_position

# COCO


def test_a_real_coco_counts_as_its_own_tool_does(take, shared_file):
    folder = shared_file("images/fruits_nuts_coco")

    rows, labels, account = take(files_of(folder))

    oracle = COCO(folder / "annotations.json")
    names = {each["id"]: each["file_name"] for each in oracle.dataset["images"]}
    kinds = {each["id"]: each["name"] for each in oracle.dataset["categories"]}
    assert len(rows) == len(oracle.imgs) == 18
    assert account["labels_in"] == account["labels_out"] == len(oracle.anns)
    assert boxes_of(labels) == {
        (f"images/{names[a['image_id']]}", kinds[a["category_id"]], *map(float, a["bbox"]))
        for a in oracle.anns.values()
    }
    assert [json.loads(each["outline"]) for each in labels if each["outline"]]


COCO_FILE = {
    "images": [{"id": n, "file_name": f"{n}.jpg", "width": 48, "height": 32} for n in range(3)],
    "categories": [{"id": 1, "name": "実"}],
    "annotations": [{"id": 5, "image_id": 0, "category_id": 1, "bbox": [1, 2, 3, 4]}],
}


def coco(**changes):
    members = {f"images/{n}.jpg": picture(n) for n in range(3)}
    return members | {"instances_train.json": json.dumps(COCO_FILE | changes)}


def test_a_picture_with_nothing_on_it_is_a_negative_and_kept(take):
    rows, labels, account = take(coco() | {"images/9.jpg": picture(9)})

    assert account["negatives"] == 2
    assert account["unlabelled"] == 1
    assert (rows["images/1.jpg"]["is_negative"], rows["images/1.jpg"]["label_count"]) == (True, 0)
    assert (rows["images/9.jpg"]["is_negative"], rows["images/9.jpg"]["label_count"]) == (
        False,
        None,
    )
    assert len(labels) == 1
    assert rows["images/0.jpg"]["split"] == "train"


def test_labels_that_cannot_be_used_are_counted_by_why(take):
    wrong = [
        {"id": 1, "image_id": 0, "category_id": 7, "bbox": [1, 2, 3, 4]},
        {"id": 2, "image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4]},
        {"id": 3, "image_id": 0, "category_id": 1, "bbox": [1, 2, -3, 4]},
        {"id": 4, "image_id": 0, "category_id": 1, "bbox": "x"},
        {"id": 5, "image_id": 0, "category_id": 1, "bbox": [1, 2, 3, 4]},
    ]
    gone = [*COCO_FILE["images"], {"id": 4, "file_name": "gone.jpg"}]

    _rows, labels, account = take(coco(annotations=wrong, images=gone))

    assert (account["labels_in"], account["labels_out"], len(labels)) == (5, 1, 1)
    assert account["lost_labels"] == {"BAD_LABEL": 4, "NO_FILE": 1}


def test_labels_drawn_before_a_picture_was_turned_turn_with_it(take):
    """The mark in the upper left corner of what lies on its side is upper right upright."""
    members = coco() | {"images/0.jpg": with_position(orientation=6)}

    rows, labels, _account = take(members)

    assert (rows["images/0.jpg"]["width"], rows["images/0.jpg"]["height"]) == (32, 48)
    assert boxes_of(labels) == {("images/0.jpg", "実", 26.0, 1.0, 4.0, 3.0)}


def test_a_json_too_deep_is_refused(refusal_of):
    deep = "[" * 100_000 + "]" * 100_000

    assert refusal_of(coco() | {"instances_train.json": f'{{"x": {deep}}}'})[0] == Code.DEEP


def test_a_json_cut_short_is_refused(refusal_of):
    cut = json.dumps(COCO_FILE)[:-20]

    assert refusal_of(coco() | {"instances_train.json": cut})[0] == Code.JSON
