"""What a publication may see of a need's answers, and nothing more."""

import math
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Self

from demand.answers.arithmetic.calibration import LEVELS, is_firm

FEWEST_RUNGS, MOST_RUNGS = 3, 7


class UnusableRungs(ValueError):
    """A ladder must have three to seven rising prices above zero."""


class UnusableAnswer(ValueError):
    """An answer must have a level that we know, a weight of 0–1, and no amount below zero."""


class Answer(NamedTuple):
    """One operation's answer, as far as prices go.

    Units: cap in yen per unit of the need, with tax, None where no price was
    named; quantity in units, None where it was not told; certainty 0-10. The
    contributor is who entered it: a mandated agent is one for all it speaks for, and so
    is what looks like one hand. An answer that is_old was given or confirmed too long
    ago to count as firm. The weight, 0–1, is what is left of an answer that looks like
    one hand with others; no cap has a part in it.
    """

    level: str
    cap: int | None
    quantity: float | Decimal | None
    certainty: int | None
    contributor: Hashable
    is_old: bool = False
    weight: float = 1.0

    @property
    def is_priced(self) -> bool:
        return self.level in LEVELS and self.cap is not None


# How many answers stand at each level (rows, in the order of LEVELS) in each
# interval: column 0 holds the caps of zero, a mass of their own as zero has no
# logarithm; column 1 what lies below the first rung, the last column what lies at
# or above the last.
Table = tuple[tuple[int, ...], ...]
# The same with weights in sum: a hand of a hundred is heard as ten.
Heard = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts by level and rung interval, the rounded quantity and the number of voices.

    Whoever knows every cap but one learns from anything computed of this at
    most the rung interval of the last.

    Units: rungs in yen per unit, with tax; total_quantity in units, two
    significant digits; firm is the part of stated that is firm.
    """

    rungs: tuple[int, ...]
    stated: Table
    firm: Table
    total_quantity: float
    contributor_count: int
    # Where some answers are discounted, what is left of them; else the counts are heard.
    stated_left: Heard | None = None
    firm_left: Heard | None = None

    @classmethod
    def of(cls, rungs: Sequence[int], answers: Iterable[Answer]) -> Self:
        """Count the answers that carry a price.

        Raises: UnusableRungs, UnusableAnswer.
        """
        ladder = usable(rungs)
        priced = [answer for answer in map(_checked, answers) if answer.is_priced]
        firm = [a for a in priced if not a.is_old and is_firm(a.level, a.certainty)]
        is_discounted = any(answer.weight < 1 for answer in priced)
        return cls(
            rungs=ladder,
            stated=_counted(ladder, priced),
            firm=_counted(ladder, firm),
            total_quantity=two_digits(
                math.fsum(a.weight * q for a, q in zip(priced, quantities(priced), strict=True))
            ),
            contributor_count=len({answer.contributor for answer in priced}),
            stated_left=_left(ladder, priced) if is_discounted else None,
            firm_left=_left(ladder, firm) if is_discounted else None,
        )

    @property
    def stated_heard(self) -> Heard:
        return self.stated_left or self.stated

    @property
    def firm_heard(self) -> Heard:
        return self.firm_left or self.firm

    @property
    def priced_count(self) -> int:
        return sum(map(sum, self.stated))

    @property
    def firm_count(self) -> int:
        return sum(map(sum, self.firm))

    @property
    def zero_count(self) -> int:
        return sum(row[0] for row in self.stated)

    @property
    def mean_quantity(self) -> float:
        """What stands for each answer's quantity, so that no single one shows."""
        weight = math.fsum(map(math.fsum, self.stated_heard))
        return self.total_quantity / weight if weight else 0.0


def column_of(cap: int, rungs: Sequence[int]) -> int:
    """Find the column of a table in which a cap is counted."""
    return bisect_right(rungs, cap) + 1 if cap else 0


def _counted(rungs: Sequence[int], answers: Iterable[Answer]) -> Table:
    table = [[0] * (len(rungs) + 2) for _ in LEVELS]
    for level, cap, *_ in answers:
        table[LEVELS.index(level)][column_of(cap or 0, rungs)] += 1
    return tuple(map(tuple, table))


def _left(rungs: Sequence[int], answers: Iterable[Answer]) -> Heard:
    """Sum the weights up, exactly: in whatever order answers come, the bytes are the same."""
    cells: list[list[list[float]]] = [[[] for _ in range(len(rungs) + 2)] for _ in LEVELS]
    for answer in answers:
        cells[LEVELS.index(answer.level)][column_of(answer.cap or 0, rungs)].append(answer.weight)
    return tuple(tuple(map(math.fsum, row)) for row in cells)


def usable(rungs: Sequence[int]) -> tuple[int, ...]:
    """Give the ladder back if it is one.

    Raises: UnusableRungs.
    """
    rises = all(lower < upper for lower, upper in pairwise(rungs))
    if not (FEWEST_RUNGS <= len(rungs) <= MOST_RUNGS and rises and rungs[0] > 0):
        raise UnusableRungs(f"Not three to seven rising prices: {list(rungs)}")
    return tuple(rungs)


def quantities(answers: Sequence[Answer]) -> list[float]:
    """Give the quantity of each answer; where none was told, the mean of those told stands."""
    told = [float(answer.quantity) for answer in answers if answer.quantity is not None]
    mean = math.fsum(told) / len(told) if told else 1.0
    return [mean if a.quantity is None else float(a.quantity) for a in answers]


def two_digits(quantity: float) -> float:
    """Round to two significant digits."""
    return float(f"{quantity:.2g}")


def _checked(answer: Answer) -> Answer:
    below_zero = (answer.quantity or 0) < 0 or (answer.cap or 0) < 0
    if below_zero or not 0 < answer.weight <= 1 or answer.level not in (*LEVELS, "REFUSES"):
        raise UnusableAnswer(
            f"Cannot count the level {answer.level}, an amount below zero or a weight beyond 0–1"
        )
    return answer
