"""Pascal VOC: an XML beside each picture, read without entities and without addresses."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.labels.marks import Box, Files, Mark, Said, Tally, split_of
from marketplace.confinement.refusal import Code, Refused

MOST_BYTES = 16 * 1024**2


def looks_like(head: bytes) -> bool:
    return b"<annotation" in head


def said(archive: Archive, names: list[str], files: Files, tally: Tally) -> Iterator[Said]:
    """Give what each XML says of its picture, which has its name, whatever ending is written."""
    for name in names:
        root = _root(archive, name)
        reference = str(root.findtext("filename") or "")
        stem = PurePosixPath(name).stem
        path = files.find_stem(stem, name) or files.find(reference, name)
        path = path or files.find_stem(PurePosixPath(reference).stem, name)
        found = root.findall("object")
        tally.labels_in += len(found)
        if path is None:
            tally.lose("NO_FILE", reference or name, max(len(found), 1))
            continue
        yield Said(path, tuple(_marks(name, found, tally)), _size(root), split_of(path))


def _root(archive: Archive, name: str) -> Any:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(archive.read(name, MOST_BYTES), forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        raise Refused(Code.MARKUP, name) from None


def _marks(name: str, objects: list[Any], tally: Tally) -> Iterator[Mark]:
    for number, each in enumerate(objects, start=1):
        label, box = (each.findtext("name") or "").strip(), each.find("bndbox")
        try:
            place = _box(box) if box is not None else None
        except ValueError:
            place = None
        if label and place:
            yield Mark(label, place)
        else:
            tally.lose("BAD_LABEL", f"{name} object {number}")


def _box(corners: Any) -> Box:
    left, top, right, bottom = (
        float(corners.findtext(corner) or "") for corner in ("xmin", "ymin", "xmax", "ymax")
    )
    if right < left or bottom < top:
        raise ValueError(corners)
    return left, top, right - left, bottom - top


def _size(root: Any) -> tuple[int, int] | None:
    try:
        return int(root.findtext("size/width")), int(root.findtext("size/height"))
    except (TypeError, ValueError):
        return None
