"""How soon one estimate is made, and how far its middle strays."""

import statistics
import time
from collections.abc import Iterator

import numpy as np

from marketplace.opportunities.arithmetic.estimate import estimate
from marketplace.opportunities.arithmetic.payoff import Market, course_of, payoff
from marketplace.opportunities.arithmetic.priors import DIMENSIONS, TYPICAL, draw
from tests.bench import clearing
from tests.bench.figures import Figure

SEEDS = 60
REFERENCE_DRAWS, CHUNK = 1_000_000, 50_000
WIDE = Market(in_hand_buyers=5, eligible_count=30_000)


def measure() -> Iterator[Figure]:
    estimate(WIDE, seed=0, priced_count=9)
    took, middles = [], []
    for seed in range(1, SEEDS + 1):
        began = time.perf_counter()
        found = estimate(WIDE, seed=seed, priced_count=9)
        took.append(time.perf_counter() - began)
        middles.append(found.as_document()["payoff"]["p50"])
    yield Figure("market.estimate", 1000 * statistics.median(took), "ms", 30)
    low, middle, high = reference()
    error = np.quantile(np.abs(np.array(middles) - middle), 0.95) / (high - low)
    yield Figure("market.p50_error", 100 * float(error), "%", 0.5)
    yield from clearing.measure()


def reference() -> tuple[float, float, float]:
    """Draw a million times and more by plain chance; give P5, P50 and P95 in yen."""
    chance = np.random.default_rng(20_265)
    drawn = []
    for _ in range(REFERENCE_DRAWS // CHUNK):
        inputs = draw(TYPICAL, chance.uniform(1e-9, 1 - 1e-9, (DIMENSIONS, CHUNK)))
        present = course_of(WIDE, inputs).discounted(inputs.discount)
        drawn.append(payoff(WIDE, inputs, present).npv)
    low, middle, high = np.quantile(np.concatenate(drawn), (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)
