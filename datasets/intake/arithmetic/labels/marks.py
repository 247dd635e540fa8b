"""One label of one file, whatever wrote it; and how files are found by what labels call them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

# Units: pixels from the upper left corner: x, y, width, height.
type Box = tuple[float, float, float, float]
# What tools put before a name when a file is sent to them.
SENT_PREFIX = re.compile(r"^[0-9a-f]{8}-")
SPLITS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
SPLIT_IN_NAME = re.compile(r"(?:^|[_\-.])(train|val|valid|validation|test)(?:[_\-.\d]|$)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A label of a whole file, of a box in it, or of a stretch of it.

    `outline` is JSON as COCO writes it: polygons or run lengths. Units: pixels; seconds.
    """

    label: str
    box: Box | None = None
    outline: str = ""
    start: float | None = None
    end: float | None = None
    annotator: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Labels that belong to one file, none for a negative: looked at, and nothing there.

    `size` is the picture's as the labels state it, None where they do not. Somebody unsure has
    looked and cannot tell: the file has no label, and is no negative.
    """

    path: str
    marks: tuple[Mark, ...] = ()
    size: tuple[int, int] | None = None
    split: str = ""
    contributor: str = ""
    is_unsure: bool = False


@dataclass(slots=True)
class Tally:
    """What the labels held: how many came in, and what could not be used, by why."""

    labels_in: int = 0
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    named: list[dict[str, str]] = field(default_factory=list)

    def lose(self, why: str, where: str, count: int = 1) -> None:
        self.lost[why] += count
        if len(self.named) < MOST_NAMED:
            self.named.append({"why": why, "where": where[:200]})


MOST_NAMED = 100


class Files:
    """The media of an archive, found by the names that labels give them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = set(paths)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            self._by_name[PurePosixPath(path).name].append(path)
            self._by_stem[PurePosixPath(path).stem].append(path)

    def find(self, reference: str, beside: str = "") -> str | None:
        """Find the one file that a reference means; None where there is none, or several.

        Names come with the folders of another machine, or in an address: the end counts.
        """
        name = re.split(r"[?&]d=", reference.replace("\\", "/"))[-1]
        if name in self.paths:
            return name
        base = PurePosixPath(name).name
        for each in (base, SENT_PREFIX.sub("", base)):
            if found := _closest(self._by_name.get(each, []), name, beside):
                return found
        return None

    def find_stem(self, stem: str, beside: str) -> str | None:
        return _closest(self._by_stem.get(stem, []), "", beside)


def _closest(found: list[str], name: str, beside: str) -> str | None:
    """Of several files with one name take that whose folders agree most, if only one does."""
    if len(found) <= 1:
        return found[0] if found else None
    wanted = {*PurePosixPath(name).parts[:-1], *PurePosixPath(beside).parts[:-1]}
    shared = {path: len(wanted & set(PurePosixPath(path).parts[:-1])) for path in found}
    best = [path for path in found if shared[path] == max(shared.values())]
    return best[0] if len(best) == 1 else None


def split_of(path: str) -> str:
    """Tell the split by a folder's name, or by a word in the file's; "" where none is told."""
    *folders, name = path.casefold().split("/")
    for folder in folders:
        if folder in SPLITS:
            return SPLITS[folder]
    told = SPLIT_IN_NAME.search(name) if name.endswith((".json", ".csv")) else None
    return SPLITS[told.group(1)] if told else ""


def grouped(said: Iterator[tuple[str, Mark]]) -> dict[str, list[Mark]]:
    """Put the labels of each file together."""
    together: dict[str, list[Mark]] = defaultdict(list)
    for path, mark in said:
        together[path].append(mark)
    return together


def turned(mark: Mark, orientation: int, raw_size: tuple[int, int]) -> Mark:
    """Turn a box with its picture, where the labels were drawn before that was turned.

    Source: EXIF 2.32, orientation: 5 to 8 swap the sides. Outlines are dropped.
    """
    if mark.box is None:
        return mark
    (x, y, width, height), (across, down) = mark.box, raw_size
    right, bottom = across - x - width, down - y - height
    place = {5: (y, x), 6: (bottom, x), 7: (bottom, right), 8: (y, right)}[orientation]
    return replace(mark, box=(*place, height, width), outline="")
