"""How soon needs are found among 200,000, and how well, against what open boards ship."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean, median, quantiles
from typing import Any

from tests.bench.figures import Figure
from tests.bench.needs_board import SamplesAreAbsent, board, samples
from tests.bench.sentences import questions

TOP = 5
QUESTIONS = 300
ROUNDS = 15
# The others' engines read every text: among so few needs already ours must be better, and
# fewer needs that stand in the way only flatter them.
CROWD_OF_OTHERS = 5_000
PAGE = 50
LISTS = (
    {},
    {"sort": "wanted"},
    {"sector": "FISHERY"},
    {"prefecture": "31", "kind": "PAPERWORK"},
    {"task": "PLANNING", "sort": "closing"},
    {"shared_data": "SOME"},
    {"shared_data": "SOME", "sector": "FISHERY", "sort": "wanted"},
)
TEXT = "n.title || ' ' || n.product || ' ' || n.story"
OTHERS = {
    "simple": f"""
        SELECT id FROM (SELECT id, to_tsvector('simple', {TEXT}) AS words FROM needs_need n
        WHERE id = ANY(%(ids)s)) AS read WHERE words @@ plainto_tsquery('simple', %(q)s)
        ORDER BY ts_rank(words, plainto_tsquery('simple', %(q)s)) DESC, id LIMIT 50""",
    "trigrams": f"""
        SELECT id FROM needs_need n WHERE id = ANY(%(ids)s)
        ORDER BY word_similarity(%(q)s, {TEXT}) DESC, id LIMIT 50""",
}


def measure() -> Iterator[Figure]:
    try:
        labelled = samples("queries")
    except SamplesAreAbsent as absence:
        sys.stderr.write(f"{absence}\n")
        return
    with board() as keys:
        yield from _search(labelled, keys)
        yield from _lists()


def _search(labelled: list[dict[str, Any]], keys: list[int]) -> Iterator[Figure]:
    from demand.needs.reads.search import search

    def ours(question: dict[str, Any]) -> Sequence[int]:
        facets = {"sector": question["sector_filter"] or ""}
        return search(question["q"], facets=facets).need_ids

    asked = [*(question["q"] for question in labelled), *questions(QUESTIONS)]
    took = [_spent(lambda text=text: search(text)) for text in asked]  # type: ignore[misc]
    yield Figure("demand.search_p95", 1000 * quantiles(took, n=20)[-1], "ms", 50)
    recall, rank = _quality(labelled, keys, ours)
    # A share that must not fall below a floor is shown by what it lacks.
    yield Figure("demand.search_recall_at_5_lacks", 1 - recall, "of 1", 0.15)
    yield Figure("demand.search_mrr_lacks", 1 - rank, "of 1", 0.25)
    for name in OTHERS:
        others_recall, others_rank = _quality(labelled, keys, _other(name, keys))
        best = max(others_recall / recall, others_rank / rank)
        yield Figure(f"demand.search_{name}_to_ours", best, "times", 1)


def _other(name: str, keys: list[int]) -> Callable[[dict[str, Any]], Sequence[int]]:
    """Give another engine, alone, over the labelled needs and a few of the crowd."""
    from django.db import connection

    ids = sorted({*keys, *range(1, CROWD_OF_OTHERS)})

    def found(question: dict[str, Any]) -> Sequence[int]:
        with connection.cursor() as cursor:
            cursor.execute(OTHERS[name], {"q": question["q"], "ids": ids})
            return [key for (key,) in cursor.fetchall()]

    return found


def _quality(
    labelled: list[dict[str, Any]],
    keys: list[int],
    engine: Callable[[dict[str, Any]], Sequence[int]],
) -> tuple[float, float]:
    """Give recall among the first five and the mean reciprocal rank of the first that is right."""
    recalls, ranks = [], []
    for question in labelled:
        right = {keys[number] for number in question["relevant"]}
        found = list(engine(question))
        recalls.append(len(right & set(found[:TOP])) / len(right))
        ranks.append(next((1 / at for at, key in enumerate(found, 1) if key in right), 0.0))
    return fmean(recalls), fmean(ranks)


def _lists() -> Iterator[Figure]:
    """Hold the worst of some lists against twice the bare SELECT of the same rows."""
    from demand.answers import reads
    from marketplace.pages.keyset import page

    worst, facets = 0.0, 0.0
    for asked in LISTS:
        rows = page(reads.needs(asked), order=reads.order(asked), size=PAGE).rows

        def listed(asked: dict[str, str] = asked) -> None:
            page(reads.needs(asked), order=reads.order(asked), size=PAGE)

        bare = _usual(lambda rows=rows: _bare([row.pk for row in rows]))  # type: ignore[misc]
        counted = _usual(lambda asked=asked: reads.counts(asked))  # type: ignore[misc]
        facets = max(facets, counted)
        worst = max(worst, (_usual(listed) + counted) / (2 * bare + 0.030))
    yield Figure("demand.facets", 1000 * facets, "ms", 30)
    yield Figure("demand.list_page", worst, "of 2 × bare + 30 ms", 1)


def _bare(keys: list[int]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM needs_need WHERE id = ANY(%s)", [keys])
        cursor.fetchall()


def _usual(act: Callable[[], object]) -> float:
    act()
    return median(_spent(act) for _ in range(ROUNDS))


def _spent(act: Callable[[], object]) -> float:
    """Time what an act waits for the database. Units: seconds."""
    with _database_time() as spent:
        act()
    return sum(spent)


@contextmanager
def _database_time() -> Iterator[list[float]]:
    from django.db import connection

    spent: list[float] = []

    def clock(execute: Any, *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(clock):
        yield spent
