"""How a product spreads among those who will ever buy it: the Bass model."""

import math

import numpy as np
from numpy import float64
from numpy.typing import NDArray

type Array = NDArray[float64]


def adopted_share(innovation: Array | float, imitation: Array | float, years: Array) -> Array:
    """Give the share of eventual buyers that has bought after so many years, 0–1.

    Shapes: innovation and imitation broadcast against years.
    Source: Bass 1969, F(t) = (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t).
    """
    faded = np.exp(-np.multiply(np.add(innovation, imitation), years))
    share: Array = (1 - faded) / (1 + np.divide(imitation, innovation) * faded)
    return share


def peak_year(innovation: float, imitation: float) -> float:
    """Find when most buy. Source: Bass 1969, t* = ln(q/p) / (p + q)."""
    return math.log(imitation / innovation) / (innovation + imitation)
