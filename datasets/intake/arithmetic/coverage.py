"""Which kinds of labels a need asks for, and which of them the shared data lack."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from datasets.measures.arithmetic.cells import SEASONS, Cell

# From so many labels on a kind is not missing: assumed (仮定), enough to see whether a model
# fails there, not to train one.
ENOUGH = 30
# Fewer are not told: somebody's few rows are nobody's business.
FEWEST_TOLD = 3


class Held(StrEnum):
    """How much of a kind there is."""

    NONE = "NONE"
    SOME = "SOME"
    ENOUGH = "ENOUGH"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a need asks for, along each axis. Without labels any class will do."""

    products: tuple[str, ...]
    regions: tuple[str, ...]
    labels: tuple[str, ...] = ()
    seasons: tuple[str, ...] = SEASONS

    def cells(self) -> Iterable[Cell]:
        axes = product(self.products, self.regions, self.labels or ("",), self.seasons)
        return (Cell(one, region, season, label) for one, region, label, season in axes)


@dataclass(frozen=True, slots=True)
class Covered:
    """A kind of labels that is asked for, and how much of it there is."""

    cell: Cell
    held: Held

    @property
    def is_lacking(self) -> bool:
        return self.held != Held.ENOUGH


def coverage(asked: Asked, held: Iterable[tuple[Cell, int]]) -> list[Covered]:
    """Tell of each kind that is asked for how much there is.

    Labels whose region or season is not known count for no kind: nobody knows which they
    fill. Products are compared as they are written: whoever asks has made them one.
    """
    counts: Counter[Cell] = Counter()
    for cell, count in held:
        counts[cell if asked.labels else cell._replace(label="")] += count
    return [Covered(cell, _held(counts[cell])) for cell in asked.cells()]


def _held(count: int) -> Held:
    if count >= ENOUGH:
        return Held.ENOUGH
    return Held.SOME if count >= FEWEST_TOLD else Held.NONE
