"""Who buys from whom at what price: offers and caps in, awards out.

Conditions come first, then each offer bears its own cost: a price is never the
developer's to choose once the caps are in, and never anybody's above their cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.offers.arithmetic.conditions import Bid, Terms
from marketplace.offers.arithmetic.sharing import Cost, share_cost


@dataclass(frozen=True, slots=True)
class Award:
    """One offer that cleared. Units: price in yen per unit; hundredths the quantity served."""

    terms: Terms
    price: int
    served: tuple[Bid, ...]
    hundredths: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Lowest price first, then the most served, then the earlier offer."""
        return self.price, -len(self.served), self.terms.key


def clear(offers: Sequence[Terms], bids: Sequence[Bid]) -> list[Award]:
    """Clear offers against caps, the best first; an operation is served once.

    Each offer is cleared at its own fixed cost. After an award those whom it serves
    are out, and the offers that are left are cleared anew among the others.

    Source: science.md, section 2.
    """
    awards: list[Award] = []
    waiting, unserved = list(offers), list(bids)
    while waiting and unserved:
        found = [award for terms in waiting if (award := clear_one(terms, unserved))]
        if not found:
            break
        best = min(found, key=lambda award: award.rank)
        awards.append(best)
        gone = {bid.key for bid in best.served}
        unserved = [bid for bid in unserved if bid.key not in gone]
        waiting = [terms for terms in waiting if terms.key != best.terms.key]
    return awards


def clear_one(terms: Terms, bids: Sequence[Bid]) -> Award | None:
    """Find the largest set that one offer can serve with everybody's condition met, or None.

    Whoever asks for more buyers than even the largest set holds can be in none: they
    are let go and the rest is cleared anew, until nobody's condition is broken.
    """
    asking = [bid for bid in bids if bid.admits(terms)]
    while len(asking) >= terms.least_operations and asking:
        award = _priced(terms, asking)
        if award is None or len(award.served) < terms.least_operations:
            return None
        count = len(award.served)
        if all(bid.least_operations <= count for bid in award.served):
            return award
        asking = [bid for bid in asking if bid.least_operations <= count]
    return None


def _priced(terms: Terms, asking: Sequence[Bid]) -> Award | None:
    caps = np.fromiter((bid.cap for bid in asking), np.int64, len(asking))
    hundredths = np.fromiter((bid.hundredths for bid in asking), np.int64, len(asking))
    share = share_cost(caps, hundredths, Cost(terms.fixed_cost, terms.unit_cost, terms.reserve))
    if share is None:
        return None
    served = tuple(asking[place] for place in share.places)
    return Award(terms, share.price, served, share.hundredths)
