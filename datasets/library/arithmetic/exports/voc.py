"""Pascal VOC: an XML beside each picture. Places are counted from zero, and edges are exact."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from datasets.library.arithmetic.exports.listing import Account, Label, Listing, Shown
from datasets.library.arithmetic.exports.packing import Member

# What XML 1.0 cannot hold, however it is written.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CORNERS = ("xmin", "ymin", "xmax", "ymax")


def members(listing: Listing, account: Account) -> Iterator[Member]:
    """Write an XML for each picture that somebody looked at; a negative's has no object."""
    for shown in listing.shown():
        if shown.is_unlabelled:
            account.left_out["unlabelled_files"] += 1
            continue
        name = str(PurePosixPath("annotations", shown.flat).with_suffix(".xml"))
        yield name, _text(shown, listing, account)


def _text(shown: Shown, listing: Listing, account: Account) -> Iterator[bytes]:
    boxes = [label for label in shown.labels if label.box]
    account.add(shown, len(boxes))
    account.left_out["labels_without_box"] += len(shown.labels) - len(boxes)
    account.left_out["outlines"] += sum(bool(label.outline) for label in boxes)
    root, place = Element("annotation"), PurePosixPath("images", shown.flat)
    _say(root, folder=str(place.parent), filename=place.name)
    _say(SubElement(root, "source"), database=listing.about["url"], image=shown.url)
    width, height = shown.size
    _say(SubElement(root, "size"), width=str(width), height=str(height), depth="3")
    _say(root, segmented="0")
    for label in boxes:
        _add(root, label)
    indent(root)
    yield tostring(root, encoding="utf-8")


def _add(root: Element, label: Label) -> None:
    assert label.box  # noqa: S101  only boxes come here
    x, y, width, height = label.box
    each = SubElement(root, "object")
    _say(each, name=label.label, pose="Unspecified", truncated="0", difficult="0")
    corners = map(_written, (x, y, x + width, y + height))
    _say(SubElement(each, "bndbox"), **dict(zip(CORNERS, corners, strict=True)))


def _written(place: float) -> str:
    """Write whole pixels as such: many readers take nothing else."""
    return str(int(place)) if place == int(place) else repr(place)


def _say(element: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(element, name).text = UNSPEAKABLE.sub("", text)
