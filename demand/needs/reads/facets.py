"""How many needs there are of each kind, whatever else was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from demand.needs.arithmetic.search.lexemes import FACETS
from demand.needs.reads.search import Found

# Counted once in a while, with those posted since added live; or, of a search, what it found.
# Products are many and stand in a table of their own, which is read where one is asked about.
ALL = """
    SELECT {columns}, need_count FROM {table} WHERE {shown}
    UNION ALL
    SELECT {columns}, 1 FROM needs_need
    WHERE id > coalesce((SELECT max(last_need_id) FROM needs_facetrecount), 0)
    AND {listed} AND {shown}
"""
OF_A_SEARCH = """
    SELECT {columns}, 1 AS need_count FROM needs_need
    WHERE id = ANY(%(found)s::bigint[])
    AND {listed} AND {shown}
"""
COUNT = "SELECT '{name}', {value}, sum(need_count) FROM {rows} WHERE {others} GROUP BY 2"
# Nobody chooses from hundreds; whatever is chosen beyond these is listed all the same.
MOST_PRODUCTS = 60
FREQUENT = f"({COUNT} ORDER BY 3 DESC, 2 LIMIT {MOST_PRODUCTS})"
AGE = "SELECT 'counted_at', max(counted_at)::text, 0 FROM needs_facetrecount"
LISTED = "hidden_at IS NULL AND canonical_id IS NULL AND faded_at IS NULL"
REAL_IF_ANY = "(NOT is_sample OR NOT EXISTS (SELECT FROM needs_need WHERE NOT is_sample))"
CHOSEN = {
    "sector": "sector = %(sector)s",
    "prefecture": "prefecture = %(prefecture)s",
    "kind": "kind = %(kind)s",
    "task": "%(task)s = ANY(tasks)",
    "shared_data": "shared_data = %(shared_data)s",
    "product": "product_key = %(product)s",
}
VALUES = {"task": "unnest(tasks)", "product": "product_key"}
COLUMNS = "sector, prefecture, kind, tasks, shared_data"
OF_ALL, OF_PRODUCTS = "needs_facetcount", "needs_productcount"
WITH_PRODUCT = f"{COLUMNS}, product_key"


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The needs per value of each facet, as if nothing were chosen in that facet itself.

    `counted_at` says how old the counts are, None if they were made this moment.
    `is_at_least` says that a search found more than it counted.
    """

    counts: Mapping[str, Mapping[str, int]]
    counted_at: datetime | None
    is_at_least: bool


def facet_counts(
    chosen: Mapping[str, str], *, found: Found | None = None, real_only: bool = False
) -> FacetCounts:
    """Count the needs of each facet under what was chosen in the others. One query.

    `found` is what a search without facets found, where words were asked for.
    """
    shown = REAL_IF_ANY if real_only else "TRUE"
    template = ALL if found is None else OF_A_SEARCH
    words = {"columns": COLUMNS, "listed": LISTED, "shown": shown}
    by_product = template.format(**words | {"columns": WITH_PRODUCT, "table": OF_PRODUCTS})
    if chosen.get("product"):
        words["shown"] += f" AND {CHOSEN['product']}"
    rows = template.format(**words, table=OF_PRODUCTS if chosen.get("product") else OF_ALL)
    selects = [_select(name, chosen) for name in FACETS] + ([AGE] if found is None else [])
    values = dict(chosen) | {"found": list(found.need_ids) if found else []}
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    counted_at = None
    with connection.cursor() as cursor:
        gathered = f"WITH products AS ({by_product}), needs AS ({rows})"
        cursor.execute(f"{gathered} {' UNION ALL '.join(selects)}", values)
        for name, value, count in cursor.fetchall():
            if name in counts:
                counts[name][value] = int(count)
            elif value:
                counted_at = datetime.fromisoformat(value)
    return FacetCounts(counts, counted_at, is_at_least=found is not None and found.is_cut)


def _select(name: str, chosen: Mapping[str, str]) -> str:
    # Whatever product was chosen, the other facets' rows are of that product already.
    apart = {name, "product"}
    others = [CHOSEN[other] for other in FACETS if other not in apart and chosen.get(other)]
    return (FREQUENT if name == "product" else COUNT).format(
        name=name,
        value=VALUES.get(name, name),
        rows="products" if name == "product" else "needs",
        others=" AND ".join(others) or "TRUE",
    )
