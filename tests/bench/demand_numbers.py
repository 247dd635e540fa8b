"""Whether one answer costs the same on a large board, and all numbers no more than a look."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.figures import Figure

NEEDS, SMALL, PER_NEED, OPERATIONS = 200_000, 2_000, 15, 20_000
SUMMARISED = 300
# The same groups as the counts of each need, the day's counts and the hourly index have.
BARE = (
    "select need_id, level, count(*) from answers_answer group by 1, 2",
    """
    select n.is_sample, n.sector, n.kind, n.tasks, o.prefecture,
      (a.answered_at at time zone 'Asia/Tokyo')::date, a.level, count(*)
    from answers_answer a join needs_need n on n.id = a.need_id
    join operations_operation o on o.id = a.operation_id group by 1, 2, 3, 4, 5, 6, 7
    """,
    "select date_trunc('hour', answered_at), level, count(*) from answers_answer group by 1, 2",
)
MADE = "answers_demand, snapshots_snapshot, snapshots_cell, snapshots_indexhour"


def measure() -> Iterator[Figure]:
    from marketplace.embedded import running

    with tempfile.TemporaryDirectory(prefix="areba-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # an unprivileged Postgres must find its files
        with running(Path(folder), durable=False) as urls:
            os.environ |= {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
            os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            call_command("migrate", verbosity=0)
            yield from _figures()
            connections.close_all()


def _figures() -> Iterator[Figure]:
    from tests.bench import board

    small = _small_time()
    board.fill(needs=NEEDS, per_need=PER_NEED, operations=OPERATIONS)
    large = _summarise_time(NEEDS)
    yield Figure("demand.rebuild", _rebuild_to_bare(), "ratio", 3)
    board.empty()
    # Once more: while the large board was made, the machine may have become another.
    yield Figure("demand.summarise_growth", large / min(small, _small_time()), "ratio", 1.3)


def _small_time() -> float:
    from tests.bench import board

    board.fill(needs=SMALL, per_need=PER_NEED, operations=OPERATIONS)
    small = _summarise_time(SMALL)
    board.empty()
    return small


def _summarise_time(needs: int) -> float:
    """Time the summary of one need, publication and all, over needs from the whole board."""
    from demand.answers.tasks import summarise

    step = needs // SUMMARISED
    for need_id in range(2, 20):
        summarise(need_id)
    took = [_time(lambda place=place: summarise(20 + place * step)) for place in range(SUMMARISED)]
    # The quickest tenth: what else the machine does meanwhile only ever adds.
    return statistics.quantiles(took, n=10)[0]


def _rebuild_to_bare() -> float:
    """Hold everything made from nothing against a bare look, the two in turn."""
    rounds = [(_rebuild_time(), _bare_time()) for _ in range(2)]
    made, looked = zip(*rounds, strict=True)
    return min(made) / min(looked)


def _bare_time() -> float:
    from django.db import connection

    def look() -> None:
        with connection.cursor() as cursor:
            for statement in BARE:
                cursor.execute(f"select count(*) from ({statement}) grouped")

    look()
    return _time(look)


def _rebuild_time() -> float:
    """Time everything from nothing."""
    from django.db import connection
    from django.utils import timezone

    from demand.snapshots.actions import rebuild

    with connection.cursor() as cursor:
        cursor.execute(f"truncate {MADE}")
    return _time(lambda: rebuild(now=timezone.now()))


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
