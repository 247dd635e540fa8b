"""The list of opportunities among 200,000 needs, its page, and needs that are estimated anew."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

import tests.services  # noqa: F401  starts Postgres, unless the environment names one
from tests.bench.figures import Figure

if TYPE_CHECKING:
    from marketplace.developers.models import Developer

NEEDS = 200_000
DEVELOPERS = 2_000
FEW, MANY = 200, 2_000
FACETS = (
    *({"sector": each} for each in ("AGRICULTURE", "FISHERY", "FORESTRY")),
    *({"prefecture": each} for each in ("01", "23", "47")),
    *({"task": each} for each in ("PERCEPTION", "MANIPULATION")),
    *({"kind": each} for each in ("TECHNOLOGY", "INSTITUTION")),
    *({"obstacle": each} for each in ("DEMAND", "DATA", "REGULATION")),
    {"sector": "FORESTRY", "prefecture": "47"},
    {"sector": "FISHERY", "task": "MANIPULATION", "prefecture": "13", "obstacle": "DATA"},
    {},
)
SORTS = ("nearest", "payoff", "newest", "fit")

# Spread by primes, so that no two facets go together.
FILL_NEEDS = """
INSERT INTO needs_need (id, slug, posting_key, kind, sector, product, prefecture, tasks, title,
    story, acceptance_note, thing, period, rungs, eligible_source, posted_by_id, posted_at,
    open_until, is_sample)
SELECT n, 'bench-' || n, gen_random_uuid(),
    CASE WHEN rule THEN 'INSTITUTION' ELSE 'TECHNOLOGY' END,
    (ARRAY['AGRICULTURE','AGRICULTURE','AGRICULTURE','LIVESTOCK','FISHERY','AQUACULTURE',
        'FORESTRY'])[1 + n %% 7],
    'いちご', lpad((1 + (n / 7) %% 47)::text, 2, '0'),
    ARRAY[(ARRAY['PERCEPTION','PERCEPTION','PLANNING','DOCUMENT','MANIPULATION'])[1 + n %% 5]],
    '葉の病気を早く知りたい ' || n, '葉裏に白い粉がつくころには隣のうねまで広がっている。', '',
    CASE WHEN rule THEN '' ELSE '10A' END, CASE WHEN rule THEN '' ELSE 'YEAR' END,
    CASE WHEN rule THEN ARRAY[]::int[] ELSE ARRAY[8000,10000,15000,20000,30000] END,
    '', %(poster)s, now() - n * interval '2 minutes',
    CASE WHEN n %% 11 = 0 THEN current_date + (n %% 300)::int - 30 END, false
FROM (SELECT n, n %% 13 = 0 AS rule FROM generate_series(1, %(count)s) AS n) AS numbered
"""
FILL_DEMAND = """
INSERT INTO answers_demand (need_id, co_sign_count, refusal_count, level_counts)
SELECT id, id %% 40, id %% 3, '{}' FROM needs_need
"""
FILL_ESTIMATES = """
INSERT INTO opportunities_estimate (need_id, missing_commitments, rank_missing, rank_payoff,
    rank_firm, rank_until, sector, prefecture, obstacle, inputs, result, code_version, estimated_at)
SELECT id, missing, coalesce(missing, 2147483647), -9223372036854775808,
    id %% 17, coalesce(open_until, '9999-12-31'), sector, prefecture,
    CASE WHEN kind = 'INSTITUTION' THEN 'REGULATION'
        ELSE (ARRAY['DEMAND','DEMAND','DATA','PRICE','TECHNOLOGY'])[1 + (id / 3) %% 5] END,
    '{}', '{"payoff": null}', '3', now()
FROM (SELECT id, kind, sector, prefecture, open_until,
    CASE WHEN kind <> 'INSTITUTION' THEN (id * 7919) %% 900 END AS missing
    FROM needs_need) AS numbered
