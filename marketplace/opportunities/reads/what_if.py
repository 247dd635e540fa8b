"""What a need would pay if something else were true than what is assumed of it.

Drawn anew while the page is made, from the stored facts and with the stored seed, so that
what differs comes from what was changed and from nothing else. Nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from demand.needs.vocabulary import PER_YEAR, Period
from marketplace.opportunities.arithmetic.overrides import overridden, priors_from
from marketplace.opportunities.arithmetic.payoff import Market, PricePoint
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.market import without_tax
from marketplace.opportunities.vocabulary import Assumption, Obstacle


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An estimate beside the stored one. `changed` are the assumptions that were set."""

    changed: Mapping[str, float]
    result: dict[str, Any]

    @property
    def payoff(self) -> dict[str, Any] | None:
        """How the outcomes lie in yen; None below five prices."""
        payoff: dict[str, Any] | None = self.result["payoff"]
        return payoff

    @property
    def obstacle(self) -> str:
        found = self.result["obstacle"]
        return str(Obstacle(found).label) if found else ""

    @property
    def changed_labels(self) -> list[str]:
        return [str(Assumption(name).label) for name in self.changed]


def what_if(estimate: Estimate | None, changed: Mapping[str, float]) -> WhatIf | None:
    """Draw an estimate anew with some assumptions set; None where nothing is asked or drawn.

    A rule or procedure has no payoff that could be drawn. No query.
    Raises: OutOfBounds.
    """
    if not changed or estimate is None or "assumed" not in estimate.result:
        return None
    return WhatIf(changed, redrawn(estimate, changed))


def redrawn(estimate: Estimate, changed: Mapping[str, float]) -> dict[str, Any]:
    """Draw an estimate anew. With nothing changed it is the stored one again."""
    # Here and not above: it brings scipy along, which pages do without unless they draw.
    from marketplace.opportunities.arithmetic.estimate import estimate as draw

    stored = estimate.result
    return draw(
        market_of(estimate),
        seed=stored["seed"],
        priced_count=stored["priced_count"],
        priors=overridden(priors_from(stored["assumed"]), changed),
        # Facts that estimates of older versions were made without.
        blocked=estimate.inputs.get("is_blocked", False),
        places=estimate.inputs.get("place_changes", ()),
    ).as_document()


def market_of(estimate: Estimate) -> Market:
    """Read off a stored estimate which market it was drawn for."""
    facts, publication = estimate.inputs, estimate.publication
    quantity = Decimal(str(facts["quantity_per_buyer"])) * PER_YEAR[Period(estimate.need.period)]
    points = publication.points() if publication else []
    return Market(
        in_hand_buyers=facts["buyers_in_hand"],
        eligible_count=facts["eligible_count"],
        eligible_source=facts["eligible_source"],
        labels_in_hand=facts["label_count"],
        rungs=tuple(
            PricePoint(without_tax(point["price"] * quantity), point["buyers"]["estimate"])
            for point in points
        ),
    )
