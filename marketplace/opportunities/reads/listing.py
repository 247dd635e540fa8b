"""Which opportunities there are, and in which order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from demand.needs.vocabulary import Kind
from marketplace.developers.models import Developer
from marketplace.opportunities.models import Estimate, EstimateQuerySet
from marketplace.opportunities.vocabulary import Obstacle

NEAREST, FIT = "nearest", "fit"
ORDERS = {
    NEAREST: ("rank_missing", "-rank_payoff", "-need_id"),
    "payoff": ("-rank_payoff", "-need_id"),
    "newest": ("-need__posted_at", "-need_id"),
    FIT: ("-match_score", "-need_id"),
}
FACETS = {
    "sector": "sector",
    "task": "need__tasks__contains",
    "kind": "need__kind",
    "prefecture": "prefecture",
    "obstacle": "obstacle",
}


def opportunities(
    asked: Mapping[str, str], today: date, developer: Developer | None = None
) -> EstimateQuerySet:
    """List what is open today and has been estimated, narrowed by what is asked.

    A need is estimated moments after it was posted: its row says where it stands. By
    fit, a developer is shown what was matched with them.
    """
    wanted: dict[str, Any] = {
        lookup: asked[name] for name, lookup in FACETS.items() if asked.get(name)
    }
    if task := asked.get("task"):
        wanted[FACETS["task"]] = [task]
    if asked.get("kind") == Kind.INSTITUTION:
        # What stands in the way of a rule is a rule: said so, an index finds them.
        wanted.setdefault("obstacle", Obstacle.REGULATION)
    listed = Estimate.objects.for_list().open_on(today).filter(**wanted)
    return listed.matched_with(developer) if developer and asked.get("sort") == FIT else listed


def order(asked: Mapping[str, str], developer: Developer | None = None) -> tuple[str, ...]:
    """Choose the order of the list: what lacks the fewest commitments first, unless asked.

    Nothing fits who is no developer.
    """
    sort = asked.get("sort") or NEAREST
    return (
        ORDERS[NEAREST] if sort == FIT and developer is None else ORDERS.get(sort, ORDERS[NEAREST])
    )
