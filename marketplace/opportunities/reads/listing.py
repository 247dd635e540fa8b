"""Which opportunities there are, and in which order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from demand.needs.vocabulary import Kind
from marketplace.developers.models import Developer
from marketplace.opportunities.models import NEAREST_FIRST, Estimate, EstimateQuerySet
from marketplace.opportunities.vocabulary import Obstacle

NEAREST, FIT = "nearest", "fit"
ORDERS = {
    NEAREST: (*NEAREST_FIRST, "-need_id"),
    "payoff": ("-rank_payoff", "-need_id"),
    "newest": ("-need__posted_at", "-need_id"),
    FIT: ("-match_score", "-need_id"),
}
# How well it fits comes before how firm the demand is, for whom there is a fit to tell of.
FIRMNESS = NEAREST_FIRST.index("-rank_firm")
NEAREST_TO_READER = (
    *NEAREST_FIRST[:FIRMNESS],
    "-match_rank",
    *NEAREST_FIRST[FIRMNESS:],
    "-need_id",
)
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
    if developer is None:
        return listed
    if asked.get("sort") == FIT:
        return listed.matched_with(developer)
    return listed.with_match(developer) if _looks_at_fit(asked) else listed


def order(asked: Mapping[str, str], developer: Developer | None = None) -> tuple[str, ...]:
    """Choose the order of the list, unless asked: fewest missing commitments first, then middle
    payoff, chance, fit for the reader, firmness, the nearest last day.
    """
    if developer and _looks_at_fit(asked):
        return NEAREST_TO_READER
    return ORDERS[_sort(asked, developer)]


def _looks_at_fit(asked: Mapping[str, str]) -> bool:
    """Tell whether equals part by how well they fit the reader. Rules do not: none is a product,
    all of them are equals, and to weigh them all would keep the reader waiting.
    """
    of_rules = asked.get("kind") == Kind.INSTITUTION or asked.get("obstacle") == Obstacle.REGULATION
    return asked.get("sort", NEAREST) not in {*ORDERS} - {NEAREST} and not of_rules


def _sort(asked: Mapping[str, str], developer: Developer | None) -> str:
    """Read the order that is asked for; nothing fits who is no developer."""
    sort = asked.get("sort", "")
    return NEAREST if sort not in ORDERS or (sort == FIT and developer is None) else sort
