"""Pictures and sounds with their labels, in each shape that tools write."""

import json
import math

import pyarrow.parquet as pq
import pytest
from pycocotools.coco import COCO

from datasets.intake.arithmetic.layouts import look
from datasets.intake.arithmetic.media import gather
from marketplace.confinement.refusal import Code, Refused
from tests.datasets.archives import folders, packed, picture, with_position


@pytest.fixture
def take(tmp_path):
    """Take an archive apart: `rows, labels, account = take({"a/1.jpg": …})`."""

    def gather_all(members):
        source = tmp_path / "source.zip"
        if isinstance(members, bytes):
            source.write_bytes(members)
        else:
            packed(members, source)
        found = look({"source": str(source)}, report=lambda _share: None)
        request = {"source": str(source), "target": str(tmp_path), "contributor": "sato"}
        account = gather(request, report=lambda _share: None)
        assert account["layout"] == found["layout"]
        rows = pq.read_table(tmp_path / "manifest.parquet").to_pylist()
        labels = pq.read_table(tmp_path / "annotations.parquet").to_pylist()
        return {row["path"]: row for row in rows}, labels, account

    return gather_all


@pytest.fixture
def refusal_of(take):
    def refuse(members):
        with pytest.raises(Refused) as refusal:
            take(members)
        return refusal.value.code, refusal.value.where

    return refuse


def boxes_of(labels):
    return {
        (each["path"], each["label"], each["x"], each["y"], each["width"], each["height"])
        for each in labels
    }


def files_of(folder, under=""):
    return {
        f"{under}{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


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
    assert str(rows["a/1.jpg"]["taken_on"]) == "2026-05-04"
    assert not any(b"Exif" in path.read_bytes() for path in (tmp_path / "media").iterdir())


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


# Pascal VOC

VOC = """<annotation><filename>1.jpg</filename><size><width>48</width><height>32</height></size>
{}</annotation>"""
OBJECT = """<object><name>木</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>11</xmax>
<ymax>22</ymax></bndbox></object>"""


def test_real_voc_counts_its_objects(take, shared_file):
    members = files_of(shared_file("images/neon_trees_voc"))

    rows, labels, account = take(
        {name: c for name, c in members.items() if not name.endswith("csv")}
    )

    written = members["Annotations/OSBS_029.xml"].count(b"<object>")
    assert (account["layout"], len(rows)) == ("VOC", 1)
    assert len(labels) == account["labels_out"] == written
    assert ("JPEGImages/OSBS_029.png", "Tree", 203.0, 67.0, 24.0, 23.0) in boxes_of(labels)


def test_weeds_in_two_folders_find_their_pictures(take, shared_file):
    rows, labels, account = take(files_of(shared_file("images/weedai_plot_voc")))

    assert (account["layout"], len(rows), account["lost_labels"]) == ("VOC", 2, {})
    assert labels


def test_voc_without_objects_is_a_negative(take):
    members = {"1.jpg": picture(1), "1.xml": VOC.format(OBJECT)}

    rows, labels, _account = take(members | {"2.jpg": picture(2), "2.xml": VOC.format("")})

    assert boxes_of(labels) == {("1.jpg", "木", 1.0, 2.0, 10.0, 20.0)}
    assert rows["2.jpg"]["is_negative"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
    ],
    ids=["a file", "a billion laughs", "an address"],
)
def test_entities_are_refused(refusal_of, head):
    members = {"1.jpg": picture(1), "1.xml": head + VOC.format(OBJECT)}

    assert refusal_of(members) == (Code.MARKUP, "1.xml")


# Label Studio


def test_real_label_studio_boxes_are_those_of_the_voc_it_was_made_from(take, shared_file):
    task = shared_file("images/label_studio/OSBS_029_label_studio.json").read_bytes()
    image = shared_file("images/neon_trees_voc/JPEGImages/OSBS_029.png").read_bytes()

    rows, labels, account = take({"tasks.json": task, "upload/OSBS_029.png": image})

    written = json.loads(task)[0]["annotations"][0]["result"]
    assert (account["layout"], len(rows)) == ("LABEL_STUDIO", 1)
    assert len(labels) == account["labels_in"] == len(written)
    assert ("upload/OSBS_029.png", "Tree", 203.0, 67.0, 24.0, 23.0) in boxes_of(labels)
    assert {each["annotator"] for each in labels} == {"1"}


def task(name, *results, **annotation):
    return {
        "data": {"image": f"http://127.0.0.1:9/upload/1/0a1b2c3d-{name}"},
        "annotations": [{"completed_by": {"id": 4}, "result": list(results)} | annotation],
    }


def result(kind, value, size=(48, 32)):
    return {
        "id": "r",
        "type": kind,
        "original_width": size[0],
        "original_height": size[1],
        "value": value,
    }


def test_label_studio_keeps_negatives_and_fetches_nothing(take):
    box = {"x": 25, "y": 50, "width": 50, "height": 25, "rectanglelabels": ["病斑"]}
    corners = {"points": [[0, 0], [50, 0], [50, 100]], "polygonlabels": ["葉"]}
    tasks = [
        task("0.jpg", result("rectanglelabels", box), result("polygonlabels", corners)),
        task("1.jpg"),
        task("2.jpg", result("choices", {"choices": ["健全"]})),
        task("3.jpg", result("rectanglelabels", box), was_cancelled=True),
        task("gone.jpg", result("rectanglelabels", box)),
        task("4.jpg", result("brushlabels", {"rle": [1]}), result("rectanglelabels", {"x": 1})),
        "nonsense",
    ]
    members = {f"{n}.jpg": picture(n) for n in range(5)}

    rows, labels, account = take(members | {"tasks.json": json.dumps(tasks)})

    assert boxes_of(labels) == {
        ("0.jpg", "病斑", 12.0, 16.0, 24.0, 8.0),
        ("0.jpg", "葉", 0.0, 0.0, 24.0, 32.0),
        ("2.jpg", "健全", None, None, None, None),
    }
    assert rows["1.jpg"]["is_negative"]
    assert rows["3.jpg"]["label_count"] is None
    assert account["lost_labels"] == {"NO_FILE": 1, "BAD_LABEL": 3}


def test_a_box_that_was_turned_becomes_the_box_around_it(take):
    value = {"x": 50, "y": 50, "width": 25, "height": 25, "rotation": 90}
    tasks = [task("0.jpg", result("rectanglelabels", value | {"rectanglelabels": ["a"]}))]

    _rows, labels, _account = take({"0.jpg": picture(0), "t.json": json.dumps(tasks)})

    (box,) = [[round(side, 6) for side in each[2:]] for each in boxes_of(labels)]
    assert box == [16.0, 16.0, 8.0, 12.0]


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
