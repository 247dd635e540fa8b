"""What is written for other tools is read back as it was, by them and by ourselves."""

import csv
import io
import json
import warnings
import zipfile
from importlib import import_module
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from pycocotools.coco import COCO

from datasets.library.arithmetic.exports import DoesNotFit, Shape, check_fit, export, listing
from tests.datasets.archives import files_of, picture

BOXES = [Shape.COCO, Shape.YOLO, Shape.VOC, Shape.LABEL_STUDIO, Shape.CSV]
# Two files of one name, one in a split of its own; a negative; and one that nobody looked at.
PICTURES = {
    "a/1.jpg": picture(1),
    "b/1.jpg": picture(2),
    "test/b/2.png": picture(3, form="PNG"),
    "1-1.jpg": picture(4),
    "nobody.jpg": picture(5),
}
ANNOTATIONS = [
    {"id": 1, "image_id": 0, "category_id": 1, "bbox": [1, 2, 3, 4]},
    {"id": 2, "image_id": 0, "category_id": 2, "bbox": [0.1, 0.2, 1 / 3, 10.7]},
    {"id": 3, "image_id": 1, "category_id": 2, "bbox": [40.5, 20, 7.5, 12]},
    {"id": 4, "image_id": 2, "category_id": 1, "bbox": [1e-7, 0, 48, 32]},
]
COCO_FILE = {
    "images": [
        {"id": key, "file_name": name, "width": 48, "height": 32}
        for key, name in enumerate(list(PICTURES)[:4])
    ],
    "categories": [{"id": 1, "name": "実: <赤>"}, {"id": 2, "name": '"葉"'}],
    "annotations": ANNOTATIONS,
}
MEMBERS = PICTURES | {"coco.json": json.dumps(COCO_FILE)}


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


# Our own reading


@pytest.mark.parametrize("shape", BOXES)
def test_boxes_negatives_and_splits_are_read_back_as_they_were(written, take_in, read_back, shape):
    content = written(MEMBERS, shape)

    take_in(content, "again")

    before, boxes, _labels = read_back("once")
    after, boxes_after, _labels = read_back("again")
    if shape in {Shape.YOLO, Shape.VOC}:
        # These would call a file that nobody looked at a negative: it is left out and counted.
        before = {key: row for key, row in before.items() if row[2] is not None}
        account = json.loads(opened(content).read("account.json"))
        assert account["left_out"]["unlabelled_files"] == 1
        assert account["negatives"] == 1
    assert after == before
    assert boxes_after == boxes


@pytest.mark.parametrize("shape", [Shape.COCO, Shape.LABEL_STUDIO])
def test_outlines_and_who_drew_them_are_kept(written, take_in, read_back, shape):
    outline = {"segmentation": [[1.0, 2.0, 4.0, 2.0, 4.0, 6.0]], "bbox": [1, 2, 3, 4]}
    coco = COCO_FILE | {"annotations": [ANNOTATIONS[0] | outline]}

    take_in(written(PICTURES | {"c.json": json.dumps(coco)}, shape), "again")

    (label,) = read_back("again")[2]
    points = json.loads(label["outline"])[0]
    assert points == pytest.approx(outline["segmentation"][0])
    assert [label[side] for side in ("x", "y", "width", "height")] == pytest.approx([1, 2, 3, 4])


@pytest.mark.parametrize("shape", [Shape.COCO, Shape.LABEL_STUDIO, Shape.CSV])
def test_labels_of_whole_pictures_are_read_back(written, take_in, read_back, shape):
    members = {f"葉/{name}/{n}.jpg": picture(n) for n, name in enumerate(["病気", "健全"] * 2)}

    take_in(written(members, shape), "again")

    assert read_back("again")[:2] == read_back("once")[:2]


@pytest.mark.parametrize("shape", [Shape.LABEL_STUDIO, Shape.CSV])
def test_stretches_of_sounds_are_read_back(written, take_in, read_back, shared_file, shape):
    folder = shared_file("audio")
    names = sorted(path for path in folder.rglob("*") if path.suffix in {".wav", ".flac"})[:2]
    rows = [f"{path.name},{n}.25,{n}.75,せき\r\n" for path in names for n in range(2)]
    members = {path.name: path.read_bytes() for path in names}
    members["labels.csv"] = "file,start,end,label\r\n" + "".join(rows)

    take_in(written(members, shape), "again")

    files, stretches, _labels = read_back("again")
    assert (files, stretches) == read_back("once")[:2]
    assert len(stretches) == 4


