"""How well predictions meet labels, with the careful end of what was measured."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan, sqrt
from typing import Any, Protocol, Self

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

from marketplace.offers.arithmetic.predictions import Predictions, spelled
from marketplace.offers.arithmetic.proportions import effective_count, wilson
from marketplace.offers.arithmetic.refusal import NotScorable

Array = NDArray[float64]

DRAWS = 2_000
FEWEST_IN_STRATUM = 5
FEWEST_GROUPS = 2
MOST_STRATA = 50
# Recall is read where this share of what was called right is right.
PRECISION = 0.9
ERRORS = ("RMSE", "MAE")
CODE_VERSION = "1"


class Items(Protocol):
    """Labels with predictions, item by item. `groups` says which of them are alike."""

    @property
    def groups(self) -> NDArray[int64]: ...

    def measured(self, metric: str) -> float:
        """Measure without a bound. Raises: NotScorable for a metric that is unknown here."""

    def rows(self, places: NDArray[int64]) -> Self:
        """Keep items, each as often as it is named."""

    def apart(self) -> Self:
        """Let each item stand for itself."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Labels and predictions, item by item; all of one length.

    For classes both are numbers from 0, a prediction of none of them is −1. `scores` are of
    the class that is sought, for recall alone.
    """

    truth: Array
    predicted: Array
    groups: NDArray[int64]
    scores: Array | None = None

    def measured(self, metric: str) -> float:
        """Measure without a bound. Raises: NotScorable for a metric that is unknown here."""
        truth, predicted = self.truth, self.predicted
        if metric == "ACCURACY":
            return float(np.mean(truth == predicted))
        if metric == "MACRO_F1":
            return _macro_f1(truth, predicted)
        if metric == "RMSE":
            return float(np.sqrt(np.mean((truth - predicted) ** 2)))
        if metric == "MAE":
            return float(np.mean(np.abs(truth - predicted)))
        if metric == "RECALL":
            return _recall(truth == 1, self.scores)
        raise NotScorable(metric)

    def rows(self, places: NDArray[int64]) -> Self:
        """Keep items, each as often as it is named."""
        scores = None if self.scores is None else self.scores[places]
        return replace(
            self,
            truth=self.truth[places],
            predicted=self.predicted[places],
            groups=self.groups[places],
            scores=scores,
        )

    def apart(self) -> Self:
        """Let each item stand for itself."""
        return replace(self, groups=np.arange(len(self.truth)))


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured. `bound` is its careful end: the lower one, of an error the upper one.

    `worst` is the value of the group that came off worst, None where no group has enough.
    """

    value: float
    bound: float
    item_count: int
    group_count: int
    effective_count: float
    level: float
    worst: float | None
    worst_bound: float | None


def score(judged: Items, metric: str, *, level: float, seed: int) -> Score:
    """Score predictions by a metric, overall and in the group where they are worst.

    Raises: NotScorable.
    """
    value = judged.measured(metric)
    if not isfinite(value):
        raise NotScorable(metric)
    sizes = np.unique(judged.groups, return_counts=True)[1]
    effective = effective_count(sizes)
    worst, worst_bound = _worst(judged, metric, level, seed)
    return Score(
        value=value,
        bound=_bound(judged, metric, value, effective, level, seed),
        item_count=len(judged.groups),
        group_count=len(sizes),
        effective_count=effective,
        level=level,
        worst=worst,
        worst_bound=worst_bound,
    )


def baseline(known: Array, judged: Judged, metric: str) -> float:
    """Measure what needs no model: always the commonest class, or the median, of `known`.

    For recall it is calling everything by the same score.
    """
    numbers = metric in ERRORS
    guess = float(np.median(known)) if numbers else float(np.bincount(known.astype(int)).argmax())
    same = np.full(len(judged.truth), guess)
    blind = replace(judged, predicted=same, scores=np.zeros(len(judged.truth)))
    return blind.measured(metric)


def _macro_f1(truth: Array, predicted: Array) -> float:
    """Average F1 over the classes that there are."""
    scores = []
    for each in np.unique(truth):
        hits = np.sum((truth == each) & (predicted == each))
        scores.append(2 * hits / (np.sum(truth == each) + np.sum(predicted == each)))
    return float(np.mean(scores))


