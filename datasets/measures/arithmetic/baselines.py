"""Cheap models trained on growing shares of the data, and their out-of-fold errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.learning_curve import Trials

Array = NDArray[float64]

FOLDS = 5
FEWEST_FOLDS = 2
REPEATS = 2
SIZES = 7
SMALLEST_TRAINING = 20
SEED = 20_263
# Small trees: twenty labels must be enough to split on, and thousands must not take minutes.
ROUNDS, LEAVES, SMALLEST_LEAF = 40, 15, 4


class Baseline(StrEnum):
    """A cheap model for a kind of data."""

    BOOSTED_TREES = "BOOSTED_TREES"
    LOGISTIC = "LOGISTIC"
    # On colours and edges of pictures: held tight, for there are more of them than labels.
    LOGISTIC_ON_LOOKS = "LOGISTIC_ON_LOOKS"
    # The same trees, told what was measured seasons before.
    LAGGED_TREES = "LAGGED_TREES"


# The inverse strength of what holds a regression's weights small.
HELD = {Baseline.LOGISTIC: 1.0, Baseline.LOGISTIC_ON_LOOKS: 0.02}


class Model(Protocol):
    def fit(self, features: Array, target: NDArray[Any]) -> Any: ...

    def predict(self, features: Array) -> NDArray[Any]: ...


class TooLittle(ValueError):
    """Too few labels or groups to train on some and try on others."""


def classes_tried(
    features: Array,
    labels: NDArray[int64],
    groups: NDArray[int64],
    *,
    baseline: Baseline,
    seed: int = SEED,
) -> Trials:
    """Train a classifier on growing sizes; an item's error is 1 where its class is missed.

    Shapes: features (items, d), labels and groups (items,).
    Raises: TooLittle.
    """
    return _tried(features, labels, groups, _task_of_classes(baseline, seed), seed)


def numbers_tried(
    features: Array,
    target: Array,
    groups: NDArray[int64],
    *,
    unit: float | None = None,
    seed: int = SEED,
) -> Trials:
    """Train a regression on growing sizes; errors are shares of a constant guess's.

    `unit` is the error that counts as one, where another guess is generic.
    Raises: TooLittle.
    """
    return _tried(features, target, groups, _task_of_numbers(target, unit, seed), seed)


def tried_with_more(
    features: Array,
    target: NDArray[Any],
    groups: NDArray[int64],
    *,
    more: tuple[Array, NDArray[Any]],
    is_classes: bool,
    seed: int = SEED,
) -> tuple[int, Array]:
    """Train on all but one fold and on more rows besides, which judge nothing.

    Gives how many of the rows were trained on beside them, and each item's error. Shapes:
    (items,). Raises: TooLittle.
    """
    trees = Baseline.BOOSTED_TREES
    task = _task_of_classes(trees, seed) if is_classes else _task_of_numbers(target, None, seed)
    members, fold_count = _members(target, groups)
    every, truth = np.vstack([features, more[0]]), np.concatenate([target, more[1]])
    beside = np.arange(len(target), len(truth))
    errors = np.zeros(len(target))
    with _one_thread():
        for tested in folds(members, fold_count, np.random.default_rng(seed)):
            rows = np.concatenate([np.flatnonzero(~tested), beside])
            judged = np.concatenate([tested, np.zeros(len(beside), dtype=np.bool_)])
            guessed = _guesses(task.model(), every, truth, rows, judged)
            errors[tested] = task.loss(guessed, target[tested])
    return int(len(target) * (1 - 1 / fold_count)), errors


def out_of_fold(
    features: Array,
    labels: NDArray[int64],
    groups: NDArray[int64],
    *,
    baseline: Baseline = Baseline.BOOSTED_TREES,
    seed: int = SEED,
) -> Array:
    """Foretell each item's class by a model that saw none of its group.

    Shapes: (items, classes).
    Raises: TooLittle.
    """
    names, members = np.unique(groups, return_inverse=True)
    fold_count = min(FOLDS, len(names))
    if fold_count < FEWEST_FOLDS:
        raise TooLittle(f"{len(names)} groups.")
    probabilities = np.zeros((len(labels), int(labels.max()) + 1))
    rng = np.random.default_rng(seed)
    with _one_thread():
        for tested in folds(members, fold_count, rng):
            model = _classifier(baseline, seed).fit(features[~tested], labels[~tested])
            # A class that only the tested groups have is foretold by nobody.
            probabilities[np.ix_(tested, model.classes_)] = model.predict_proba(features[tested])
    return probabilities


def majority_error(labels: NDArray[int64]) -> float:
    """Give the error of always naming the commonest class: what a model must beat."""
    return float(1 - np.bincount(labels).max() / len(labels))


@dataclass(frozen=True, slots=True)
class _Task:
    """What is foretold: by which model, and how an item's error is counted."""

    model: Callable[[], Model]
    loss: Callable[[NDArray[Any], NDArray[Any]], Array]


