"""The pictures of one opportunity, drawn from what is stored."""

from typing import Any

from django.utils.translation import gettext as _

from demand.answers.models import Publication
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.market import without_tax
from marketplace.opportunities.vocabulary import Assumption
from marketplace.pages.pictures import (
    Lever,
    Picture,
    Rung,
    demand_curve,
    payoff_distribution,
    tornado,
)
from marketplace.pages.pictures.curve import CurveWords

RANKS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
# More bars than that say little and take a phone's whole height.
MOST_SWINGS = 6


def curve(publication: Publication) -> Picture:
    """Draw who would buy at each rung, in prices without tax."""
    rungs = [
        Rung(
            without_tax(point["price"]),
            *(point["buyers"][end] for end in ("low", "estimate", "high")),
        )
        for point in publication.points()
    ]
    words = CurveWords(
        title=_("How many would pay at each price"),
        quantity=_("Operations that would pay"),
        price=_("Yen without tax, per unit"),
    )
    best = publication.best_rung and without_tax(publication.best_rung)
    return demand_curve(rungs, key="curve", best=best, words=words)


def payoff(estimate: Estimate) -> Picture:
    """Draw the outcomes of an estimate in yen as twenty dots."""
    written = estimate.result["payoff"]
    share = written["positive_share"]
    quantiles = [(rank, float(written[name])) for name, rank in RANKS.items()]
    if 0 < share < 1:
        # Where gain begins is known: with it the dots on either side are as many as said.
        quantiles.append((1 - share, 0.0))
    return payoff_distribution(quantiles, key="payoff", gain_share=share)


def swings(estimate: Estimate) -> Picture:
    """Draw what moves the payoff most."""
    written = estimate.result["tornado"]
    narrowest = written[-1]
    return tornado(
        [_swing(swing) for swing in written[:MOST_SWINGS]],
        key="swings",
        # The input that hardly moves it stands where all of them are at their middle.
        centre=(narrowest["low"] + narrowest["high"]) / 2,
    )


def _swing(written: dict[str, Any]) -> Lever:
    ends = written["low"], written["high"]
    return Lever(str(Assumption(written["name"]).label), worst=min(ends), best=max(ends))
