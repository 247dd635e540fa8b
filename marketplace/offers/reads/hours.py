"""When a need's offers are opened."""

from dataclasses import dataclass
from datetime import date, datetime

from demand.needs.models import Need
from marketplace.offers.arithmetic.hours import usual_hour
from marketplace.offers.models import Round


@dataclass(frozen=True, slots=True)
class Hour:
    """The next hour of a need. `is_set` tells whether somebody chose it."""

    at: datetime
    wanted_by: date | None
    is_set: bool


def coming_hour(need: Need, now: datetime) -> Hour | None:
    """Tell the hour at which offers are opened next; None where none can be any more.

    It is the same whether or not anybody has made an offer. One query.
    """
    if not takes_offers(need):
        return None
    coming = Round.objects.coming().filter(need=need).first()
    if coming is not None:
        return Hour(coming.hour, coming.wanted_by, is_set=coming.set_by_id is not None)
    hour = usual_hour(need.open_until, now)
    return Hour(hour, None, is_set=False) if hour > now else None


def takes_offers(need: Need) -> bool:
    """Tell whether anybody may offer: not for a rule, nor for what is closed, hidden or merged."""
    gone = need.closed_at or need.hidden_at or need.canonical_id
    return need.asks_price and not gone