"""
FILL_MATCHES = """
INSERT INTO opportunities_match (need_id, developer_id, score, values, matched_at)
SELECT id, %(developer)s, (id %% 1000) / 1000.0, ARRAY[.5,.5,.5,.5,.5,.5], now()
FROM needs_need ORDER BY id LIMIT 200
"""


def measure() -> Iterator[Figure]:
    with market() as developer:
        times, counts = listing(developer)
        yield Figure("market.list", 1000 * float(np.quantile(times, 0.95)), "ms", 60)
        yield Figure("market.list_queries", max(counts) - min(counts) + 1, "kinds", 1)
        yield Figure("market.page_queries", page_queries(), "queries", 15)
        few, many = re_estimated(FEW), re_estimated(MANY)
        yield Figure("market.reestimate", many, "s", 200)
        yield Figure("market.reestimate_against_few", many / MANY / (few / FEW), "×", 1.1)


@contextmanager
def market() -> Iterator["Developer"]:
    """Make a database of its own and fill it; give one developer who reads the list."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django
    from django.db import connection

    django.setup()
    own = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield _fill()
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def _fill() -> "Developer":
    from django.db import connection

    from marketplace.opportunities.tasks import recount
    from tests.factories import DeveloperFactory, OperationFactory

    poster, developer = OperationFactory(), DeveloperFactory()
    DeveloperFactory.create_batch(
        DEVELOPERS, organisation__member=poster.organisation.members.get()
    )
    with connection.cursor() as cursor:
        cursor.execute(FILL_NEEDS, {"count": NEEDS, "poster": poster.pk})
        cursor.execute("SELECT setval('needs_need_id_seq', %s)", [NEEDS])
        cursor.execute(FILL_DEMAND, {})
        cursor.execute(FILL_ESTIMATES, {})
        cursor.execute(FILL_MATCHES, {"developer": developer.pk})
        recount()
        cursor.execute("VACUUM ANALYZE")
    return developer


def listing(developer: "Developer") -> tuple[list[float], list[int]]:
    """Time the database's work for first and second pages of every facet and sort, the counts
    beside each choice included.
    """
    from django.utils import timezone

    from marketplace.opportunities import reads
    from marketplace.pages.keyset import page

    today, times, counts = timezone.localdate(), [], []
    for asked, sort in product(FACETS, SORTS):
        wanted, after = asked | {"sort": sort}, ""
        for _ in range(2):
            listed = reads.opportunities(wanted, today, developer)
            asks = partial(page, listed, order=reads.order(wanted, developer), after=after, size=20)
            counted = partial(reads.counts, wanted, today, developer)
            times.append(_database_time(asks) + _database_time(counted))
            counts.append(_query_count(asks) + _query_count(counted))
            after = asks().after
            if not after:
                break
    return times, counts


def _database_time(work: Callable[[], Any]) -> float:
    """Run it three times; give the median of the seconds spent in queries."""
    from django.db import connection

    return statistics.median(_spent(connection, work) for _ in range(3))


def _spent(connection: Any, work: Callable[[], Any]) -> float:
    spent = []

    def watched(execute: Any, *query: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*query)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(watched):
        work()
    return sum(spent)


def _query_count(work: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def page_queries() -> int:
    """Count the queries of the page of a need with 300 answers, 30 data sets and 50 matches."""
    from django.test import Client
    from django.urls import reverse

    from demand.answers.tasks import summarise
    from demand.needs.models import Need
    from marketplace.developers.models import Developer
    from marketplace.opportunities.tasks import estimate, match_need
    from tests.factories import AnswerFactory, DatasetFactory, VersionFactory

    need = Need.objects.get(pk=1)
    AnswerFactory.create_batch(300, need=need)
    for _ in range(30):
        dataset = DatasetFactory()
        dataset.needs.add(need)
        VersionFactory(dataset=dataset)
    for task in (summarise, estimate, match_need):
        task(need.pk)
    client = Client()
    client.force_login(Developer.objects.earliest("pk").organisation.members.get())
    address = reverse("opportunity", args=[need.slug])
    return _query_count(lambda: client.get(address))


def re_estimated(count: int) -> float:
    """Estimate and match so many needs in one worker's way. Units: seconds."""
    from marketplace.opportunities.tasks import estimate, match_need

    began = time.perf_counter()
    for need_id in range(2, 2 + count):
        estimate(need_id)
        match_need(need_id)
    return time.perf_counter() - began
