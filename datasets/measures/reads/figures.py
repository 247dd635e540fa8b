"""Figures as pages write them."""

from math import floor, log10

DIGITS = 6
# Beyond these nobody counts noughts.
SMALLEST, LARGEST = 1e-6, 1e15


def written(value: float) -> str:
    """Write a figure with its six leading digits at least, and thousands apart."""
    size = abs(value)
    if size and not SMALLEST <= size < LARGEST:
        return f"{value:.{DIGITS}g}".replace("-", "−")
    decimals = max(DIGITS - 1 - (floor(log10(size)) if size else 0), 0)
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
