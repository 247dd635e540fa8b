"""Wanted × feasible: where building meets what is wished for, and where it misses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy import float64
from numpy.typing import NDArray

Array = NDArray[float64]


class Zone(StrEnum):
    """GREEN is wanted and feasible, RED feasible and not wanted, RESEARCH the other way round."""

    GREEN = "GREEN"
    RED = "RED"
    RESEARCH = "RESEARCH"
    LOW = "LOW"


SCALE = (1, 2, 3, 4, 5)
# A mean of exactly three counts as high, on both axes (science.md, section 6).
HIGH = 3.0
PRIOR = 0.5
# Below so much certainty a need stands on the border (境界).
CERTAIN = 0.8
FEWEST_WISHES = 3
FEWEST_RATINGS = 2
DRAWS = 4_096
SEED = 20_264


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a need stands. `zone` is None on the border or with too few ratings.

    `chances` give each zone's probability; they add up to 1. `wish` and `feasibility`
    are the plain means, 1 to 5, None where nobody has said anything.
    """

    chances: Mapping[Zone, float]
    zone: Zone | None
    wish_count: int
    rating_count: int
    wish: float | None = None
    feasibility: float | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether enough was said to place it at all."""
        return self.wish_count >= FEWEST_WISHES and self.rating_count >= FEWEST_RATINGS

    @property
    def is_border(self) -> bool:
        """Tell whether enough was said, and it still points no way."""
        return self.is_told and self.zone is None

    @property
    def wanted_chance(self) -> float:
        return self.chances[Zone.GREEN] + self.chances[Zone.RESEARCH]

    @property
    def feasible_chance(self) -> float:
        return self.chances[Zone.GREEN] + self.chances[Zone.RED]


def standing(wishes: Sequence[int], ratings: Sequence[int]) -> Standing:
    """Weigh how much operations wish for it against how feasible developers find it.

    Shapes: counts of the ratings 1 to 5, (5,) each.
    Source: Dirichlet-multinomial posterior, alpha .5; zones after Shao et al. 2025.
    """
    wanted, feasible = high_chance(wishes), high_chance(ratings)
    chances = {
        Zone.GREEN: wanted * feasible,
        Zone.RED: (1 - wanted) * feasible,
        Zone.RESEARCH: wanted * (1 - feasible),
        Zone.LOW: (1 - wanted) * (1 - feasible),
    }
    likeliest = max(chances, key=lambda zone: chances[zone])
    enough = sum(wishes) >= FEWEST_WISHES and sum(ratings) >= FEWEST_RATINGS
    certain = enough and chances[likeliest] >= CERTAIN
    return Standing(
        chances,
        likeliest if certain else None,
        sum(wishes),
        sum(ratings),
        mean(wishes),
        mean(ratings),
    )


def mean(counts: Sequence[int]) -> float | None:
    """Give the mean of ratings 1 to 5 by their counts; None where there is none."""
    total = sum(counts)
    return sum(map(int.__mul__, SCALE, counts)) / total if total else None


def wish_counts(
    *, co_signs: int, interest: int, promised: int, by_hand: int, agency: int | None = None
) -> tuple[int, ...]:
    """Rate from 1 to 5 how much it is wanted, from counts that anybody may see.

    Who wants it done by people rates it 1, who is interested 3, who promises to buy 5,
    and every other co-sign 4, one whose level may not be shown included. `agency` is
    what the poster leaves to people, 1 to 5: it stands in place of one co-sign, of the
    most frequent kind, so that nobody counts twice and no single answer shows.

    Shapes: (5,).
    Source: a paid pledge counts as four or more (science.md, section 6); the rest is assumed.
    """
    counts = [by_hand, 0, interest, co_signs - interest - promised, promised]
    if agency is not None:
        commonest = max(range(2, len(SCALE)), key=lambda place: counts[place])
        counts[commonest] = max(counts[commonest] - 1, 0)
        counts[len(SCALE) - agency] += 1
    return tuple(counts)


def rating_counts(scores: Sequence[int]) -> tuple[int, ...]:
    """Count ratings 1 to 5. Shapes: (5,)."""
    return tuple(scores.count(score) for score in SCALE)


def feasibility_of(need: int | None, tasks: Mapping[str, int], asked: Sequence[str]) -> int | None:
    """Tell how feasible one developer finds a need: as they rated it, or else its hardest task.

    None where they rated neither it nor every task that it asks for.
    """
    if need is not None:
        return need
    rated = [tasks[task] for task in asked if task in tasks]
    return min(rated) if rated and len(rated) == len(asked) else None


def high_chance(counts: Sequence[int]) -> float:
    """Give the chance that the mean rating is at least three. The same counts give the same."""
    return _high_chance(tuple(counts))


@lru_cache(maxsize=4_096)
def _high_chance(counts: tuple[int, ...]) -> float:
    rng = np.random.default_rng(SEED)
    # Gamma draws over their sum are Dirichlet; the sum cancels in the comparison.
    masses = rng.standard_gamma(np.array(counts) + PRIOR, size=(DRAWS, len(SCALE)))
    return float(((masses * (np.array(SCALE) - HIGH)).sum(axis=1) >= 0).mean())


def zone_of(*, wish: float, feasibility: float) -> Zone:
    """Name the zone of two means, as they stand."""
    if feasibility >= HIGH:
        return Zone.GREEN if wish >= HIGH else Zone.RED
    return Zone.RESEARCH if wish >= HIGH else Zone.LOW


def lift(supply: Mapping[Zone, float], needs: Mapping[Zone, float]) -> dict[Zone, float]:
    """Compare, by zone, the share of what is being built with the share of needs.

    Above 1 more is built there than is asked for. A zone without needs has no lift.
    """
    built, asked = sum(supply.values()), sum(needs.values())
    if not built:
        return {}
    return {
        zone: supply.get(zone, 0) / built / (count / asked)
        for zone, count in needs.items()
        if count
    }
