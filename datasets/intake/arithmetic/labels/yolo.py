"""YOLO: a text beside each picture, a line for each box, in shares of its sides."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from datasets.intake.arithmetic.archives import Archive
from datasets.intake.arithmetic.labels.marks import Files, Mark, Said, Tally, split_of

MOST_BYTES = 16 * 1024**2
NAMES = ("classes.txt", "obj.names", "data.yaml", "data.yml", "dataset.yaml")
# Class, middle and sides; some tools add how sure they were.
BOX_WORDS = (5, 6)
LEAST_OUTLINE_WORDS = 7
LINE = re.compile(rb"^\d+(\s+-?\d*\.?\d+(e-?\d+)?){4,}\s*$", re.IGNORECASE)


def looks_like(head: bytes) -> bool:
    """Tell whether a text begins like labels of YOLO; an empty one is a negative."""
    lines = head.splitlines()
    return not head.strip() or bool(lines and LINE.match(lines[0]))


def said(
    archive: Archive,
    names: list[str],
    files: Files,
    tally: Tally,
    sizes: dict[str, tuple[int, int]],
) -> Iterator[Said]:
    """Give what the texts say; a picture without a text has nothing on it, as tools read it."""
    classes, told = class_names(archive), set()
    for name in names:
        path = files.find_stem(PurePosixPath(name).stem, beside=name)
        if path is None:
            tally.lose("NO_FILE", name)
            continue
        told.add(path)
        if path in sizes:
            marks = tuple(_marks(archive, name, classes, sizes[path], tally))
            yield Said(path, marks, split=split_of(path) or split_of(name))
    for path in sorted(files.paths - told):
        yield Said(path, split=split_of(path))


def class_names(archive: Archive) -> dict[int, str]:
    """Read the names of the classes, wherever they are written."""
    for name in archive.members:
        base = PurePosixPath(name).name.casefold()
        if base not in NAMES:
            continue
        text = archive.read(name, MOST_BYTES).decode("utf-8-sig", errors="replace")
        if base.endswith((".yaml", ".yml")):
            found = _from_yaml(text)
        else:
            found = dict(enumerate(line.strip() for line in text.splitlines()))
        if found:
            return found
    return {}


def _from_yaml(text: str) -> dict[int, str]:
    import yaml

    try:
        names = (yaml.safe_load(text) or {}).get("names")
    except (yaml.YAMLError, AttributeError, RecursionError):
        return {}
    if isinstance(names, list):
        names = dict(enumerate(names))
    return {int(key): str(name) for key, name in names.items()} if isinstance(names, dict) else {}


def _marks(
    archive: Archive, name: str, classes: dict[int, str], size: tuple[int, int], tally: Tally
) -> Iterator[Mark]:
    text = archive.read(name, MOST_BYTES).decode("utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        tally.labels_in += 1
        try:
            yield _mark(line.split(), classes, size)
        except ValueError:
            tally.lose("BAD_LABEL", f"{name} line {number}")


def _mark(words: list[str], classes: dict[int, str], size: tuple[int, int]) -> Mark:
    """Raises: ValueError for a line that is no label."""
    key, places = int(words[0]), [float(word) for word in words[1:]]
    label, (width, height) = classes.get(key, f"class {key}"), size
    if len(words) in BOX_WORDS:
        x, y, across, down = places[:4]
        if not (0 <= across <= 1 and 0 <= down <= 1):
            raise ValueError(words)
        left, top = (x - across / 2) * width, (y - down / 2) * height
        return Mark(label, (left, top, across * width, down * height))
    if len(words) < LEAST_OUTLINE_WORDS or len(places) % 2:
        raise ValueError(words)
    xs, ys = [x * width for x in places[::2]], [y * height for y in places[1::2]]
    outline = json.dumps([[side for pair in zip(xs, ys, strict=True) for side in pair]])
    return Mark(label, (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)), outline)
