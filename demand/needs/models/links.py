"""Which need stands for which: worked out from what was merged and from what is hidden.

A hidden need stands for nothing and nothing stands for it: what was merged into it stands
alone until it is shown again, and then everything is as it was.
"""

from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from demand.needs.models.need import Need

# Any number that no other advisory lock of this database has.
LINKS = 0x6C696E6B


class Link(NamedTuple):
    """Where a need leads: what it was merged into, and what stands for it until now."""

    into: int | None
    canonical: int | None
    is_hidden: bool


def hold_links() -> None:
    """Let nobody else change links until the end of this transaction.

    Taken before any row, so that two who meet in one chain wait instead of blocking each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKS])


def merged_under(need: Need) -> set[int]:
    """Find a need and all that were merged into it, directly or not. One query per storey."""
    return set(_under(need.pk))


def merged_above(need: Need) -> set[int]:
    """Find all that a need was merged into, hidden or not. One query per storey."""
    return set(_above(need.pk)) - {need.pk}


def relink(need: Need) -> set[int]:
    """Work out anew what stands for a need and for all that were merged into it.

    Gives the keys of the needs whose sums are others now. Call `hold_links` first.
    """
    under = _under(need.pk)
    links = under | _above(need.pk)
    changed: set[int | None] = set()
    for key, link in under.items():
        top = _top(key, links)
        if top != link.canonical:
            Need.objects.filter(pk=key).update(canonical=top)
            changed |= {key, top, link.canonical}
    return {key for key in changed if key is not None}


def _top(key: int, links: dict[int, Link]) -> int | None:
    """Follow links upwards as far as nothing is hidden."""
    if links[key].is_hidden:
        return None
    top = key
    while (into := links[top].into) is not None and not links[into].is_hidden:
        top = into
    return None if top == key else top


def _under(key: int) -> dict[int, Link]:
    found = storey = _read(Q(pk=key))
    while storey:
        storey = _read(Q(merged_into__in=list(storey)))
        found = found | storey
    return found


def _above(key: int | None) -> dict[int, Link]:
    found: dict[int, Link] = {}
    while key is not None:
        found |= _read(Q(pk=key))
        key = found[key].into
    return found


def _read(which: Q) -> dict[int, Link]:
    rows = Need.objects.filter(which).values_list("pk", "merged_into", "canonical", "hidden_at")
    return {key: Link(into, canonical, bool(hidden)) for key, into, canonical, hidden in rows}
