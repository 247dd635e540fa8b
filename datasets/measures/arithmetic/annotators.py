"""What several people said of the same things, lined up so that they can be compared."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.agreement import (
    UNLABELLED,
    NothingInCommon,
    agreement,
)

if TYPE_CHECKING:
    import pyarrow as pa

# Two boxes that share half of what they cover mean the same thing (data.md).
SAME_BOX = 0.5
NOTHING = ""
# A thousand replicates of so many units take a second or two.
MOST_UNITS = 20_000
MOST_PEOPLE = 50
FEWEST_UNITS = 10

# What each person said of one unit.
type Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A box that a person drew. Units: pixels."""

    person: str
    label: str
    x: float
    y: float
    width: float
    height: float

    def shared_with(self, other: "Box") -> float:
        """Give what both cover as a share of what either covers."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        both = max(across, 0.0) * max(down, 0.0)
        either = self.width * self.height + other.width * other.height - both
        return both / either if either else 0.0


def of_marks(annotations: "pa.Table") -> list[Said]:
    """Line up labels of whole files, and boxes that mean the same; −, where somebody drew none.

    A stretch of sound is left out: where it begins and ends is told by nobody twice.
    """
    whole: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    boxes: dict[str, list[Box]] = defaultdict(list)
    names = ["path", "annotator", "label", "x", "y", "width", "height", "start"]
    for batch in annotations.select(names).to_batches():
        for path, person, label, *box, start in _rows(batch):
            if person and start is None and None not in box:
                boxes[path].append(Box(person, label, *box))
            elif person and start is None:
                whole[path][person].add(label)
    units = [
        {person: next(iter(labels)) for person, labels in said.items() if len(labels) == 1}
        for said in whole.values()
    ]
    return [*units, *(unit for drawn in boxes.values() for unit in _matched(drawn))]


def _rows(batch: "pa.RecordBatch") -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _matched(drawn: Sequence[Box]) -> list[Said]:
    """Put boxes together that lie on one another, one of each person at most."""
    people = {box.person for box in drawn}
    if len(people) == 1:
        return []
    things: list[list[Box]] = []
    for box in drawn:
        free = [thing for thing in things if box.person not in {each.person for each in thing}]
        nearest = max(free, key=lambda thing: thing[0].shared_with(box), default=None)
        if nearest is not None and nearest[0].shared_with(box) >= SAME_BOX:
            nearest.append(box)
        else:
            things.append([box])
    return [
        dict.fromkeys(people, NOTHING) | {box.person: box.label for box in thing}
        for thing in things
    ]


def of_rows(table: "pa.Table", *, label: str, annotator: str) -> list[Said]:
    """Line up the rows that are equal but for who judged them, and how."""
    same = [name for name in table.column_names if name not in {label, annotator}]
    if not same:
        return []
    judged = table.filter(table.column(label).is_valid())
    grouped = judged.group_by(same).aggregate([(label, "list"), (annotator, "list")])
    units = zip(
        grouped.column(f"{annotator}_list").to_pylist(),
        grouped.column(f"{label}_list").to_pylist(),
        strict=True,
    )
    return [
        {str(person): str(said) for person, said in zip(people, labels, strict=True) if person}
        for people, labels in units
    ]


def agreement_of(units: Sequence[Said]) -> dict[str, Any] | None:
    """Write down how far people agree; None where too little was judged by two."""
    both = [unit for unit in units if len(unit) > 1]
    if len(both) < FEWEST_UNITS:
        return None
    try:
        found = agreement(_as_table(both[:MOST_UNITS]))
    except NothingInCommon:
        return None
    return {
        "alpha": found.alpha,
        "low": found.low,
        "high": found.high,
        "interval_is": "95 % of a bootstrap over units",
        "ceiling": found.ceiling,
        "pairs": found.pair_count,
        "people": found.person_count,
        "units": found.unit_count,
        "units_covered": found.unit_count,
        "units_in_all": len(both),
        "exact": found.unit_count == len(both),
    }


def _as_table(units: Sequence[Said]) -> NDArray[int64]:
    """Number people and classes. Shapes: (units, people); of many people those who said most."""
    said: dict[str, int] = defaultdict(int)
    for unit in units:
        for person in unit:
            said[person] += 1
    ranked = sorted(said, key=lambda person: (-said[person], person))[:MOST_PEOPLE]
    places = {person: place for place, person in enumerate(ranked)}
    classes = {
        name: number for number, name in enumerate(sorted({w for u in units for w in u.values()}))
    }
    table = np.full((len(units), len(places)), UNLABELLED)
    for row, unit in enumerate(units):
        for person, word in unit.items():
            if person in places:
                table[row, places[person]] = classes[word]
    return table
