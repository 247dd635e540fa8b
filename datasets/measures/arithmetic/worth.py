"""What each contribution to a data set is worth, and the share it suggests.

Copies earn a contributor more than they add, so `distinct` comes first: a value is
only fair among samples that differ (science.md, section 8).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

Array = NDArray[float64]

NEIGHBOURS = 5
# Retraining for each of 2^12 sets of contributors is the most that is worth waiting for.
MOST_CONTRIBUTORS = 12
# So many test points' distances are held at once: 256 × 20,000 samples are 40 MB.
CHUNK = 256
# Half for what the samples teach, half for how many there are (assumed, 仮定).
VALUE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Samples:
    """Labelled samples. Shapes: features (n, d), labels (n,), contributors (n,)."""

    features: Array
    labels: NDArray[int64]
    contributors: NDArray[int64]

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, rows: NDArray[int64]) -> "Samples":
        return Samples(self.features[rows], self.labels[rows], self.contributors[rows])


def distinct(samples: Samples) -> NDArray[int64]:
    """Find the first of each group of samples that are equal in every feature.

    Gives their positions, rising. The label does not count: the same picture under two
    labels is one picture.
    """
    _, first = np.unique(samples.features, axis=0, return_index=True)
    return np.sort(first)


def knn_shapley(train: Samples, test: Samples, *, neighbours: int = NEIGHBOURS) -> Array:
    """Value every training sample by its Shapley share in the vote of the nearest ones.

    The values add up to the utility of all of them: the mean, over the test points, of
    the share of votes that are right. Equal distances are told apart by position.

    Shapes: (train,).
    Source: Jia et al., PVLDB 2019, with the start term min(K, N) / (K N) that holds for
    N < K too.
    """
    values = np.zeros(len(train))
    for agrees, order in _ranked(train, test):
        by_rank = _shares(agrees, neighbours)
        np.add.at(values, order.ravel(), by_rank.ravel())
    return values / len(test)


def _shares(agrees: NDArray[bool_], neighbours: int) -> Array:
    """Share each test point's vote out, from the farthest sample to the nearest."""
    sample_count = agrees.shape[1]
    rights = agrees.astype(float)
    shares = np.empty_like(rights)
    shares[:, -1] = rights[:, -1] * min(neighbours, sample_count) / (neighbours * sample_count)
    ranks = np.arange(1, sample_count)
    steps = (rights[:, :-1] - rights[:, 1:]) * np.minimum(neighbours, ranks) / (neighbours * ranks)
    shares[:, :-1] = shares[:, -1:] + np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    return shares


def _ranked(train: Samples, test: Samples) -> list[tuple[NDArray[bool_], NDArray[int64]]]:
    """Order the training samples by distance from each test point, nearest first.

    Gives, chunk by chunk, whether their labels agree and which samples they are.
    """
    squares = (train.features**2).sum(axis=1)
    ranked = []
    for start in range(0, len(test), CHUNK):
        points = test.features[start : start + CHUNK]
        distances = squares - 2 * points @ train.features.T
        # Rounding: equal samples must be equally far whatever the order of sums.
        order = np.argsort(distances.round(9), axis=1, kind="stable")
        agrees = train.labels[order] == test.labels[start : start + CHUNK, np.newaxis]
        ranked.append((agrees, order))
    return ranked


def utility(train: Samples, test: Samples, *, neighbours: int = NEIGHBOURS) -> float:
    """Give the mean share of right votes among the nearest samples, 0 without any."""
    if not len(train):
        return 0.0
    right = sum(float(agrees[:, :neighbours].sum()) for agrees, _ in _ranked(train, test))
    return right / neighbours / len(test)


def left_out(train: Samples, test: Samples, *, neighbours: int = NEIGHBOURS) -> dict[int, float]:
    """Tell, by contributor, how much less all the others' samples would teach."""
    names, owners = np.unique(train.contributors, return_inverse=True)
    whole = utility(train, test, neighbours=neighbours)
    right = np.zeros(len(names))
    for agrees, order in _ranked(train, test):
        for each in range(len(names)):
            right[each] += _votes(agrees, owners[order] != each, neighbours)
    without = right / neighbours / len(test)
    return {int(name): whole - float(rest) for name, rest in zip(names, without, strict=True)}


def _votes(agrees: NDArray[bool_], present: NDArray[bool_], neighbours: int) -> int:
    """Count the right votes of the nearest samples that are present."""
    voting = present & (np.cumsum(present, axis=1) <= neighbours)
    return int((voting & agrees).sum())


