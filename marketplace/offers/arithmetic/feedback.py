"""What a developer is told while practising on sealed labels: too little to fit them.

The ladder of Blum and Hardt (2015): a score is told only when it beats the best one told by a
step, and then as a whole number of steps. The fewer the labels, the larger the step.
"""

from math import floor, sqrt

PER_DAY, IN_ALL = 3, 10
# In standard deviations of a share of independent items, about three.
WIDTH = 1.5
SMALLEST_STEP = 0.02


def step(count: float) -> float:
    """Give the step for so many effective items, as a share of the scale."""
    return max(SMALLEST_STEP, WIDTH / sqrt(count))


def told(value: float, best: float | None, *, count: float, scale: float = 1.0) -> float | None:
    """Say a score in whole steps if it beats the best one told by a step; else None.

    `value` is such that more is better; `scale` is what a difference of one means to it.
    """
    size = step(count) * scale
    if best is not None and value < best + size:
        return None
    return floor(value / size) * size
