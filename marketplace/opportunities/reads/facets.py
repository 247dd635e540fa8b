"""How many opportunities each choice would leave, whatever else was chosen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from demand.needs.reads.facets import FacetCounts
from marketplace.developers.models import Developer
from marketplace.opportunities.reads.listing import FIT

# Counted once in a while; live while there are few, or of the few that fit one developer.
ALL = """
    SELECT sector, prefecture, kind, tasks, obstacle, need_count FROM opportunities_tally
    WHERE {shown}
    UNION ALL
    {live} WHERE NOT EXISTS (SELECT FROM opportunities_tally) AND {open} AND {shown}
"""
FITTING = """
    {live} JOIN opportunities_match m ON m.need_id = n.id
    WHERE m.developer_id = %(developer)s AND {open} AND {shown}
"""
LIVE = """
    SELECT e.sector, e.prefecture, n.kind, n.tasks, e.obstacle, 1 AS need_count
    FROM opportunities_estimate e JOIN needs_need n ON n.id = e.need_id
"""
OPEN = """
    n.hidden_at IS NULL AND n.canonical_id IS NULL AND n.faded_at IS NULL AND n.closed_at IS NULL
    AND (n.open_until IS NULL OR n.open_until >= %(today)s)
"""
REAL_IF_ANY = "(NOT is_sample OR NOT EXISTS (SELECT FROM needs_need WHERE NOT is_sample))"
COUNT = "SELECT '{name}', {value}::text, sum(need_count) FROM counted WHERE {others} GROUP BY 2"
AGE = "SELECT 'counted_at', max(counted_at)::text, 0 FROM opportunities_tally"
CHOSEN = {
    "sector": "sector = %(sector)s",
    "task": "%(task)s = ANY(tasks)",
    "prefecture": "prefecture = %(prefecture)s",
    "kind": "kind = %(kind)s",
    "obstacle": "obstacle = %(obstacle)s",
}


def counts(
    asked: Mapping[str, str],
    today: date,
    developer: Developer | None = None,
    *,
    real_only: bool = False,
) -> FacetCounts:
    """Count the opportunities of each facet under what was chosen in the others. One query."""
    fits = developer is not None and asked.get("sort") == FIT
    rows = (FITTING if fits else ALL).format(
        live=LIVE, open=OPEN, shown=REAL_IF_ANY if real_only else "TRUE"
    )
    selects = [_select(name, asked) for name in CHOSEN] + ([] if fits else [AGE])
    values: dict[str, Any] = {**asked, "today": today, "developer": developer and developer.pk}
    found: dict[str, dict[str, int]] = {name: {} for name in CHOSEN}
    counted_at = None
    with connection.cursor() as cursor:
        cursor.execute(f"WITH counted AS ({rows}) {' UNION ALL '.join(selects)}", values)
        for name, value, count in cursor.fetchall():
            if name in found:
                found[name][value] = int(count)
            elif value:
                counted_at = datetime.fromisoformat(value)
    return FacetCounts(found, counted_at, is_at_least=False)


def _select(name: str, asked: Mapping[str, str]) -> str:
    others = [CHOSEN[other] for other in CHOSEN if other != name and asked.get(other)]
    value = "unnest(tasks)" if name == "task" else name
    return COUNT.format(name=name, value=value, others=" AND ".join(others) or "TRUE")
