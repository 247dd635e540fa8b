"""What if people say more than they pay: the curve again with stated prices divided.

A band beside the curve, never a second correction of it: the curve corrects how many
pay (theta on counts), this one at which price (h on the price axis). Shown as an
assumption (仮定) until the platform's own pairs replace it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demand.answers.arithmetic.calibration import ASSUMED_WEIGHTS, LEVELS, LevelWeights
from demand.answers.arithmetic.draws import Array
from demand.answers.arithmetic.ladder import Ladders, middle_of, moments
from demand.answers.arithmetic.posterior import Prior, beliefs
from demand.answers.arithmetic.reading import Line
from demand.answers.arithmetic.tally import Tally
from demand.answers.arithmetic.weighing import Cells, paying, weigh

FEWEST_PAIRS = 10
# The 95 % quantile of a standard normal; one tail of a 90 % band.
Z95 = 1.6448536269514722
# Pairs that all agree leave some doubt about the next one.
SMALLEST_DEVIATION = 0.05
DIGITS = 6
LETTER = LEVELS.index("LETTER")


@dataclass(frozen=True, slots=True)
class Bias:
    """What is believed of h, by which a stated price has to be divided: log-normal.

    Not truncated: 27 % of what is assumed lies below 1, where people pay more than they said.

    Units: of log h.
    Source: median 1.35, Murphy et al. 2005; 95 % quantile 3, List & Gallet 2001.
    """

    mean: float = math.log(1.35)
    deviation: float = 0.485
    pair_count: int = 0

    def divisor(self, deviates: float = 0.0) -> float:
        """Give h at so many standard deviations from its median."""
        return math.exp(self.mean + deviates * self.deviation)

    def given(self, pairs: Sequence[tuple[float, float]]) -> "Bias":
        """Learn from prices stated and then paid, once there are ten pairs.

        Source: normal with the pairs' own variance, updated by precision; science.md,
        section 1, "replaced by the platform's own ratios".
        """
        logs = [math.log(stated / paid) for stated, paid in pairs]
        count = len(logs)
        if count < FEWEST_PAIRS:
            return self
        mean = math.fsum(logs) / count
        variance = math.fsum((log - mean) ** 2 for log in logs) / (count - 1)
        told = count / max(variance, SMALLEST_DEVIATION**2)
        believed = 1 / self.deviation**2
        return Bias(
            mean=(self.mean * believed + mean * told) / (believed + told),
            deviation=1 / math.sqrt(believed + told),
            pair_count=count,
        )


ASSUMED_BIAS = Bias()


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Buyers at each rung if stated prices were divided by h: at its median and its 90 % ends.

    Units: buyers in operations; the lower end of buyers belongs to the higher h.
    """

    bias: Bias
    buyers: Line


def sensitivity(
    tally: Tally,
    *,
    bias: Bias = ASSUMED_BIAS,
    prior: Prior | None = None,
    weights: LevelWeights = ASSUMED_WEIGHTS,
) -> Sensitivity:
    """Read the curve again with each price stated below a letter divided by h, and all paying.

    A letter binds: its price stands, and it pays as often as letters do. Like the curve it
    is a function of the tally alone.
    Source: science.md, section 1, "The h variant".
    """
    cells = Cells(np.array([tally.stated]), np.array([tally.stated_heard], dtype=float))
    weighed = weigh(cells, np.ones(len(LEVELS)))
    ladders = Ladders.of([tally.rungs])
    known = moments(ladders, weighed.above_zero)
    belief = beliefs([prior or Prior(middle_of(tally.rungs))]).given(
        count=known.count, mean=known.mean, squares=known.squares
    )
    by_level = cells.heard.sum(axis=-1)[0]
    letters = by_level[LETTER] * weights[LETTER].mean

    def buyers(divisor: float) -> tuple[float, ...]:
        reached: Array = belief.over(1).survival(ladders.logs + math.log(divisor))
        binding: Array = belief.over(1).survival(ladders.logs)
        wanted = (by_level.sum() - by_level[LETTER]) * reached + letters * binding
        return tuple((paying(weighed)[:, np.newaxis] * wanted).round(DIGITS)[0].tolist())

    lines = (buyers(bias.divisor(at)) for at in (0.0, Z95, -Z95))
    return Sensitivity(bias, Line(*lines))


def sensitivity_document(read: Sensitivity) -> dict[str, object]:
    """Write it down as it is published beside the curve."""
    bias = read.bias
    return {
        "divisor": {
            "median": round(bias.divisor(), DIGITS),
            "low": round(bias.divisor(-Z95), DIGITS),
            "high": round(bias.divisor(Z95), DIGITS),
        },
        "pair_count": bias.pair_count,
        "buyers": {name: list(row) for name, row in read.buyers._asdict().items()},
    }
