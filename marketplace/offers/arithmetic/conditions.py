"""What has to be true before a price matters: promised quality, date and place."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """One offer, as far as clearing goes. The key also tells who came first: lower is earlier.

    Units: fixed_cost in yen; unit_cost and reserve in yen per unit, all on the tax basis
    of the caps; promised_share 0–1; regions are prefecture codes, none meaning anywhere.
    """

    key: int
    fixed_cost: Fraction
    unit_cost: Fraction = Fraction(0)
    reserve: Fraction = Fraction(0)
    least_operations: int = 1
    promised_share: Fraction | None = None
    delivered_on: date | None = None
    regions: frozenset[str] = frozenset()
    owner: Hashable = None


@dataclass(frozen=True, slots=True)
class Bid:
    """One operation's conditional answer.

    It is served only if at least `least_operations` are, itself among them. Nobody sells
    to themselves: an offer with the same owner passes it over.

    Units: cap in yen per unit; hundredths is the quantity in hundredths of the unit.
    """

    key: int
    cap: int
    hundredths: int = 100
    least_share: Fraction | None = None
    wanted_by: date | None = None
    region: str = ""
    least_operations: int = 1
    owner: Hashable = None

    def admits(self, terms: Terms) -> bool:
        """Tell whether an offer meets what is asked, whatever its price."""
        return (
            self._is_good_enough(terms)
            and self._is_in_time(terms)
            and (not terms.regions or self.region in terms.regions)
            and (self.owner is None or self.owner != terms.owner)
        )

    def _is_good_enough(self, terms: Terms) -> bool:
        if self.least_share is None:
            return True
        return terms.promised_share is not None and terms.promised_share >= self.least_share

    def _is_in_time(self, terms: Terms) -> bool:
        if self.wanted_by is None:
            return True
        return terms.delivered_on is not None and terms.delivered_on <= self.wanted_by
