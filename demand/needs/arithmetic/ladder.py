"""A ladder of public prices between the lowest and the highest that is worth asking."""

import math

RUNG_COUNT = 5


def ladder(lowest: int, highest: int) -> list[int]:
    """Place rungs evenly by ratio between two prices, each rounded to how people say prices.

    Units: yen. Fewer rungs come back where two would round to one.
    Raises: ValueError unless 0 < lowest < highest.
    """
    if not 0 < lowest < highest:
        raise ValueError(f"No ladder from {lowest} to {highest}")
    step = (highest / lowest) ** (1 / (RUNG_COUNT - 1))
    between = (_round(lowest * step**place) for place in range(1, RUNG_COUNT - 1))
    return sorted({lowest, highest, *(price for price in between if lowest < price < highest)})


def _round(price: float) -> int:
    """Round to 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten."""
    magnitude: float = 10 ** math.floor(math.log10(price))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    nearest = min(steps, key=lambda known: abs(math.log(price / magnitude / known)))
    return round(nearest * magnitude)
