"""When and with how many buyers the money comes back, and what must be true for that."""

import math

import numpy as np

from marketplace.opportunities.arithmetic.payoff import Array, Market, Payoff

# A conditional promise is kept by one in two: the mean of Beta(6, 6); science.md, section 1.
KEPT_SHARE = 0.5
# No investment is looked at that would lose, or gain, more than this a year.
RATES = (-0.9, 10.0)


def break_even_years(yearly: Array) -> Array:
    """Find when the cumulative cash first reaches zero, linearly within the year.

    Shapes: yearly (1 + years, draws) with what is spent first in row 0; gives
    (draws,), infinite where it never does. Undiscounted.
    """
    cumulative = yearly.cumsum(axis=0)
    reached = cumulative >= 0
    year = reached.argmax(axis=0)
    draws = np.arange(yearly.shape[1])
    short = -cumulative[np.maximum(year - 1, 0), draws]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(year > 0, year - 1 + short / yearly[year, draws], 0.0)
    return np.where(reached.any(axis=0), crossing, np.inf)


def break_even_buyers(payoff: Payoff) -> Array:
    """Find how many buyers each draw needs to reach zero; infinite where no number would do.

    Shapes: (draws,).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = payoff.cost / payoff.worth_per_buyer
    return np.where(payoff.worth_per_buyer > 0, np.maximum(needed, 0.0), np.inf)


def buyers_needed(payoff: Payoff) -> float | None:
    """Count the buyers with whom it pays as often as not; None if no number would do.

    Every draw breaks even at a number of its own; at the middle one P(NPV > 0) = .5.
    """
    needed = float(np.quantile(break_even_buyers(payoff), 0.5, method="higher"))
    return needed if math.isfinite(needed) else None


def commitments_missing(market: Market, needed: float | None) -> int | None:
    """Turn missing buyers into conditional promises, of which one in two is kept."""
    if needed is None:
        return None
    return max(0, math.ceil((needed - market.in_hand_buyers) / KEPT_SHARE))


def present_value(cash: Array, rate: float) -> float:
    """Discount one path of cash, the first amount being due today."""
    return float((cash * (1 + rate) ** -np.arange(len(cash), dtype=float)).sum())


def internal_rate(cash: Array) -> float | None:
    """Find the discount rate at which one path of cash is worth nothing; None if there is none."""
    from scipy.optimize import brentq

    at_ends = [present_value(cash, rate) for rate in RATES]
    if at_ends[0] * at_ends[1] >= 0:
        return None
    return float(brentq(lambda rate: present_value(cash, rate), *RATES))
