"""Build now or wait: what running it costs later, and when a model as good fits a device.

Two clocks that are easily taken for one. Prices of the same service fall by one; the
size of language models of equal score falls by the other, the densing law, which says
nothing of prices, cameras, sensors or the small vision models of farms.
"""

import math
from dataclasses import dataclass

import numpy as np

from marketplace.opportunities.arithmetic.payoff import Market, capital_of, course_of, payoff
from marketplace.opportunities.arithmetic.priors import INPUTS, Inputs

# Months in which the size of a model of equal score halves.
# Source: densing law, Nature Machine Intelligence 2025.
DENSING_MONTHS = 3.5
# Bytes a parameter takes, and what else runs beside it (仮定).
BYTES_PER_PARAMETER, BESIDE = 1.0, 1.2
# So much of a device's memory a model may fill (仮定).
FREE_SHARE = 0.5
STARTS = (0, 3, 6, 12, 18, 24)
# Of the moments at which a general model may replace it, so many are tried.
MOMENTS = 40


@dataclass(frozen=True, slots=True)
class Start:
    """What it is worth today to begin so many months from now. Units: yen, discounted."""

    months: int
    worth: float


def halving_months(larger: float, smaller: float, months: float) -> float:
    """Tell how fast it must have halved to shrink so far in so many months.

    Source: the talk's example, 1.8 trillion to 4 billion parameters in 24 months.
    """
    return months / math.log2(larger / smaller)


def shrunk_share(months: float, halving: float) -> float:
    """Give what is left after so many months, 0–1."""
    return float(2 ** (-months / halving))


def month_it_pays(
    running: float, bearable: float, *, halving: float, floor_share: float
) -> int | None:
    """Find the first month in which running it costs no more than is bearable.

    Units: yen a year; None where the floor lies above it.
    """
    if running <= bearable:
        return 0
    if bearable <= 0 or bearable < running * floor_share:
        return None
    return math.ceil(round(halving * math.log2(running / bearable), 9))


def month_it_fits(parameters: float, memory: float, *, halving: float = DENSING_MONTHS) -> int:
    """Find the first month in which a model of equal score fits a device.

    Units: billions of parameters; GB of memory in the device.
    """
    filled = parameters * BYTES_PER_PARAMETER * BESIDE / (memory * FREE_SHARE)
    return max(0, math.ceil(round(halving * math.log2(filled), 9)))


def starts(market: Market, middles: dict[str, float]) -> list[Start]:
    """Tell what it is worth to begin now or later, if it works, every input at its middle.

    What is built later is paid for later, runs at that day's cost, and may have been
    replaced by then.
    """
    moment = (np.arange(MOMENTS) + 0.5) / MOMENTS
    certain = {name: np.full(MOMENTS, middles[name]) for name in INPUTS}
    inputs = Inputs(certain, chance=np.full(MOMENTS, -1.0), moment=moment)
    return [Start(months, _worth_from(market, inputs, months)) for months in STARTS]


def _worth_from(market: Market, inputs: Inputs, months: int) -> float:
    late = inputs.having(season=inputs.season + months)
    present = course_of(market, late).discounted(late.discount)
    # All is discounted to today but what is spent first: that is spent later too.
    spent = capital_of(market, late) - late.subsidy
    put_off = 1 - (1 + late.discount) ** (-months / 12)
    return float((payoff(market, late, present).npv + spent * put_off).mean())
