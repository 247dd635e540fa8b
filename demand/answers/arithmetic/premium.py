"""What automation would cost those who do not want it: their brand premium at stake."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from demand.answers.arithmetic.tally import column_of, two_digits

# Below five the mean would tell too much of one.
FEWEST_TO_TELL = 5


@dataclass(frozen=True, slots=True)
class Premium:
    """The premium at stake: how many would lose it, and how much each on average.

    Units: per_unit in yen with tax per unit of the need, two digits.
    """

    count: int
    per_unit: int

    def net_of(self, revenue: float, mean_quantity: float) -> int:
        """Take what they would lose off what a price would bring in. Units: yen.

        Source: net willingness to pay = saving − premium lost; science.md, section 0 (S11).
        """
        return round(revenue - self.count * self.per_unit * mean_quantity)


def premium_at_stake(rungs: Sequence[int], premiums: Sequence[int]) -> Premium | None:
    """Average premiums, each taken at the middle of its rung interval; None below five.

    So it tells no more of a single one than the curve does of a cap: its rung.
    """
    if len(premiums) < FEWEST_TO_TELL:
        return None
    middles = _middles(rungs)
    total = math.fsum(middles[column_of(premium, rungs)] for premium in premiums)
    return Premium(len(premiums), round(two_digits(total / len(premiums))))


def _middles(rungs: Sequence[int]) -> list[float]:
    """Give what stands for each column of a tally: nought, then the geometric middles."""
    edges = [rungs[0] ** 2 / rungs[1], *rungs, rungs[-1] ** 2 / rungs[-2]]
    return [0.0, *(math.sqrt(low * high) for low, high in pairwise(edges))]
