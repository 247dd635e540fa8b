"""COCO: one JSON with images, categories and annotations, read as a stream."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.labels.jsons import items
from datasets.intake.arithmetic.labels.marks import Box, Files, Mark, Said, Tally, split_of
from marketplace.confinement.refusal import Code, Refused

COCO_KEYS = {"images", "annotations"}


def said(archive: Archive, names: list[str], files: Files, tally: Tally) -> Iterator[Said]:
    """Give what each COCO file of an archive says of each picture that it lists."""
    for name in names:
        yield from _said_by(archive, name, files, tally)


def _said_by(archive: Archive, name: str, files: Files, tally: Tally) -> Iterator[Said]:
    categories = {
        each.get("id"): str(each.get("name")) for each in items(archive, name, "categories.item")
    }
    images = {each.get("id"): each for each in items(archive, name, "images.item")}
    marks: dict[Any, list[Mark]] = defaultdict(list)
    for each in items(archive, name, "annotations.item"):
        tally.labels_in += 1
        mark = _mark(each, categories)
        if mark is None or each.get("image_id") not in images:
            tally.lose("BAD_LABEL", f"{name} id {each.get('id')}")
        else:
            marks[each["image_id"]].append(mark)
    for key, image in images.items():
        reference = str(image.get("file_name"))
        path = files.find(reference, beside=name)
        if path is None:
            tally.lose("NO_FILE", reference, max(len(marks[key]), 1))
            continue
        split = split_of(path) or split_of(name)
        yield Said(path, tuple(marks[key]), _size(image), split)


def _mark(annotation: dict[str, Any], categories: dict[Any, str]) -> Mark | None:
    label, box = categories.get(annotation.get("category_id")), annotation.get("bbox")
    if not label:
        return None
    outline = annotation.get("segmentation")
    try:
        written = json.dumps(outline) if outline else ""
        return Mark(label, _box(box) if box else None, written)
    except (TypeError, ValueError):
        return None
    except RecursionError:
        raise Refused(Code.DEEP) from None


def _box(sides: Any) -> Box:
    x, y, width, height = map(float, sides)
    if not (width >= 0 and height >= 0):
        raise ValueError(sides)
    return x, y, width, height


def _size(image: dict[str, Any]) -> tuple[int, int] | None:
    width, height = image.get("width"), image.get("height")
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None
