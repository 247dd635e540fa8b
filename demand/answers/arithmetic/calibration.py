"""How much of what is said is done: the chance that an answer of each level really pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from demand.answers.arithmetic.draws import THETA_ROW, Array, uniforms
from demand.answers.arithmetic.isotonic import pooled_blocks

# Rising commitment; a refusal carries no price and has no place here.
LEVELS = ("INTEREST", "WOULD_BUY", "CONDITIONAL", "LETTER")
CERTAIN = 8


def is_firm(level: str, certainty: int | None) -> bool:
    """Tell whether an answer counts as firm: a letter, or conditions with near certainty.

    Source: certainty follow-up, "yes" only from 8 of 10 (Champ et al. 1997);
    science.md, section 1.
    """
    if level == "LETTER":
        return True
    return level == "CONDITIONAL" and certainty is not None and certainty >= CERTAIN


@dataclass(frozen=True, slots=True)
class Beta:
    """What is believed of a chance after so many who paid and so many who did not."""

    paid: float
    unpaid: float

    @property
    def mean(self) -> float:
        return self.paid / (self.paid + self.unpaid)

    @property
    def variance(self) -> float:
        return self.mean * (1 - self.mean) / (self.paid + self.unpaid + 1)

    def given(self, *, paid: int, asked: int) -> "Beta":
        return Beta(self.paid + paid, self.unpaid + asked - paid)

    def interval(self, coverage: float = 0.9) -> tuple[float, float]:
        from scipy.special import betaincinv

        tail = (1 - coverage) / 2
        low, high = betaincinv(self.paid, self.unpaid, (tail, 1 - tail))
        return float(low), float(high)


# One belief per level, in the order of LEVELS.
LevelWeights = tuple[Beta, ...]

# Assumed (仮定) until the platform has counted its own payers; science.md, section 1.
ASSUMED_WEIGHTS: LevelWeights = (Beta(1, 19), Beta(3, 9), Beta(6, 6), Beta(12, 4))


def level_weights(
    outcomes: Mapping[str, tuple[int, int]], assumed: LevelWeights = ASSUMED_WEIGHTS
) -> LevelWeights:
    """Update the weights with what people did, a higher level never weighing less.

    Levels out of order are pooled into one belief, with the evidence of all.

    Units: outcomes are (paid, asked) by level; levels without outcomes keep what is assumed.
    """
    believed = [
        belief.given(paid=outcomes.get(level, (0, 0))[0], asked=outcomes.get(level, (0, 0))[1])
        for level, belief in zip(LEVELS, assumed, strict=True)
    ]
    blocks = pooled_blocks(
        [belief.mean for belief in believed],
        [belief.paid + belief.unpaid for belief in believed],
    )
    return tuple(_pool([believed[i] for i in run]) for run in blocks for _ in run)


def _pool(beliefs: Sequence[Beta]) -> Beta:
    return Beta(sum(b.paid for b in beliefs), sum(b.unpaid for b in beliefs))


@lru_cache(maxsize=64)
def thetas(weights: LevelWeights) -> Array:
    """Give the weights' means, in the order of LEVELS."""
    return np.array([belief.mean for belief in weights])


@lru_cache(maxsize=64)
def weight_draws(weights: LevelWeights) -> Array:
    """Draw the weights of all levels together.

    One uniform serves all levels: where people pay less than they say at one
    level they do at the next, and no draw puts a lower level above a higher.

    Shapes: (levels, DRAWS).
    """
    from scipy.special import betaincinv

    paid = np.array([[belief.paid] for belief in weights])
    unpaid = np.array([[belief.unpaid] for belief in weights])
    return np.asarray(betaincinv(paid, unpaid, uniforms()[THETA_ROW]))
