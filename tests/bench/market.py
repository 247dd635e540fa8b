"""How soon one estimate is made, and how far its middle strays."""

import statistics
import time
from collections.abc import Iterator

import numpy as np

from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.payoff import Market
from tests.bench import clearing
from tests.bench.figures import Figure

SEEDS = 60
WIDE = Market(in_hand_buyers=5, eligible_count=30_000)


def measure() -> Iterator[Figure]:
    estimate(WIDE, seed=0, priced_count=9)
    took, middles, widths = [], [], []
    for seed in range(1, SEEDS + 1):
        began = time.perf_counter()
        found = estimate(WIDE, seed=seed, priced_count=9)
        took.append(time.perf_counter() - began)
        document = found.as_document()["payoff"]
        middles.append(document["p50"])
        widths.append(document["p95"] - document["p5"])
    yield Figure("market.estimate", 1000 * statistics.median(took), "ms", 30)
    # Against the mean of all seeds: 245,760 Sobol draws, whose own error is far smaller.
    error = np.quantile(np.abs(np.array(middles) - np.mean(middles)), 0.95) / np.mean(widths)
    yield Figure("market.p50_error", 100 * float(error), "%", 0.5)
    yield from clearing.measure()
