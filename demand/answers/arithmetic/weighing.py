"""Answers by rung interval, each weighed by what its level is worth."""

from dataclasses import dataclass

import numpy as np
from numpy import int64
from numpy.typing import NDArray

from demand.answers.arithmetic.draws import (
    COLUMN_ROWS,
    PAYING_ROWS,
    Array,
    gammas,
    normals,
    share_of,
)


@dataclass(frozen=True, slots=True)
class Cells:
    """Answers by level and column: how many, and how many of them are heard.

    What looks like one hand is heard as fewer whole answers than it counts, and so knows
    less: fewer, not lighter ones. Where nothing does, both are the same.

    Shapes: (needs, levels, columns).
    """

    counts: NDArray[int64]
    heard: Array

    @classmethod
    def counted(cls, counts: NDArray[int64]) -> "Cells":
        return cls(counts, counts.astype(float))

    @property
    def answer_count(self) -> NDArray[int64]:
        return self.counts.sum(axis=(-1, -2))

    def of(self, needs: NDArray[np.bool_]) -> "Cells":
        return Cells(self.counts[needs], self.heard[needs])


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much is heard in each column, its weights by level and the squares of those.

    Shapes: (needs, columns); column 0 holds the caps of zero, column 1 what
    lies below the first rung, the last one what lies at or above the last.
    """

    counts: Array
    weights: Array
    squares: Array

    @property
    def answer_count(self) -> Array:
        return np.asarray(self.counts.sum(axis=-1))

    @property
    def above_zero(self) -> "Weighed":
        return Weighed(self.counts[..., 1:], self.weights[..., 1:], self.squares[..., 1:])

    @property
    def effective_count(self) -> Array:
        """The number of equally weighted answers that would know as much (Kish 1965)."""
        return share_of(self.weights.sum(axis=-1) ** 2, self.squares.sum(axis=-1))

    def of(self, needs: NDArray[np.bool_]) -> "Weighed":
        return Weighed(self.counts[needs], self.weights[needs], self.squares[needs])


def weigh(cells: Cells, thetas: Array) -> Weighed:
    """Weigh what is heard of each answer by the chance that its level really pays.

    Shapes: thetas (levels,).
    """
    by_level = thetas[:, np.newaxis]
    weighted = cells.heard * by_level
    return Weighed(
        counts=cells.heard.sum(axis=-2),
        weights=weighted.sum(axis=-2),
        squares=(weighted * by_level).sum(axis=-2),
    )


def reaching(weighed: Weighed) -> Array:
    """Tell which share of the weight reaches each rung. Shapes: (needs, rungs)."""
    return _reaching(weighed.weights[..., np.newaxis])[..., 0]


def reaching_draws(weighed: Weighed) -> Array:
    """Draw the shares that reach each rung by the Bayesian bootstrap.

    Shapes: (needs, rungs, DRAWS).
    """
    rows = normals()[COLUMN_ROWS][: weighed.weights.shape[-1]]
    return _reaching(_bootstrapped(weighed.weights, weighed.squares, rows))


def _reaching(weights: Array) -> Array:
    """Share out weights (needs, columns, n) to the rungs that they reach (needs, rungs, n)."""
    column_count = weights.shape[1]
    # Rung 0 is reached by columns 2 and above, rung 1 by columns 3 and above, …
    reaches = np.triu(np.ones((column_count - 2, column_count)), k=2)
    return share_of(reaches @ weights, weights.sum(axis=1, keepdims=True))


def paying(weighed: Weighed) -> Array:
    """Tell which share of the weight named more than zero. Shapes: (needs,)."""
    return share_of(weighed.weights[:, 1:].sum(axis=-1), weighed.weights.sum(axis=-1))


def paying_draws(weighed: Weighed) -> Array:
    """Draw the share that named more than zero by the Bayesian bootstrap.

    Shapes: (needs, DRAWS).
    """
    weights, squares = (
        np.stack((column[:, 0], column[:, 1:].sum(axis=-1)), axis=-1)
        for column in (weighed.weights, weighed.squares)
    )
    drawn = _bootstrapped(weights, squares, normals()[PAYING_ROWS])
    return share_of(drawn[:, 1], drawn.sum(axis=1))


def _bootstrapped(weights: Array, squares: Array, normals: Array) -> Array:
    """Draw the weight that each group of answers has in a Bayesian bootstrap.

    Every answer draws an exponential weight, which makes their shares
    Dirichlet(1); answers of unequal weight add up to nearly a gamma, taken
    with the same mean and variance.

    Shapes: weights and squares (needs, groups), normals (groups, DRAWS).
    Source: Rubin 1981; Satterthwaite 1946.
    """
    shape = np.maximum(share_of(weights * weights, squares), 1)
    scale = share_of(squares, weights)
    return scale[..., np.newaxis] * gammas(shape[..., np.newaxis], normals)
