"""What each contributor's samples are worth to a simple model, and the shares it suggests."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.worth import (
    MOST_CONTRIBUTORS,
    NEIGHBOURS,
    Samples,
    contributor_shapley,
    distinct,
    knn_shapley,
    left_out,
    suggested_shares,
    utility,
)

Array = NDArray[float64]

FEWEST_CONTRIBUTORS = 2
FEWEST_SAMPLES = 40
# So many samples judge, as many of each contributor: nobody's fields weigh more than another's.
MOST_JUDGING = 200
JUDGING_SHARE = 0.3
SEED = 20_267


@dataclass(frozen=True, slots=True)
class Contributed:
    """Labelled samples and who sent them.

    Shapes: features (n, d), labels (n,), owners (n,) as places in `names`; `row_counts` are
    those of all rows of each, of which long tables give only some.
    """

    features: Array
    labels: NDArray[int64]
    owners: NDArray[int64]
    names: tuple[str, ...]
    row_counts: tuple[int, ...]
    column: str


def contributions(sent: Contributed) -> dict[str, Any] | None:
    """Write down what each contribution is worth; None where nobody can be told apart.

    Copies are removed first. The value of a contributor is the exact Shapley share in the
    vote of the five nearest, over every set of contributors up to twelve; of more it is the
    sum of its samples' own values.

    Source: science.md, section 8.
    """
    samples = Samples(_evened(sent.features), sent.labels, sent.owners)
    first = distinct(samples)
    # Evened anew: copies must not weigh in the middle of anything either.
    unlike = Samples(_evened(sent.features[first]), sent.labels[first], sent.owners[first])
    owners = np.unique(unlike.contributors)
    if len(owners) < FEWEST_CONTRIBUTORS or len(unlike) < FEWEST_SAMPLES:
        return None
    judging = _judging(unlike.contributors)
    if not judging.any():
        return None
    train, test = unlike.at(np.flatnonzero(~judging)), unlike.at(np.flatnonzero(judging))
    values, is_by_sets = _values(train, test, len(sent.names))
    accepted = _accepted(samples, unlike, sent)
    return {
        "column": sent.column,
        "by": "SETS" if is_by_sets else "SAMPLES",
        "neighbours": NEIGHBOURS,
        "rows": sum(sent.row_counts),
        "rows_covered": len(samples),
        "exact": len(samples) == sum(sent.row_counts),
        "copies": len(samples) - len(unlike),
        "judging": len(test),
        "all_together": utility(train, test),
        "contributors": _each(sent, values, left_out(train, test), accepted),
    }


def _each(
    sent: Contributed,
    values: dict[int, float],
    missed: dict[int, float],
    accepted: dict[int, int],
) -> list[dict[str, Any]]:
    """List the contributors with what they are worth, the largest suggested share first."""
    shares = suggested_shares(values, accepted)
    return [
        {
            "name": sent.names[each],
            "rows": sent.row_counts[each],
            "accepted": accepted[each],
            "value": values[each],
            "left_out": missed.get(each, 0.0),
            "share": shares[each],
        }
        for each in sorted(shares, key=lambda one: (-shares[one], sent.names[one]))
    ]


def _evened(features: Array) -> Array:
    """Give every feature the same weight; a missing one is the middle."""
    with np.errstate(invalid="ignore"):
        finite = np.where(np.isfinite(features), features, np.nan)
    known = np.isfinite(finite)
    counts = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, finite - np.where(known, finite, 0).sum(axis=0) / counts, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / counts)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def _judging(owners: NDArray[int64]) -> NDArray[np.bool_]:
    """Hold samples out, as many of each contributor as far as it has them."""
    rng = np.random.default_rng(SEED)
    names, counts = np.unique(owners, return_counts=True)
    each_gives = max(1, MOST_JUDGING // len(names))
    judging = np.zeros(len(owners), dtype=np.bool_)
    for name, count in zip(names, counts, strict=True):
        own = rng.permutation(np.flatnonzero(owners == name))
        judging[own[: min(each_gives, int(count * JUDGING_SHARE))]] = True
    return judging


def _values(train: Samples, test: Samples, name_count: int) -> tuple[dict[int, float], bool]:
    """Value every contributor; one whose samples are all copies is worth nothing."""
    values = dict.fromkeys(range(name_count), 0.0)
    if len(np.unique(train.contributors)) <= MOST_CONTRIBUTORS:
        return values | contributor_shapley(train, test), True
    sums = np.bincount(train.contributors, knn_shapley(train, test), minlength=name_count)
    return values | dict(enumerate(sums.tolist())), False


def _accepted(samples: Samples, unlike: Samples, sent: Contributed) -> dict[int, int]:
    """Count each contributor's rows that are nobody's copy, as the share among those seen."""
    seen = np.bincount(samples.contributors, minlength=len(sent.names))
    kept = np.bincount(unlike.contributors, minlength=len(sent.names))
    shares = kept / np.maximum(seen, 1)
    return {each: round(count * shares[each]) for each, count in enumerate(sent.row_counts)}
