"""COCO: one JSON of pictures, categories and labels."""

import json
from collections.abc import Iterator
from typing import Any

from datasets.library.arithmetic.exports.listing import Account, Label, Listing, Shown
from datasets.library.arithmetic.exports.packing import Member, listed_json


def members(listing: Listing, account: Account) -> Iterator[Member]:
    """Write the one text. A picture that nobody looked at is not listed: it is no negative."""
    yield "annotations.json", _document(listing, account)


def _document(listing: Listing, account: Account) -> Iterator[bytes]:
    numbers = {name: number for number, name in enumerate(listing.classes, start=1)}
    about = listing.about
    start = {
        "info": {name: about[name] for name in ("description", "version", "url", "date_created")},
        "licenses": [{"id": 1, "name": about["terms"], "url": about["terms_url"]}],
        "categories": [{"id": key, "name": name} for name, key in numbers.items()],
    }
    yield json.dumps(start, ensure_ascii=False).encode()[:-1]
    yield b',\n"images": '
    yield from listed_json(_image(each) for each in listing.files() if not each.is_unlabelled)
    yield b',\n"annotations": '
    yield from listed_json(_annotations(listing, account, numbers))
    yield b"}\n"


def _image(shown: Shown) -> dict[str, Any]:
    width, height = shown.size
    image = {
        "id": shown.key,
        "file_name": shown.place,
        "width": width,
        "height": height,
        "license": 1,
        "coco_url": shown.url,
        "sha256": shown.about["sha256"],
    }
    besides = {name: shown.about[name] for name in ("split", "contributor")}
    return image | {name: value for name, value in besides.items() if value}


def _annotations(
    listing: Listing, account: Account, numbers: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for shown in listing.labelled():
        account.add(shown, len(shown.labels))
        for label in shown.labels:
            yield _annotation(label, shown, numbers)


def _annotation(label: Label, shown: Shown, numbers: dict[str, int]) -> dict[str, Any]:
    """Say one label; one of the whole picture has no box, as it has none here."""
    said: dict[str, Any] = {
        "id": label.key,
        "image_id": shown.key,
        "category_id": numbers[label.label],
        "iscrowd": 0,
    }
    if label.box:
        said |= {"bbox": list(label.box), "area": _area(label)}
    if label.outline:
        said["segmentation"] = label.outline
    if label.annotator:
        said["annotator"] = label.annotator
    return said


def _area(label: Label) -> float:
    """Measure a label's area. Units: square pixels.

    Source: shoelace formula for polygons; run lengths count every second run, as COCO does.
    """
    outline, box = label.outline, label.box
    if isinstance(outline, list):
        return sum(_enclosed(points) for points in outline)
    if isinstance(outline, dict) and isinstance(outline.get("counts"), list):
        return float(sum(outline["counts"][1::2]))
    return box[2] * box[3] if box else 0.0


def _enclosed(points: list[float]) -> float:
    xs, ys = points[::2], points[1::2]
    around = zip(xs, ys, [*xs[1:], xs[0]], [*ys[1:], ys[0]], strict=True)
    return abs(sum(x * next_y - next_x * y for x, y, next_x, next_y in around)) / 2
