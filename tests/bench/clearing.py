"""How soon 100,000 caps are cleared."""

import statistics
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from marketplace.offers.arithmetic.sharing import Cost, share_cost
from tests.bench.figures import Figure

CAPS = 100_000
ROUNDS = 15


def measure() -> Iterator[Figure]:
    dice = np.random.default_rng(1)
    caps = dice.lognormal(9.5, 0.6, CAPS).astype(np.int64)
    hundredths = dice.integers(50, 5_000, CAPS)
    # Tax leaves tenths of a yen; of such a cost about half of the caps are served.
    cost = Cost(Fraction(int(caps.sum()) * 11 // 2, 1), Fraction(2_200, 10), Fraction(1))
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        share = share_cost(caps, hundredths, cost)
        took.append(time.perf_counter() - began)
        assert share is not None
    yield Figure("market.clearing", 1000 * statistics.median(took), "ms", 30)