def test_annotators_stay_with_what_they_said(written, take_in, read_back):
    result = {
        "type": "choices",
        "id": "r",
        "from_name": "x",
        "to_name": "image",
        "value": {"choices": ["病気"]},
    }
    said = [{"completed_by": who, "result": [result]} for who in (3, 8)]
    tasks = json.dumps([{"data": {"image": "1.jpg"}, "annotations": said}])

    take_in(written({"1.jpg": picture(1), "t.json": tasks}, Shape.LABEL_STUDIO), "again")

    assert [each["annotator"] for each in read_back("again")[2]] == ["3", "8"]


# Other tools


def test_pycocotools_loads_the_one_text_of_a_real_set(written, shared_file, tmp_path):
    folder = shared_file("images/fruits_nuts_coco")
    path = tmp_path / "coco.json"

    path.write_bytes(written(files_of(folder), Shape.COCO, with_media=False))

    read, oracle = COCO(path), COCO(folder / "annotations.json")
    boxes = [
        sorted(
            (coco.cats[each["category_id"]]["name"], *map(float, each["bbox"]))
            for each in coco.anns.values()
        )
        for coco in (read, oracle)
    ]
    assert boxes[0] == boxes[1]
    assert len(read.imgs) == len(oracle.imgs)
    areas = [sorted(each["area"] for each in coco.anns.values()) for coco in (read, oracle)]
    assert areas[0] == pytest.approx(areas[1], rel=1e-6)
    assert all(read.annToRLE(each)["counts"] for each in read.anns.values())