def _recall(sought: NDArray[bool_], scores: Array | None) -> float:
    """Find how many of the sought are found by the lowest score that is precise enough.

    Equal scores are called together. None found is a recall of 0.
    """
    if scores is None or not sought.any():
        return nan
    order = np.argsort(-scores, kind="stable")
    hits, last = np.cumsum(sought[order]), np.append(np.diff(scores[order]) != 0, True)
    precise = last & (hits / np.arange(1, len(order) + 1) >= PRECISION)
    return float(hits[precise].max(initial=0) / sought.sum())


def _bound(
    judged: Items, metric: str, value: float, effective: float, level: float, seed: int
) -> float:
    if metric == "ACCURACY":
        return wilson(value, effective, level)[0]
    draws = _group_bootstrap(judged, metric, seed)
    tail = (1 - level) / 2
    reach = _reach(draws, len(np.unique(judged.groups)), tail)
    if metric in ERRORS:
        return max(value + reach, float(np.quantile(draws, 1 - tail)))
    return max(min(value - reach, float(np.quantile(draws, tail))), 0.0)


def _reach(draws: Array, group_count: int, tail: float) -> float:
    """Tell how far a bound lies off where groups are few: drawing them anew says too little.

    Raises: NotScorable for a single group, which tells nothing of others.
    """
    from scipy.stats import t

    if group_count < FEWEST_GROUPS:
        raise NotScorable("groups")
    spread = float(np.std(draws[np.isfinite(draws)])) * sqrt(group_count / (group_count - 1))
    return float(t.ppf(1 - tail, group_count - 1)) * spread


def _group_bootstrap(judged: Items, metric: str, seed: int) -> Array:
    """Measure on groups drawn anew with replacement. Deterministic for a seed.

    A draw that cannot be measured counts as the worst: it bears no promise.
    """
    random = np.random.default_rng(seed)
    order = np.argsort(judged.groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(judged.groups[order])) + 1)
    least = np.inf if metric in ERRORS else 0.0
    draws = np.empty(DRAWS)
    for draw in range(DRAWS):
        rows = np.concatenate(
            [members[at] for at in random.integers(len(members), size=len(members))]
        )
        value = judged.rows(rows).measured(metric)
        draws[draw] = value if isfinite(value) else least
    return draws


def _worst(
    judged: Items, metric: str, level: float, seed: int
) -> tuple[float | None, float | None]:
    """Find the group that came off worst, among those with enough items to tell."""
    names, sizes = np.unique(judged.groups, return_counts=True)
    told = names[sizes >= FEWEST_IN_STRATUM][:MOST_STRATA]
    found = []
    for name in told:
        part = judged.rows(np.flatnonzero(judged.groups == name))
        value = part.measured(metric)
        if isfinite(value):
            found.append((value, part))
    if not found:
        return None, None
    pick = max if metric in ERRORS else min
    value, part = pick(found, key=lambda each: each[0])
    # Within one group its items stand each for itself.
    return value, _bound(part.apart(), metric, value, len(part.groups), level, seed)


def as_numbers(
    metric: str,
    labels: Sequence[Any],
    groups: NDArray[int64],
    told: Predictions,
    known: Sequence[Any],
) -> tuple[Array, Judged]:
    """Write labels and predictions as numbers; `known` are labels that everybody may have.

    The class that recall seeks is the rarer of two, 1. Raises: NotScorable.
    """
    scores = np.array(told.scores) if told.scores else None
    if metric in ERRORS:
        try:
            truth, predicted = _floats(labels), _floats(told.words)
            return _floats(known or labels), Judged(truth, predicted, groups, scores)
        except ValueError:
            raise NotScorable("numbers") from None
    classes = _classes([spelled(each) for each in labels])
    if metric == "RECALL" and (len(classes) != len(("rest", "sought")) or scores is None):
        raise NotScorable("recall")
    truth, predicted, open_ones = (
        np.array([classes.get(word, -1) for word in words], dtype=float)
        for words in (map(spelled, labels), told.words, map(spelled, known))
    )
    usable = open_ones[open_ones >= 0]
    return (usable if len(usable) else truth), Judged(truth, predicted, groups, scores)


def _classes(words: Sequence[str]) -> dict[str, int]:
    """Number the classes, the commonest one 0."""
    counts = Counter(words)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate(ordered)}


def _floats(values: Sequence[Any]) -> Array:
    numbers = np.array([float(value) for value in values])
    if not np.isfinite(numbers).all():
        raise ValueError(values)
    return numbers
