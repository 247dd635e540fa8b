"""How well boxes are found in pictures: mean average precision at an overlap of one half.

Source: the COCO evaluation (Lin et al. 2014) at IoU 0.5: precision read at 101 recalls,
100 boxes of a class in a picture at most, averaged over the classes that there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any, NamedTuple, Self

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

from marketplace.offers.arithmetic.refusal import NotScorable

OVERLAP = 0.5
MOST_BOXES = 100
RECALLS = np.linspace(0, 1, 101)


class Found(NamedTuple):
    """A box in a picture. Units: pixels from the upper left corner: x, y, width, height."""

    picture: int
    name: str
    box: tuple[float, float, float, float]
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class OneClass:
    """All that is said of one class, the surest box first.

    Shapes: pictures and hits (boxes,), there (pictures,): how many there are in each.
    """

    pictures: NDArray[int64]
    hits: NDArray[bool_]
    there: NDArray[int64]

    def precision(self, times: NDArray[int64]) -> float:
        """Average its precision over pictures that count so many times; NaN without any.

        Shape: times (pictures,) or less: those that it leaves out count not at all.
        """
        times = np.pad(times, (0, len(self.there) - len(times)))
        sought = int(self.there @ times)
        if not sought:
            return nan
        times = times[self.pictures]
        right, called = np.cumsum(times * self.hits), np.cumsum(times)
        precise = np.maximum.accumulate((right / np.maximum(called, 1))[::-1])[::-1]
        places = np.searchsorted(right / sought, RECALLS)
        reached = places < len(precise)
        return float(precise[places[reached]].sum() / len(RECALLS))


@dataclass(frozen=True, slots=True)
class Detected:
    """Boxes that were predicted, held against those that are there.

    Each item is a picture, and may stand there more than once. Shapes: (items,).
    """

    classes: tuple[OneClass, ...]
    pictures: NDArray[int64]
    groups: NDArray[int64]

    @classmethod
    def of(cls, there: Iterable[Found], told: Iterable[Found], groups: NDArray[int64]) -> Self:
        """Match what was told with what is there, class by class. Pictures count from 0."""
        count = len(groups)
        truth, said = _by_class(there), _by_class(told)
        classes = tuple(
            _one_class(truth[name], said.get(name, {}), count) for name in sorted(truth)
        )
        return cls(classes, np.arange(count), groups)

    def measured(self, metric: str) -> float:
        """Give the mean average precision; NaN where there is nothing to find.

        Raises: NotScorable for another metric.
        """
        if metric != "MAP_50":
            raise NotScorable(metric)
        times = np.bincount(self.pictures)
        told = [value for each in self.classes if not isnan(value := each.precision(times))]
        return sum(told) / len(told) if told else nan

    def rows(self, places: NDArray[int64]) -> Self:
        """Keep items, each as often as it is named."""
        return replace(self, pictures=self.pictures[places], groups=self.groups[places])

    def apart(self) -> Self:
        """Let each item stand for itself."""
        return replace(self, groups=np.arange(len(self.pictures)))


def usual(known: Sequence[Found], pictures: int) -> list[Found]:
    """Tell what needs no model: the middle box of the commonest class, in every picture."""
    if not known:
        return []
    name = Counter(each.name for each in known).most_common(1)[0][0]
    middle = np.median([each.box for each in known if each.name == name], axis=0)
    x, y, width, height = middle.tolist()
    return [Found(picture, name, (x, y, width, height)) for picture in range(pictures)]


def _by_class(boxes: Iterable[Found]) -> dict[str, dict[int, list[Found]]]:
    sorted_out: dict[str, dict[int, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in boxes:
        sorted_out[each.name][each.picture].append(each)
    return sorted_out


def _one_class(
    truth: Mapping[int, Sequence[Found]], told: Mapping[int, Sequence[Found]], count: int
) -> OneClass:
    pictures, scores, hits = list[int](), list[float](), list[bool]()
    for picture in sorted(told):
        surest = sorted(told[picture], key=lambda each: -each.score)[:MOST_BOXES]
        pictures += [picture] * len(surest)
        scores += [each.score for each in surest]
        hits += _hits(surest, truth.get(picture, ()))
    order = np.argsort(-np.array(scores, float64), kind="stable")
    there = np.bincount(
        [picture for picture, boxes in truth.items() for _box in boxes], minlength=count
    )
    return OneClass(np.array(pictures, int64)[order], np.array(hits, bool_)[order], there)


def _hits(told: Sequence[Found], there: Sequence[Found]) -> list[bool]:
    """Let each box, the surest first, take the one that it covers best and that nobody took."""
    if not there:
        return [False] * len(told)
    covered = overlaps([each.box for each in told], [each.box for each in there])
    free = np.ones(len(there), np.bool_)
    hits = []
    for row in covered:
        best = int(np.argmax(np.where(free, row, -1.0)))
        is_hit = bool(free[best] and row[best] >= OVERLAP)
        free[best] &= not is_hit
        hits.append(is_hit)
    return hits


def overlaps(first: Sequence[Any], second: Sequence[Any]) -> NDArray[float64]:
    """Share of the area that each pair covers together (IoU). Shape: (first, second)."""
    one, other = np.asarray(first, float64)[:, None], np.asarray(second, float64)[None]
    upper = np.maximum(one[..., :2], other[..., :2])
    lower = np.minimum(one[..., :2] + one[..., 2:], other[..., :2] + other[..., 2:])
    shared = np.prod(np.clip(lower - upper, 0, None), axis=-1)
    together = np.prod(one[..., 2:], axis=-1) + np.prod(other[..., 2:], axis=-1) - shared
    return np.asarray(np.divide(shared, together, out=np.zeros_like(shared), where=together > 0))