@pytest.fixture(scope="session")
def sv():
    """The tool itself; it warns that it has no OpenCV, without which it reads all the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return import_module("supervision")


@pytest.fixture
def unpacked(written, tmp_path):
    def unpack(shape):
        opened(written(MEMBERS, shape)).extractall(tmp_path / "out")
        return tmp_path / "out"

    return unpack


def found_by_supervision(dataset):
    return sorted(
        (dataset.classes[key], *map(float, sides.round(4)))
        for _path, _image, found in dataset
        for sides, key in zip(found.xyxy, found.class_id, strict=True)
    )


EXPECTED = sorted(
    (("", "実: <赤>", '"葉"')[each["category_id"]], x, y, x + width, y + height)
    for each in ANNOTATIONS[:3]
    for x, y, width, height in [each["bbox"]]
)


def test_supervision_reads_the_same_boxes_from_yolo(sv, unpacked):
    folder = unpacked(Shape.YOLO)

    read = sv.DetectionDataset.from_yolo(folder / "images", folder / "labels", folder / "data.yaml")

    assert len(read) == 3
    for box, expected in zip(found_by_supervision(read), EXPECTED, strict=True):
        assert box[0] == expected[0]
        assert box[1:] == pytest.approx(expected[1:], abs=1e-3)


def test_supervision_reads_the_same_boxes_from_voc(sv, unpacked):
    """It counts places from one, as the first VOC did; ours, like most tools, from zero."""
    folder = unpacked(Shape.VOC)

    read = sv.DetectionDataset.from_pascal_voc(folder / "images", folder / "annotations")

    for box, expected in zip(found_by_supervision(read), EXPECTED, strict=True):
        assert box[0] == expected[0]
        x, y, right, bottom = expected[1:]
        assert box[1:] == pytest.approx((x - 1, y - 1, right, bottom), abs=1e-3)


def test_supervision_reads_the_same_boxes_from_coco(sv, unpacked):
    folder = unpacked(Shape.COCO)

    read = sv.DetectionDataset.from_coco(folder, folder / "annotations.json")

    assert len(read) == 4
    assert len(found_by_supervision(read)) == 4


def test_label_studio_gets_what_it_needs_of_each_result(written):
    tasks = json.loads(written(MEMBERS, Shape.LABEL_STUDIO, with_media=False))

    by_file = {task["data"]["file"]: task for task in tasks}
    assert by_file["images/nobody.jpg"]["annotations"] == []
    assert by_file["images/1-1.jpg"]["annotations"] == [{"result": []}]
    (annotation,) = by_file["images/b/1.jpg"]["annotations"]
    assert annotation["result"] == [
        {
            "id": "3",
            "from_name": "label",
            "to_name": "image",
            "type": "rectanglelabels",
            "original_width": 48,
            "original_height": 32,
            "image_rotation": 0,
            "value": {
                "x": 40.5 / 48 * 100,
                "y": 62.5,
                "width": 15.625,
                "height": 37.5,
                "rotation": 0,
                "rectanglelabels": ['"葉"'],
            },
        }
    ]
    assert by_file["images/b/1.jpg"]["data"]["image"].startswith("https://example.com/media/")


# What formats cannot say, and numbers that stay


def test_numbers_stay_with_their_files_and_labels(written, take_in, listing_of):
    written(MEMBERS, Shape.COCO)
    folder = take_in(MEMBERS, "once more")

    told = [json.loads(b"".join(export(listing_of(folder), Shape.COCO, terms={}))) for _ in "ab"]

    assert told[0] == told[1]
    assert [each["id"] for each in told[0]["images"]] == [1, 2, 3, 5]
    assert [each["id"] for each in told[0]["annotations"]] == [1, 2, 3, 4]


def test_few_files_at_a_time_read_the_same_as_all_at_once(take_in, listing_of, monkeypatch):
    folder = take_in(MEMBERS, "once")
    table = pq.read_table(folder / "annotations.parquet")
    whole = list(listing_of(folder).shown())

    # Labels out of order, in row groups of one, looked up for two files at a time.
    pq.write_table(table.take([3, 0, 2, 1]), folder / "annotations.parquet", row_group_size=1)
    monkeypatch.setattr(listing, "TOGETHER", 2)

    again = list(listing_of(folder).shown())
    boxes = [[[label.box for label in each.labels] for each in files] for files in (whole, again)]
    assert boxes[0] == boxes[1]
    assert [each.key for each in again] == [each.key for each in whole]


@pytest.mark.parametrize(
    ("shape", "left_out"),
    [(Shape.YOLO, {"labels_without_box": 1}), (Shape.CSV, {}), (Shape.COCO, {})],
)
def test_what_a_format_has_no_words_for_is_counted(written, shape, left_out):
    whole = {"id": 9, "image_id": 0, "category_id": 1}
    members = PICTURES | {"c.json": json.dumps(COCO_FILE | {"annotations": [*ANNOTATIONS, whole]})}

    account = json.loads(opened(written(members, shape)).read("account.json"))

    counted = {why: count for why, count in account["left_out"].items() if count}
    counted.pop("unlabelled_files", None)
    assert counted == left_out
    assert account["labels"] == 5 - len(left_out)


def test_formats_of_boxes_refuse_labels_of_whole_files(take_in, listing_of):
    members = {f"{name}/{n}.jpg": picture(n) for n, name in enumerate("abab")}
    listed = listing_of(take_in(members, "once"))

    for shape in (Shape.YOLO, Shape.VOC):
        with pytest.raises(DoesNotFit, match=shape.value):
            check_fit(shape, listed)
    for shape in (Shape.COCO, Shape.LABEL_STUDIO, Shape.CSV):
        check_fit(shape, listed)


def test_an_archive_is_sent_in_pieces_and_never_held(take_in, listing_of):
    folder = take_in(MEMBERS, "once")

    def fetch(_shown):
        yield from (bytes([n % 251]) * 65_536 for n in range(64))

    sizes = [len(piece) for piece in export(listing_of(folder), Shape.COCO, terms={}, fetch=fetch)]

    assert sum(sizes) > 64 * 65_536
    assert max(sizes) < 4 * 65_536


def test_csv_says_of_each_file_what_there_is(written):
    rows = list(csv.DictReader(io.StringIO(written(MEMBERS, Shape.CSV, with_media=False).decode())))

    assert len(rows) == 6
    assert {row["file_name"]: row["is_negative"] for row in rows if not row["label"]} == {
        "images/1-1.jpg": "true",
        "images/nobody.jpg": "false",
    }


def test_members_of_an_archive_have_names_of_their_own(written):
    for number, shape in enumerate(BOXES):
        names = sorted(opened(written(MEMBERS, shape, name=str(number))).namelist())
        assert all(one != other for one, other in pairwise(names))
        assert {"terms.json", "account.json"} <= set(names)
