"""YOLO: a text beside each picture, a line for each box, in shares of the picture's sides."""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from datasets.library.arithmetic.exports.listing import Account, Label, Listing, Shown
from datasets.library.arithmetic.exports.packing import Member

# What tools call the splits in `data.yaml`.
SPLITS = {"train": "train", "validation": "val", "test": "test"}


def members(listing: Listing, account: Account) -> Iterator[Member]:
    """Write the names of the classes and a text for each picture: empty for a negative."""
    numbers = {name: number for number, name in enumerate(listing.classes)}
    splits = set[str]()
    for shown in listing.shown():
        if shown.is_unlabelled:
            account.left_out["unlabelled_files"] += 1
            continue
        splits.add(shown.about["split"] or "")
        yield (
            str(PurePosixPath("labels", shown.flat).with_suffix(".txt")),
            _text(shown, numbers, account),
        )
    yield "data.yaml", _yaml(listing.classes, splits)


def _text(shown: Shown, numbers: dict[str, int], account: Account) -> Iterator[bytes]:
    boxes = [label for label in shown.labels if label.box]
    account.add(shown, len(boxes))
    account.left_out["labels_without_box"] += len(shown.labels) - len(boxes)
    account.left_out["outlines"] += sum(bool(label.outline) for label in boxes)
    yield "".join(_line(label, shown, numbers) for label in boxes).encode()


def _line(label: Label, shown: Shown, numbers: dict[str, int]) -> str:
    """Write a box by its middle and sides, with all digits: rounding would move its edges."""
    assert label.box  # noqa: S101  only boxes come here
    x, y, across, down = label.box
    width, height = shown.size
    places = ((x + across / 2) / width, (y + down / 2) / height, across / width, down / height)
    return f"{numbers[label.label]} {' '.join(map(repr, places))}\n"


def _yaml(classes: list[str], splits: set[str]) -> Iterator[bytes]:
    """Write what tools start from. JSON's strings are YAML's too, whatever is in them."""
    yield b"path: .\n"
    told = {name: f"images/{split}" for split, name in SPLITS.items() if split in splits}
    everywhere = {"train": "images", "val": "images"}
    for name, folder in (everywhere | told).items():
        yield f"{name}: {folder}\n".encode()
    yield f"nc: {len(classes)}\nnames:\n".encode()
    for number, name in enumerate(classes):
        yield f"  {number}: {json.dumps(name, ensure_ascii=False)}\n".encode()
