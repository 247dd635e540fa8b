"""What one product would pay that serves several needs: built once, bought by all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.opportunities.arithmetic.estimate import POWER
from marketplace.opportunities.arithmetic.payoff import Array, Market, course_of, payoff
from marketplace.opportunities.arithmetic.priors import Priors, draw, uniforms

# How many answered more than one is told in steps: one or two would be somebody.
STEP = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Another need that the product would serve. `new_share` of its buyers are not counted yet."""

    market: Market
    priors: Priors
    new_share: float

    @property
    def buyers(self) -> float:
        return self.market.in_hand_buyers * self.new_share


@dataclass(frozen=True, slots=True)
class Joint:
    """The payoff alone and together. Units: yen; shares 0–1; `added` by each need beside it, in
    the middle of the draws.
    """

    p50_alone: int
    p50_together: int
    positive_share_alone: float
    positive_share_together: float
    added: tuple[int, ...]


def joint(market: Market, priors: Priors, *, seed: int, others: Sequence[Beside]) -> Joint:
    """Add what the buyers of other needs would pay to what a need pays alone, draw by draw.

    What building and upkeep cost is counted once, as for the need alone; of the others
    only buyers in hand count, for those beyond may be the same farms.
    """
    points = uniforms(seed, POWER)
    inputs = draw(priors, points)
    present = course_of(market, inputs).discounted(inputs.discount)
    alone = payoff(market, inputs, present).npv
    worths = [_worth(each, points) for each in others]
    together = alone + sum(worths)
    return Joint(
        p50_alone=round(float(np.median(alone))),
        p50_together=round(float(np.median(together))),
        positive_share_alone=round(float((alone > 0).mean()), 4),
        positive_share_together=round(float((together > 0).mean()), 4),
        added=tuple(round(float(np.median(worth))) for worth in worths),
    )


def _worth(other: Beside, points: Array) -> Array:
    """Follow the buyers of another need through the same draws, at its own price."""
    inputs = draw(other.priors, points)
    hand = other.market.having(other.buyers)
    return payoff(hand, inputs, course_of(hand, inputs).discounted(inputs.discount)).worth


def repeated_counts(answering: Sequence[Sequence[int]]) -> list[int]:
    """Count, need by need, the operations that answered one before it as well.

    Rounded up in steps, so that nobody counts twice and one or two cannot be told.
    """
    seen: set[int] = set()
    found = []
    for operations in answering:
        again = len(seen.intersection(operations))
        found.append(min(-(-again // STEP) * STEP, len(set(operations))))
        seen.update(operations)
    return found
