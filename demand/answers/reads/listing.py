"""The list of needs with their demand: found, narrowed, ordered, counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Value
from django.utils import timezone

from demand.needs.models import Need, NeedQuerySet
from demand.needs.reads.facets import FacetCounts, facet_counts
from demand.needs.reads.search import Found, search

NEWEST = ("-posted_at", "-id")
MOST_WANTED = ("-demand__co_sign_count", "-id")
CLOSING_SOON = ("open_until", "-id")
NEAREST = ("place", "id")
ORDERS = {"newest": NEWEST, "wanted": MOST_WANTED, "closing": CLOSING_SOON}
FACETS = {
    **{name: name for name in ("sector", "prefecture", "kind", "shared_data")},
    "task": "tasks__contains",
    "product": "product_key",
}
# Whoever writes a need is shown so many that speak of this share of what they wrote.
MOST_SIMILAR, LEAST_ALIKE = 3, 0.45


def needs(asked: Mapping[str, Any]) -> QuerySet[Need]:
    """List needs with their demand, narrowed by what is asked. Words cost two queries."""
    listed = with_demand().listed()
    chosen = facets_of(asked)
    for name, value in chosen.items():
        listed = listed.filter(**{FACETS[name]: [value] if name == "task" else value})
    if asked.get("q"):
        listed = _found(listed, search(asked["q"], facets=chosen))
    if asked.get("sort") == "closing":
        listed = listed.filter(open_until__gte=timezone.localdate(), closed_at=None)
    if since := asked.get("since"):
        listed = listed.filter(posted_at__gte=since)
    return listed


def with_demand() -> NeedQuerySet:
    return Need.objects.for_list().select_related("demand").filter(demand__isnull=False)


def facets_of(asked: Mapping[str, Any]) -> dict[str, str]:
    return {name: asked[name] for name in FACETS if asked.get(name)}


def order(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """Order by what was asked; else what was searched for by nearness, and the rest by age."""
    return ORDERS.get(asked.get("sort", ""), NEAREST if asked.get("q") else NEWEST)


def counts(asked: Mapping[str, Any], *, real_only: bool = False) -> FacetCounts:
    """Count what each facet would leave. One query, and two more for words."""
    found = search(asked["q"]) if asked.get("q") else None
    return facet_counts(facets_of(asked), found=found, real_only=real_only)


def similar_needs(*, text: str, sector: str, on: date) -> list[Need]:
    """Find open needs that say much the same, so that one co-signs rather than posts again."""
    found = search(text, facets={"sector": sector}, most=5 * MOST_SIMILAR, least=LEAST_ALIKE)
    if not found.need_ids:
        return []
    return list(_found(with_demand().listed(), found).open_on(on).order_by(*NEAREST)[:MOST_SIMILAR])


def _found(listed: NeedQuerySet, found: Found) -> NeedQuerySet:
    """Keep what a search has found, with its place in what was found."""
    keys = Value(list(found.need_ids), output_field=ArrayField(BigIntegerField()))
    place = Func(keys, F("id"), function="array_position", output_field=IntegerField())
    return listed.filter(id__in=found.need_ids).annotate(place=place)


def newest_needs(count: int) -> list[Need]:
    return list(needs({}).order_by(*NEWEST)[:count])
