"""Which opportunities there are, and in which order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marketplace.opportunities.models import Estimate, EstimateQuerySet

NEAREST = "nearest"
ORDERS = {
    NEAREST: ("rank_missing", "-rank_payoff", "-need_id"),
    "payoff": ("-rank_payoff", "-need_id"),
    "newest": ("-need__posted_at", "-need_id"),
}
FACETS = {
    "sector": "need__sector",
    "task": "need__tasks__contains",
    "kind": "need__kind",
    "prefecture": "need__prefecture",
}


def opportunities(asked: Mapping[str, str], today: date) -> EstimateQuerySet:
    """List what is open today and has been estimated, narrowed by what is asked.

    A need is estimated moments after it was posted: its row says where it stands.
    """
    wanted: dict[str, Any] = {
        lookup: asked[name] for name, lookup in FACETS.items() if asked.get(name)
    }
    if task := asked.get("task"):
        wanted[FACETS["task"]] = [task]
    return Estimate.objects.for_list().open_on(today).filter(**wanted)


def order(asked: Mapping[str, str]) -> tuple[str, ...]:
    """Choose the order of the list: what lacks the fewest commitments first, unless asked."""
    return ORDERS.get(asked.get("sort") or NEAREST, ORDERS[NEAREST])
