"""What automation would cost those who do not want it: their brand premium at stake."""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from demand.answers.arithmetic.publication import may_be_told
from demand.answers.arithmetic.tally import column_of, two_digits


class AtStake(NamedTuple):
    """What one who does not want it automated would lose.

    Units: amount in yen with tax per unit of the need; the weight, 0–1, is what is left of
    an answer that looks like one hand with others. The contributor is whose voice it is.
    """

    amount: int
    contributor: Hashable
    weight: float = 1.0


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


def premium_at_stake(
    rungs: Sequence[int], premiums: Iterable[AtStake], *, changed_count: int | None
) -> Premium | None:
    """Average premiums, each taken at the middle of its rung interval; None if not to be told.

    So it tells no more of a single one than the curve does of a cap: its rung. Below five
    the mean would tell too much of one, and so would the difference to the mean told last
    if fewer than five had changed.
    """
    premiums, middles = list(premiums), _middles(rungs)
    voices = [(each.contributor, each.weight) for each in premiums]
    if not may_be_told(voices, changed_count=changed_count):
        return None
    weight = math.fsum(each.weight for each in premiums)
    total = math.fsum(each.weight * middles[column_of(each.amount, rungs)] for each in premiums)
    return Premium(len(premiums), round(two_digits(total / weight)))


def _middles(rungs: Sequence[int]) -> list[float]:
    """Give what stands for each column of a tally: nought, then the geometric middles."""
    edges = [rungs[0] ** 2 / rungs[1], *rungs, rungs[-1] ** 2 / rungs[-2]]
    return [0.0, *(math.sqrt(low * high) for low, high in pairwise(edges))]
