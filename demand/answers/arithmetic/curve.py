"""The demand curve of a need: who would buy at each rung, and what it would bring in.

Computed from a tally, so that no cap can be worked out from it, and only at the
need's rungs: a price between two of them would tell something about a single cap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, compress, groupby

import numpy as np

from demand.answers.arithmetic.calibration import ASSUMED_WEIGHTS, LevelWeights
from demand.answers.arithmetic.ladder import Ladders, middle_of
from demand.answers.arithmetic.posterior import Prior, beliefs
from demand.answers.arithmetic.reading import Line, Reading
from demand.answers.arithmetic.spread import Outlook, Spread, price_spread
from demand.answers.arithmetic.tally import Heard, Table, Tally
from demand.answers.arithmetic.weighing import Cells

# Fewer firm answers than this have no prices of their own to show: theirs are
# taken to be spread as everybody's, only their number is their own.
FEWEST_WITH_OWN_PRICES = 5

# Shares and buyers are rounded to a millionth.
DIGITS = 6

# As many needs at once as keep their draws within a processor's cache.
BATCH = 32

Asked = tuple[Tally, Prior]


@dataclass(frozen=True, slots=True)
class DemandCurve:
    """The curve with what it rests on: the sizes of its tally, and what was assumed.

    Units: unit_cost in yen per unit, with tax; total_quantity in units.
    """

    stated: Reading
    firm: Reading
    unit_cost: int
    contributor_count: int
    total_quantity: float
    prior: Prior
    weights: LevelWeights

    @property
    def rungs(self) -> tuple[int, ...]:
        return self.stated.rungs

    @property
    def priced_count(self) -> int:
        return self.stated.answer_count


def demand_curve(
    tally: Tally,
    *,
    unit_cost: int = 0,
    prior: Prior | None = None,
    weights: LevelWeights = ASSUMED_WEIGHTS,
) -> DemandCurve:
    """Estimate a need's demand at its rungs, with 90 % bands.

    The same tally gives the same curve to the byte. Without a prior the
    category's median is taken to be the geometric middle of the rungs.

    Units: unit_cost in yen per unit, with tax.
    Source: science.md, section 1.
    """
    (curve,) = demand_curves([tally], unit_cost=unit_cost, priors=[prior], weights=weights)
    return curve


def demand_curves(
    tallies: Sequence[Tally],
    *,
    unit_cost: int = 0,
    priors: Sequence[Prior | None] = (),
    weights: LevelWeights = ASSUMED_WEIGHTS,
) -> list[DemandCurve]:
    """Estimate the demand of many needs at once, each as if it were alone.

    Units: unit_cost in yen per unit, with tax; priors one for each tally, or none.
    """
    asked = [
        (tally, prior or Prior(middle_of(tally.rungs)))
        for tally, prior in zip(tallies, priors or [None] * len(tallies), strict=True)
    ]
    curves: dict[int, DemandCurve] = {}
    for places in _batches(tallies):
        batch = [asked[place] for place in places]
        for place, (tally, prior), readings in zip(
            places, batch, _readings(batch, weights), strict=True
        ):
            curves[place] = DemandCurve(
                *readings,
                unit_cost=unit_cost,
                contributor_count=tally.contributor_count,
                total_quantity=tally.total_quantity,
                prior=prior,
                weights=weights,
            )
    return [curves[place] for place in range(len(tallies))]


def _batches(tallies: Sequence[Tally]) -> Iterator[tuple[int, ...]]:
    """Gather the places of tallies with equally many rungs, a batch at a time."""

    def rung_count(place: int) -> int:
        return len(tallies[place].rungs)

    for _, alike in groupby(sorted(range(len(tallies)), key=rung_count), key=rung_count):
        yield from batched(alike, BATCH)


def _readings(asked: Sequence[Asked], weights: LevelWeights) -> Iterator[tuple[Reading, Reading]]:
    """Read the stated answers of each need, and the firm ones."""
    stated = _cells((tally.stated, tally.stated_heard) for tally, _ in asked)
    firm = _cells((tally.firm, tally.firm_heard) for tally, _ in asked)
    spread = _spread(asked, stated, weights)
    firmly = spread.outlook(firm, weights)
    own = firm.answer_count >= FEWEST_WITH_OWN_PRICES
    if own.any():
        theirs = _spread(list(compress(asked, own)), firm.of(own), weights)
        firmly = firmly.amended(own, by=theirs.outlook(firm.of(own), weights))
    return zip(
        _written(asked, spread.outlook(stated, weights)), _written(asked, firmly), strict=True
    )


def _cells(counted: Iterable[tuple[Table, Heard]]) -> Cells:
    counts, heard = zip(*counted, strict=True)
    return Cells(np.array(counts), np.array(heard, dtype=float))


def _spread(asked: Sequence[Asked], cells: Cells, weights: LevelWeights) -> Spread:
    ladders = Ladders.of([tally.rungs for tally, _ in asked])
    return price_spread(ladders, cells, beliefs([prior for _, prior in asked]), weights)


def _written(asked: Sequence[Asked], outlook: Outlook) -> list[Reading]:
    """Write the arrays of an outlook down, need by need."""
    shares, buyers = (
        [Line(*map(tuple, rows)) for rows in part.swapaxes(0, 1).round(DIGITS).tolist()]
        for part in (outlook.share, outlook.buyers)
    )
    counts = outlook.answer_count.tolist(), outlook.candidate_count.tolist()
    return [
        Reading(tally.rungs, tally.mean_quantity, *row)
        for (tally, _), *row in zip(asked, *counts, shares, buyers, strict=True)
    ]
