"""Rates that must rise (or fall) together, pooled where the counts say otherwise."""

from collections.abc import Sequence


def pooled_blocks(values: Sequence[float], weights: Sequence[float]) -> list[range]:
    """Split positions into the runs that a rising order forces to share one mean.

    Weights must be positive.

    Source: pool adjacent violators (Ayer et al. 1955).
    """
    blocks: list[tuple[range, float, float]] = []
    for position, (value, weight) in enumerate(zip(values, weights, strict=True)):
        run, total, mass = range(position, position + 1), value * weight, weight
        while blocks and blocks[-1][1] * mass > total * blocks[-1][2]:
            earlier, earlier_total, earlier_mass = blocks.pop()
            run = range(earlier.start, run.stop)
            total, mass = total + earlier_total, mass + earlier_mass
        blocks.append((run, total, mass))
    return [run for run, _, _ in blocks]


def rising(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Fit the nearest non-decreasing sequence, by weighted squares."""
    fitted: list[float] = []
    for run in pooled_blocks(values, weights):
        mass = sum(weights[i] for i in run)
        mean = sum(values[i] * weights[i] for i in run) / mass
        fitted.extend([mean] * len(run))
    return tuple(fitted)


def falling(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Fit the nearest non-increasing sequence, as a share of "yes" along rising prices."""
    return rising(values[::-1], weights[::-1])[::-1]
