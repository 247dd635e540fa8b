"""A board of its own with needs in great number, for as long as it is measured."""

import json
import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import tests.services  # noqa: F401  starts Postgres, unless the environment names one
from demand.needs.arithmetic.search.lexemes import Entry, Written, edition, entry
from demand.needs.arithmetic.search.products import product_key
from demand.needs.arithmetic.search.reading import read
from demand.needs.arithmetic.search.thesaurus import thesaurus
from tests.bench.sentences import needs

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
NEED_COUNT = 200_000
POSTERS = 400
# One need in so many has shared data.
WITH_DATA_EACH = 50
NOW = datetime.now(UTC)
NEED_COLUMNS = (
    "id, slug, posting_key, kind, sector, product, prefecture, tasks, title, story, "
    "acceptance_note, thing, period, rungs, eligible_source, posted_by_id, posted_at, "
    "open_until, is_sample, shared_data, product_key"
)


class SamplesAreAbsent(Exception):
    """The labelled needs and questions do not lie beside the project."""


def samples(name: str) -> list[dict[str, Any]]:
    """Read the needs or the questions that lie beside the project. Raises: SamplesAreAbsent."""
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        raise SamplesAreAbsent(
            f"{name}.json does not lie in ../shared/samples: search cannot be measured without it."
        )
    found: list[dict[str, Any]] = json.loads(path.read_text())[name]
    return found


@contextmanager
def board(count: int = NEED_COUNT) -> Iterator[list[int]]:
    """Make a database and fill it; give the keys of the labelled needs in their order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django
    from django.db import connection

    django.setup()
    own = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield _fill(count)
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def _fill(count: int) -> list[int]:
    from django.db import connection
    from django.utils import timezone

    from demand.needs.models import FacetRecount, SearchEntry, Spelling

    crowd = list(needs(count))
    labelled = [_labelled(words) for words in samples("needs")]
    # They lie scattered among the others, neither the oldest nor the newest.
    places = [count * (number + 1) // (len(labelled) + 1) for number in range(len(labelled))]
    for place, each in zip(places, labelled, strict=True):
        crowd[place] = each
    for place in range(0, count, WITH_DATA_EACH):
        crowd[place] = replace(crowd[place], shared_data="SOME")
    _posters()
    _copy(
        f"needs_need ({NEED_COLUMNS})",
        (_need(number, each) for number, each in enumerate(crowd, 1)),
    )
    _copy("answers_demand (need_id, co_sign_count, refusal_count, level_counts)", _demands(count))
    lexemes = SearchEntry._meta.indexes[0]
    with connection.schema_editor() as editor:
        editor.remove_index(SearchEntry, lexemes)
    read_needs = dict[str, Entry]()
    _copy("needs_searchentry (need_id, lexemes, edition)", _entries(crowd, read_needs))
    Spelling.objects.learn(read_needs.values())
    with connection.schema_editor() as editor:
        editor.add_index(SearchEntry, lexemes)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    FacetRecount.objects.renew(timezone.now() + timedelta(days=1))
    return [place + 1 for place in places]


def _copy(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _posters() -> None:
    from tests.factories import OperationFactory

    OperationFactory.create_batch(POSTERS)


def _need(number: int, written: Written) -> tuple[Any, ...]:
    is_rule = written.kind == "INSTITUTION"
    rungs = [] if is_rule else [8_000, 10_000, 15_000, 20_000, 30_000]
    unit = ("", "") if is_rule else ("10A", "YEAR")
    posted_at = NOW - timedelta(minutes=2 * (NEED_COUNT - number))
    until = None if number % 10 else (NOW + timedelta(days=number % 300 - 30)).date()
    return (
        *(number, f"bench-{number}", UUID(int=number), written.kind, written.sector),
        *(written.product, written.prefecture, list(written.tasks), written.title, written.story),
        *("", *unit, rungs, "", 1 + number % POSTERS, posted_at, until, False),
        written.shared_data,
        _product(written.product, written.sector),
    )


@cache
def _product(product: str, sector: str) -> str:
    return product_key(product, sector=sector)


def _demands(count: int) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(3)
    for number in range(1, count + 1):
        yield number, int(dice.paretovariate(1)) % 500, dice.randint(0, 3), "{}"


def _entries(crowd: list[Written], kept: dict[str, Entry]) -> Iterator[tuple[Any, ...]]:
    # The crowd says the same sentences over and over: each is read once.
    reading = lru_cache(maxsize=None)(read)
    for number, written in enumerate(crowd, 1):
        found = entry(
            replace(written, key=number, product_key=_product(written.product, written.sector)),
            reading=reading,
        )
        kept.setdefault(written.title, found)
        yield number, found.as_tsvector(), edition()


def _labelled(words: dict[str, Any]) -> Written:
    (place,) = thesaurus().by_name[words["prefecture"]]
    return Written(
        title=words["title"],
        product=words["product"],
        story=words["story"],
        sector=words["sector"],
        prefecture=place.key.removeprefix("prefecture_"),
        kind=words["kind"],
        tasks=tuple(task.upper() for task in (words["task"] or "").split("+") if task),
    )
