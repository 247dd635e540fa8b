"""How long a curve takes, and whether its band holds the truth it should hold."""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from demand.answers.arithmetic.curve import DemandCurve, demand_curves
from demand.answers.arithmetic.posted_price import lognormal_optimum
from demand.answers.arithmetic.posterior import Prior
from demand.answers.arithmetic.reading import NoPrice, best_rung
from demand.answers.arithmetic.tally import Tally
from tests.bench.figures import Figure

# science.md, section 1: caps of median 2,440 and a spread of .7 in their logs.
MU, SIGMA = 7.8, 0.7
RUNGS = tuple(round(np.exp(MU) * 1.6**step) for step in range(-2, 4))
SIZES = (5, 10, 30, 100, 300)
WRONG_BY = (1.0, 3.0, 1 / 3)
DRAWS = 5_000
ROUNDS = 5
NEEDS = 2_000


def measure() -> Iterator[Figure]:
    yield _speed()
    for size in SIZES:
        curves = {wrong: _curves(size, wrong) for wrong in WRONG_BY}
        yield _coverage(size, curves)
        if size > SIZES[0]:
            yield _claim(size, curves)


def _speed() -> Figure:
    """Time whole curves, with their bands, of needs with ten answers each."""
    tallies = _tallies(10, NEEDS)
    demand_curves(tallies[:100])
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        demand_curves(tallies)
        took.append(time.process_time() - began)
    return Figure("demand.curve", 1000 * min(took) / NEEDS, "ms", 0.15)


def _coverage(size: int, curves: dict[float, list[DemandCurve]]) -> Figure:
    """Count how often the band misses the true revenue at the true best rung, at its worst.

    Per answer, as if each were kept: the chance that it is, is another belief.
    """
    place, truth = _truth()
    missed = []
    for found in curves.values():
        shares = [curve.stated.share.at(place) for curve in found]
        held = [RUNGS[place] * s.low <= truth <= RUNGS[place] * s.high for s in shares]
        missed.append(1 - float(np.mean(held)))
    # At least 82 % are to be held: at most 18 % missed.
    return Figure(f"demand.coverage_{size}_missed", 100 * max(missed), "%", 18)


def _claim(size: int, curves: dict[float, list[DemandCurve]]) -> Figure:
    """Compare the best revenue that is claimed with the truth, on average, at its worst."""
    _, truth = _truth()
    errors = [abs(float(np.mean([_claimed(c) for c in found])) / truth - 1)
              for found in curves.values()]  # fmt: skip
    limit = 15 if size < 30 else 5
    return Figure(f"demand.coverage_{size}_claim", 100 * max(errors), "%", limit)


def _claimed(curve: DemandCurve) -> float:
    """Give the revenue per answer that is claimed at the best rung, were every answer kept."""
    try:
        best = best_rung(curve.stated)
    except NoPrice:
        return 0.0
    return best.price * best.share.estimate


def _truth() -> tuple[int, float]:
    """Find the rung that would truly bring in the most, and how much per answer."""
    from scipy.special import ndtr

    revenues = [rung * float(ndtr((MU - np.log(rung)) / SIGMA)) for rung in RUNGS]
    place = int(np.argmax(revenues))
    # The rungs are close enough to the best price of all.
    assert revenues[place] > 0.95 * lognormal_optimum(MU, SIGMA).revenue
    return place, revenues[place]


def _curves(size: int, wrong: float) -> list[DemandCurve]:
    prior = Prior(float(np.exp(MU)) * wrong)
    tallies = _tallies(size, DRAWS)
    return demand_curves(tallies, priors=[prior] * DRAWS)


def _tallies(size: int, count: int) -> list[Tally]:
    """Draw the caps of needs and count them by rung; the same at every run."""
    generator = np.random.default_rng(size)
    caps = generator.lognormal(MU, SIGMA, (count, size))
    columns = np.searchsorted(RUNGS, caps, side="right") + 1
    counted = [np.bincount(row, minlength=len(RUNGS) + 2) for row in columns]
    return [_tally(row, size) for row in counted]


def _tally(counts: NDArray[np.int64], size: int) -> Tally:
    none = (0,) * len(counts)
    table = (none, none, none, tuple(counts.tolist()))
    return Tally(
        RUNGS, stated=table, firm=table, total_quantity=float(size), contributor_count=size
    )
