"""Equal cost shares: the lowest price at which those who pay it bear the cost together."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy import int64
from numpy.typing import NDArray

HUNDRED = 100
# A price in floating point strays less than this share of itself; nearer ones are
# decided in whole numbers.
STRAY = 1e-12


@dataclass(frozen=True, slots=True)
class Cost:
    """What is to be borne. Units: fixed in yen; per_unit and reserve in yen per unit."""

    fixed: Fraction
    per_unit: Fraction = Fraction(0)
    reserve: Fraction = Fraction(0)

    def price(self, hundredths: int) -> int:
        """Share the cost over a quantity, rounded up to the yen. Units: yen per unit."""
        share = self.per_unit + self.fixed * HUNDRED / hundredths
        return math.ceil(max(share, self.reserve))


@dataclass(frozen=True, slots=True)
class Share:
    """The price, and the places of those who pay it, rising.

    Units: price in yen per unit; hundredths is the quantity served.
    """

    price: int
    places: NDArray[int64]
    hundredths: int


def share_cost(caps: NDArray[int64], hundredths: NDArray[int64], cost: Cost) -> Share | None:
    """Find the largest group in which each can pay an equal price per unit; None if there is none.

    Sorted by cap, falling, the longest beginning of the list whose price its last
    member still pays. Whoever ties with the last is in it: more of them lower the price.

    Units: caps in yen per unit, hundredths in hundredths of a unit, both above or at zero.
    Source: Moulin, Shenker 2001; science.md, section 2.
    """
    # Not stable, as that is slower: those who tie are all in or all out.
    order = np.argsort(caps)[::-1]
    falling, served = caps[order], np.cumsum(hundredths[order])
    for last in map(int, _candidates(falling, served, cost)):
        price = cost.price(int(served[last]))
        if price <= int(falling[last]):
            return Share(price, np.flatnonzero(caps >= falling[last]), int(served[last]))
    return None


def _candidates(falling: NDArray[int64], served: NDArray[int64], cost: Cost) -> NDArray[np.intp]:
    """List where the price may be borne, the longest beginning first; most are ruled out."""
    shares = float(cost.per_unit) + float(cost.fixed) * HUNDRED / served
    prices = np.maximum(shares, float(cost.reserve))
    near = STRAY * (np.abs(prices) + falling + 1)
    return np.flatnonzero(falling - prices >= -near)[::-1]
