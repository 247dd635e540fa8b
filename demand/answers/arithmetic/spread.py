"""How prices are spread over many needs' rungs: the share that would buy, and who pays."""

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from numpy import bool_, int64
from numpy.typing import NDArray

from demand.answers.arithmetic.calibration import LevelWeights, thetas, weight_draws
from demand.answers.arithmetic.draws import Array, bounds
from demand.answers.arithmetic.ladder import Ladders, moments
from demand.answers.arithmetic.posted_price import SLIMMEST_SHARE
from demand.answers.arithmetic.posterior import NormalInverseGamma
from demand.answers.arithmetic.weighing import (
    Cells,
    Weighed,
    paying,
    paying_draws,
    reaching,
    reaching_draws,
    weigh,
)

# From thirty answers on the counts are heard beside the model.
FEWEST_TO_COUNT = 30
# How many answers the model is worth there: half at thirty, a tenth at 270. Counts
# alone claim up to 7 % too much at thirty (winner's curse); the model alone would
# never learn that a demand is not log-normal.
MODEL_WORTH = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of one group of answers to each need.

    Only the first `candidate_count` rungs may be best: higher ones nobody
    reaches, or less than a fifth of those who would pay at all.

    Shapes: answer_count and candidate_count (needs,); share and buyers
    (3, needs, rungs): estimate, low and high end of the 90 % band.
    """

    answer_count: NDArray[int64]
    candidate_count: NDArray[int64]
    share: Array
    buyers: Array

    def amended(self, needs: NDArray[bool_], by: "Outlook") -> "Outlook":
        """Put another outlook in place of this one for some needs."""
        amended = deepcopy(self)
        amended.candidate_count[needs] = by.candidate_count
        amended.share[:, needs] = by.share
        amended.buyers[:, needs] = by.buyers
        return amended


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of the share that would buy at each rung, in one opinion or two.

    Shapes: modelled (needs, rungs, DRAWS). Where answers are many (needs,),
    counted (many needs, rungs, DRAWS) is heard beside the model, which weighs
    worth (many needs, 1).
    """

    modelled: Array
    many: NDArray[bool_]
    counted: Array
    worth: Array

    def bounds(self, factors: Array) -> Array:
        """Bound shares times drawn factors by their 90 % band.

        Shapes: factors (needs, DRAWS or 1); gives (2, needs, rungs).
        Source: quantile averaging (Vincent 1912) where two opinions are heard.
        """
        ends = bounds(self.modelled, factors[:, np.newaxis])
        if self.many.any():
            counted = bounds(self.counted, factors[self.many, np.newaxis])
            ends[:, self.many] = _blend(self.worth, ends[:, self.many], counted)
        return ends


@dataclass(frozen=True, slots=True)
class Spread:
    """The share that would buy at each rung, with its band and the draws behind it."""

    share: Array
    candidate_count: NDArray[int64]
    drawn: Drawn

    def outlook(self, cells: Cells, weights: LevelWeights) -> Outlook:
        """Look at answers whose prices are taken to be spread like this."""
        by_level = cells.heard.sum(axis=-1)
        expected = (by_level * thetas(weights)).sum(axis=-1)[:, np.newaxis]
        payers = (by_level[..., np.newaxis] * weight_draws(weights)).sum(axis=1)
        return Outlook(
            answer_count=cells.answer_count,
            candidate_count=self.candidate_count,
            share=self.share,
            buyers=_spanning(expected * self.share[0], self.drawn.bounds(payers)),
        )


def price_spread(
    ladders: Ladders, cells: Cells, prior: NormalInverseGamma, weights: LevelWeights
) -> Spread:
    """Learn from answers, weighed by their level, which share would buy at each rung.

    Shapes: prior (needs,).
    """
    weighed = weigh(cells, thetas(weights))
    known = moments(ladders, weighed.above_zero)
    belief = prior.given(count=known.count, mean=known.mean, squares=known.squares)

    share = paying(weighed)[:, np.newaxis] * belief.over(1).survival(ladders.logs)
    many = weighed.answer_count >= FEWEST_TO_COUNT
    worth = (MODEL_WORTH / (MODEL_WORTH + weighed.answer_count[many]))[:, np.newaxis]
    share[many] = _blend(worth, share[many], reaching(weighed.of(many)))
    drawn = Drawn(
        modelled=_modelled(ladders, weighed, belief, known.grouping),
        many=many,
        counted=reaching_draws(weighed.of(many)),
        worth=worth,
    )
    return Spread(
        share=_spanning(share, drawn.bounds(np.ones((len(cells.counts), 1)))),
        candidate_count=_candidate_count(ladders, weighed, share, known.highest),
        drawn=drawn,
    )


def _modelled(
    ladders: Ladders, weighed: Weighed, belief: NormalInverseGamma, grouping: Array
) -> Array:
    drawn = belief.over(2).survival_draws(
        ladders.logs[..., np.newaxis], grouping[:, np.newaxis, np.newaxis]
    )
    drawn *= paying_draws(weighed)[:, np.newaxis]
    return drawn


def _candidate_count(
    ladders: Ladders, weighed: Weighed, share: Array, highest: Array
) -> NDArray[int64]:
    likely = share >= SLIMMEST_SHARE * paying(weighed)[:, np.newaxis]
    reached = ladders.logs <= highest[:, np.newaxis]
    return np.asarray((likely & reached).sum(axis=1))


def _blend(worth: Array, modelled: Array, counted: Array) -> Array:
    return worth * modelled + (1 - worth) * counted


def _spanning(estimate: Array, ends: Array) -> Array:
    # A mean of skewed draws may lie outside their band: the band then reaches to it.
    low, high = ends
    return np.array((estimate, np.minimum(low, estimate), np.maximum(high, estimate)))
