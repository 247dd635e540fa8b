"""The shapes that a learning curve may have: error = a + b·φ(n).

Each family is linear in a and b once its shape is chosen, so a fit is a search over a
table of shapes with a closed form inside: quick enough for hundreds of replicates at
once, and free of starting points.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

Array = NDArray[float64]

HIGHEST_FLOOR = 0.5
STEEPEST = 20.0
# A fit through every point leaves no squares: the criterion would have no bottom.
FEWEST_SQUARES = 1e-12


@dataclass(frozen=True, slots=True)
class Family:
    """A shape φ(n) by its parameters, a row each, and whether a floor a is part of it.

    φ falls with n and is scaled to sizes over the first one, so that b stays of the
    size of an error.
    """

    name: str
    shapes: Array
    phi: Callable[[Array, Array], Array]
    has_floor: bool = True

    @property
    def parameter_count(self) -> int:
        return 1 + int(self.has_floor) + int(self.shapes.shape[1])

    def basis(self, sizes: Array) -> Array:
        """Evaluate every shape. Shapes: sizes (s,) relative to the first; gives (shapes, s)."""
        return np.stack([self.phi(sizes, shape) for shape in self.shapes])


def _grid(*axes: Array) -> Array:
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)


POW3 = Family("POW3", _grid(np.geomspace(0.05, 2, 60)), lambda n, c: n ** -c[0])
POW2 = Family("POW2", POW3.shapes, POW3.phi, has_floor=False)
EXP3 = Family("EXP3", _grid(np.geomspace(0.002, 3, 60)), lambda n, c: np.exp(-c[0] * (n - 1)))
LOG2 = Family("LOG2", np.zeros((1, 0)), lambda n, _: 1 - np.log(n) / np.log(1e6))
WBL = Family(
    "WBL",
    _grid(np.geomspace(0.02, 3, 14), np.geomspace(0.2, 1.5, 8)),
    lambda n, c: np.exp(-c[0] * (n ** c[1] - 1)),
)
FAMILIES = (POW3, POW2, EXP3, LOG2, WBL)


@dataclass(frozen=True, slots=True)
class Fits:
    """The best curve of one family for each of many error curves.

    Shapes: floor, slope, squares (curves,); shape (curves, parameters of the shape).
    """

    family: Family
    first_size: float
    floor: Array
    slope: Array
    shape: Array
    squares: Array
    size_count: int

    def at(self, sizes: Array) -> Array:
        """Give the error at other sizes, never below none. Shapes: (curves, sizes)."""
        relative = sizes / self.first_size
        phi = np.stack([self.family.phi(relative, shape) for shape in self.shape])
        return np.asarray(
            np.maximum(self.floor[:, np.newaxis] + self.slope[:, np.newaxis] * phi, 0)
        )

    def criterion(self) -> Array:
        """Give Akaike's criterion, corrected for few sizes; infinite where those are too few."""
        s, k = self.size_count, self.family.parameter_count
        if s < k + 2:
            return np.full(len(self.floor), np.inf)
        penalty = 2 * k + 2 * k * (k + 1) / (s - k - 1)
        return np.asarray(s * np.log(np.maximum(self.squares, FEWEST_SQUARES) / s) + penalty)


def fit(family: Family, sizes: Array, errors: Array, weights: Array) -> Fits:
    """Fit one family to many error curves by weighted least squares.

    Bounds: floor 0–0.5, slope 0–20 (at the first size), as science.md, section 5, sets.

    Shapes: sizes (s,), errors and weights (curves, s).
    """
    basis = family.basis(sizes / sizes[0])
    floor, slope = _lines(basis, errors, weights, has_floor=family.has_floor)
    fitted = floor[..., np.newaxis] + slope[..., np.newaxis] * basis
    squares = (weights[:, np.newaxis] * (errors[:, np.newaxis] - fitted) ** 2).sum(axis=-1)
    squares *= weights.shape[1] / weights.sum(axis=1, keepdims=True)
    best = squares.argmin(axis=1)
    rows = np.arange(len(errors))
    return Fits(
        family=family,
        first_size=float(sizes[0]),
        floor=floor[rows, best],
        slope=slope[rows, best],
        shape=family.shapes[best],
        squares=squares[rows, best],
        size_count=len(sizes),
    )


def _lines(basis: Array, errors: Array, weights: Array, *, has_floor: bool) -> tuple[Array, Array]:
    """Solve for floor and slope of every curve with every shape, within their bounds.

    Shapes: basis (shapes, s), errors and weights (curves, s); gives twice (curves, shapes).
    """
    total = weights.sum(axis=1, keepdims=True)
    mean = (weights * errors).sum(axis=1, keepdims=True) / total
    basis_mean = weights @ basis.T / total
    basis_square = weights @ (basis**2).T / total
    product = (weights * errors) @ basis.T / total
    if not has_floor:
        return np.zeros_like(product), np.clip(product / basis_square, 0, STEEPEST)
    spread = np.maximum(basis_square - basis_mean**2, 1e-15)
    slope = np.clip((product - mean * basis_mean) / spread, 0, STEEPEST)
    floor = mean - slope * basis_mean
    # On its bound the floor is given, and the slope is found anew.
    held = np.clip(floor, 0, HIGHEST_FLOOR)
    again = np.clip((product - held * basis_mean) / basis_square, 0, STEEPEST)
    return held, np.where(held == floor, slope, again)
