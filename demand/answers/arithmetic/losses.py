"""What a rule or procedure costs all who told it: hours, or sales lost, a year."""

import math
from bisect import bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from demand.answers.arithmetic.publication import may_be_told
from demand.answers.arithmetic.tally import two_digits

# What stands for each figure between powers of ten, and where one gives way to the next.
STEPS = (1, 2, 5, 10)
EDGES = tuple(math.sqrt(low * high) for low, high in pairwise(STEPS))


class Told(NamedTuple):
    """What one operation loses a year.

    Units: amount in hours or in yen; the weight, 0–1, is what is left of an answer that
    looks like one hand with others. The contributor is whose voice it is.
    """

    amount: int
    contributor: Hashable
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Losses:
    """What all lose together. Units: total in hours or yen a year, two digits."""

    total: int
    count: int


def losses_told(told: Iterable[Told], *, changed_count: int | None) -> Losses | None:
    """Add up what may be told, or give None.

    Each amount is taken at the step that stands for it, so that whoever knows all amounts
    but one learns of the last at most between which steps it lies.
    Source: publish rule; science.md, section 1.
    """
    told = list(told)
    steps = [each.weight * standing_for(each.amount) for each in told]
    voices = zip((each.contributor for each in told), steps, strict=True)
    if not may_be_told(voices, changed_count=changed_count):
        return None
    return Losses(round(two_digits(math.fsum(steps))), len(told))


def standing_for(amount: int) -> int:
    """Find the nearest of 1, 2, 5, 10, 20, 50, … by ratio; nothing stays nothing."""
    if amount == 0:
        return 0
    power: int = 10 ** (len(str(amount)) - 1)
    return STEPS[bisect_right(EDGES, amount / power)] * power