def _task_of_classes(baseline: Baseline, seed: int) -> _Task:
    return _Task(
        lambda: _classifier(baseline, seed),
        lambda guessed, true: (guessed != true).astype(float),
    )


def _task_of_numbers(target: Array, unit: float | None, seed: int) -> _Task:
    one = unit or np.abs(target - np.median(target)).mean() or 1.0
    return _Task(lambda: _regression(seed), lambda guessed, true: np.abs(guessed - true) / one)


def _members(target: NDArray[Any], groups: NDArray[int64]) -> tuple[NDArray[int64], int]:
    """Number the groups, and count the folds that they make. Raises: TooLittle."""
    names, members = np.unique(groups, return_inverse=True)
    fold_count = min(FOLDS, len(names))
    if fold_count < FEWEST_FOLDS or len(target) < 2 * SMALLEST_TRAINING:
        raise TooLittle(f"{len(target)} labels of {len(names)} groups.")
    return members, fold_count


def _tried(
    features: Array, target: NDArray[Any], groups: NDArray[int64], task: _Task, seed: int
) -> Trials:
    members, fold_count = _members(target, groups)
    sizes = training_sizes(int(len(target) * (1 - 1 / fold_count)))
    errors = np.zeros((len(sizes), REPEATS, len(target)))
    with _one_thread():
        for repeat in range(REPEATS):
            rng = np.random.default_rng(seed + repeat)
            for tested in folds(members, fold_count, rng):
                order = in_whole_groups(members, ~tested, rng)
                for number, size in enumerate(sizes):
                    guessed = _guesses(task.model(), features, target, order[:size], tested)
                    errors[number, repeat, tested] = task.loss(guessed, target[tested])
    return Trials(sizes.astype(float), errors, members)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Train on one thread: small trainings on many wait for each other more than they work."""
    # First: only libraries that are there already can be held back.
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def training_sizes(largest: int) -> NDArray[int64]:
    """Space training sizes evenly in proportion, up to the largest."""
    smallest = max(SMALLEST_TRAINING, largest // 32)
    return np.unique(np.geomspace(smallest, largest, SIZES).round().astype(np.int64))


def folds(
    members: NDArray[int64], fold_count: int, rng: np.random.Generator
) -> list[NDArray[bool_]]:
    """Deal whole groups out to folds of about equal size: the largest first, to the emptiest.

    Gives, for each fold, which items it tests.
    """
    counts = np.bincount(members)
    shuffled = rng.permutation(len(counts))
    fold_of, sizes = np.zeros(len(counts), dtype=np.int64), np.zeros(fold_count)
    for group in shuffled[np.argsort(-counts[shuffled], kind="stable")]:
        fold = int(sizes.argmin())
        fold_of[group] = fold
        sizes[fold] += counts[group]
    return [fold_of[members] == fold for fold in range(fold_count)]


def in_whole_groups(
    members: NDArray[int64], may_train: NDArray[bool_], rng: np.random.Generator
) -> NDArray[int64]:
    """Order the training items group by group: more labels come from more farms."""
    places = rng.permutation(members.max() + 1)
    items = rng.permutation(np.flatnonzero(may_train))
    return np.asarray(items[np.argsort(places[members[items]], kind="stable")])


def _guesses(
    model: Model,
    features: Array,
    target: NDArray[Any],
    rows: NDArray[int64],
    tested: NDArray[bool_],
) -> NDArray[Any]:
    if len(np.unique(target[rows])) == 1:  # nothing to tell apart yet
        return np.full(int(tested.sum()), target[rows[0]])
    model.fit(features[rows], target[rows])
    return model.predict(features[tested])


def _classifier(baseline: Baseline, seed: int) -> Model:
    if baseline not in HELD:
        trees: Model = _trees(seed)
        return trees
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    regression = LogisticRegression(C=HELD[baseline], max_iter=300)
    logistic: Model = make_pipeline(StandardScaler(), regression)
    return logistic


def _trees(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=SMALLEST_LEAF,
        early_stopping=False,
        random_state=seed,
    )


def _regression(seed: int) -> Model:
    from sklearn.ensemble import HistGradientBoostingRegressor

    trees: Model = HistGradientBoostingRegressor(
        max_iter=ROUNDS,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=SMALLEST_LEAF,
        loss="absolute_error",
        early_stopping=False,
        random_state=seed,
    )
    return trees
