"""The one price that earns most, where demand is known by a formula or cap by cap.

These are the yardsticks against which the rungs of a published curve are
measured: computed from exact caps, never published.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from demand.answers.arithmetic.posterior import NormalInverseGamma

# No price is sought where fewer than this share would pay: there a model's tail
# speaks, not an answer.
SLIMMEST_SHARE = 0.2


class PostedPrice(NamedTuple):
    """A price, and what each operation that was asked brings in at it on average.

    Units: yen per unit.
    """

    price: float
    revenue: float


def plug_in_revenues(caps: Sequence[float], unit_cost: float = 0) -> dict[float, float]:
    """Price at each cap in turn, and take (p − c) from all who would still buy.

    The largest of these overstates the truth by 82 % at n = 3 (winner's curse).

    Units: yen in sum over the caps.
    Source: posted-price revenue; science.md, section 1.
    """
    return {
        price: (price - unit_cost) * sum(cap >= price for cap in caps)
        for price in sorted(set(caps))
    }


def linear_optimum(highest: float, unit_cost: float = 0) -> PostedPrice:
    """Price where demand is 1 − p / V: half-way between cost and V."""
    price = (highest + unit_cost) / 2
    return PostedPrice(price, (price - unit_cost) * (1 - price / highest))


def logit_optimum(a: float, b: float, unit_cost: float = 0) -> PostedPrice:
    """Price where demand is 1 / (1 + exp(b p − a)).

    Source: p* = c + (1 + W(exp(a − 1 − b c))) / b with Lambert's W.
    """
    from scipy.special import lambertw

    margin = (1 + float(lambertw(math.exp(a - 1 - b * unit_cost)).real)) / b
    return PostedPrice(unit_cost + margin, margin - 1 / b)


def lognormal_optimum(mu: float, sigma: float, unit_cost: float = 0) -> PostedPrice:
    """Price where log caps are normal, by search."""
    from scipy.special import ndtr

    prices = np.exp(np.linspace(mu - 4 * sigma, mu + 4 * sigma, 80_001))
    revenues = (prices - unit_cost) * ndtr((mu - np.log(prices)) / sigma)
    best = int(revenues.argmax())
    return PostedPrice(float(prices[best]), float(revenues[best]))


def predictive_optimum(
    belief: NormalInverseGamma, highest_cap: float, unit_cost: float = 0
) -> PostedPrice:
    """Price by a belief, from the cost up to the highest cap or to what a fifth would pay.

    Units: yen per unit; the highest cap as winsorised.
    """
    ceiling = min(highest_cap, math.exp(belief.log_reached_by(SLIMMEST_SHARE)))
    prices = np.linspace(max(unit_cost, 1), ceiling, 20_001)
    revenues = (prices - unit_cost) * belief.survival(np.log(prices))
    best = int(revenues.argmax())
    return PostedPrice(float(prices[best]), float(revenues[best]))
