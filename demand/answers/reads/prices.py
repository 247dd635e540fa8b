"""What a need's prices come to for somebody's own size."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from demand.needs.models import Need
from demand.needs.vocabulary import Thing
from marketplace.pages import wording


def size(need: Need, quantity: Decimal | None) -> str:
    """Say for how much somebody answered, in the words of the field: 25a, 2ha, 2 × boat."""
    if quantity is None:
        return ""
    if need.thing == Thing.TEN_ARES:
        return f"{_plain(quantity * 10)}a"
    if need.thing == Thing.HECTARE:
        return f"{_plain(quantity)}ha"
    thing = need.get_thing_display()
    return _("%(count)s × %(thing)s") % {"count": _plain(quantity), "thing": thing}


def ladder(need: Need, quantity: Decimal | None) -> list[dict[str, Any]]:
    """Give the rungs, each with what it comes to for somebody's own size. No query.

    Units: yen with tax.
    """
    if quantity is None or quantity == 1:
        return [{"price": price, "own": ""} for price in need.rungs]
    words = {"size": size(need, quantity)}
    said = _("for your %(size)s: %(sum)s")
    return [
        {
            "price": price,
            "own": said % {**words, "sum": wording.payment(round(price * quantity), need.period)},
        }
        for price in need.rungs
    ]


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