class TooManyContributors(ValueError):
    """More contributors than every set of them can be tried for."""


def contributor_shapley(
    train: Samples, test: Samples, *, neighbours: int = NEIGHBOURS
) -> dict[int, float]:
    """Value whole contributors exactly, by trying every set of them.

    A contributor's samples help or spoil each other, so this is not the sum of their
    own values.

    Raises: TooManyContributors, beyond twelve.
    """
    names, owners = np.unique(train.contributors, return_inverse=True)
    if len(names) > MOST_CONTRIBUTORS:
        raise TooManyContributors(f"{len(names)} contributors; {MOST_CONTRIBUTORS} can be tried.")
    utilities = _utilities_of_sets(_ranked(train, test), owners, len(names), neighbours)
    utilities /= len(test)
    values = _shapley(utilities, len(names))
    return {int(name): float(value) for name, value in zip(names, values, strict=True)}


def _utilities_of_sets(
    ranked: list[tuple[NDArray[bool_], NDArray[int64]]],
    owners: NDArray[int64],
    contributor_count: int,
    neighbours: int,
) -> Array:
    """Add up the right votes of each set of contributors; bit c of its number is c's."""
    utilities = np.zeros(2**contributor_count)
    for agrees, order in ranked:
        near = _may_vote(owners[order], contributor_count, neighbours)
        bits = (1 << owners[order])[near].reshape(len(order), -1)
        right = agrees[near].reshape(len(order), -1)
        for number in range(1, len(utilities)):
            utilities[number] += _votes(right, (bits & number) > 0, neighbours) / neighbours
    return utilities


def _may_vote(owners: NDArray[int64], contributor_count: int, neighbours: int) -> NDArray[bool_]:
    """Mark each contributor's own nearest samples: no others vote in any set of them.

    Shapes: owners (points, samples) by rank; as many are marked for every point.
    """
    may_vote = np.zeros(owners.shape, dtype=np.bool_)
    for each in range(contributor_count):
        own = owners == each
        may_vote |= own & (np.cumsum(own, axis=1) <= neighbours)
    return may_vote


def _shapley(utilities: Array, contributor_count: int) -> Array:
    sizes = np.array([number.bit_count() for number in range(len(utilities))])
    # 1 / (m · C(m − 1, size)): in how many orders a contributor meets a set of that size.
    chances = np.empty(contributor_count)
    chances[0] = 1 / contributor_count
    for smaller, size in pairwise(range(contributor_count)):
        chances[size] = chances[smaller] * size / (contributor_count - size)
    values = np.zeros(contributor_count)
    numbers = np.arange(len(utilities))
    for each in range(contributor_count):
        without = numbers[(numbers >> each) & 1 == 0]
        gains = utilities[without | (1 << each)] - utilities[without]
        values[each] = (chances[sizes[without]] * gains).sum()
    return values


def suggested_shares(
    values: dict[int, float],
    accepted: dict[int, int],
    *,
    least: float = 0.0,
    most: float = 1.0,
) -> dict[int, float]:
    """Suggest how to share what the data brings in; the shares add up to 1.

    Half by value, half by the accepted samples that are nobody's copy; all by the
    latter where nobody's value is above nothing. `least` and `most` bound one share
    as far as they leave a whole.

    Source: science.md, section 8.
    """
    worth = {each: max(values[each], 0.0) for each in values}
    total, sample_count = sum(worth.values()), sum(accepted.values())
    by_count = {each: accepted[each] / sample_count for each in values}
    if not total:
        return _bounded(by_count, least, most)
    mixed = {
        each: VALUE_SHARE * worth[each] / total + (1 - VALUE_SHARE) * by_count[each]
        for each in values
    }
    return _bounded(mixed, least, most)


def _bounded(shares: dict[int, float], least: float, most: float) -> dict[int, float]:
    """Hold shares within bounds, all others moved by the same so that they make a whole."""
    from scipy.optimize import brentq

    least, most = min(least, 1 / len(shares)), max(most, 1 / len(shares))
    values = np.array(list(shares.values()))

    def surplus(shift: float) -> float:
        return float(np.clip(values + shift, least, most).sum() - 1)

    shift = brentq(surplus, -1, 1) if surplus(0) else 0.0
    held = np.clip(values + shift, least, most)
    return dict(zip(shares, held.tolist(), strict=True))
