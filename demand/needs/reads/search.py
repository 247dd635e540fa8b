"""Needs that speak of what somebody asks, the nearest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from demand.needs.arithmetic.search.asking import Plan, Question, Weighed, plan, question

# A list that is longer than this is narrowed, not read to its end.
MOST_LOOKED_AT = 800
# Below this share of the question a need speaks of something else.
LEAST_COVER = 0.28
# Constant of reciprocal rank fusion: Cormack, Clarke, Büttcher 2009.
FUSION = 60

# One reading of Postgres' own statistics, and the known spellings nearest to each chunk.
WEIGH = """
SELECT 'share', lexeme, share FROM pg_stats, ROWS FROM (
    unnest(most_common_elems::text::text[]), unnest(most_common_elem_freqs)
) AS frequent (lexeme, share)
WHERE schemaname = current_schema() AND tablename = 'needs_searchentry'
    AND attname = 'lexemes' AND lexeme = ANY(%(lexemes)s)
UNION ALL
SELECT 'alike', near.lexeme, max(near.likeness) FROM unnest(%(chunks)s::text[]) AS chunk,
LATERAL (
    SELECT lexeme, similarity(text, chunk) AS likeness FROM needs_spelling
    WHERE text %% chunk AND NOT EXISTS (SELECT FROM needs_spelling WHERE text = chunk)
    ORDER BY likeness DESC, lexeme LIMIT 3
) AS near GROUP BY near.lexeme
UNION ALL
SELECT 'need_count', '', reltuples FROM pg_class WHERE oid = 'needs_searchentry'::regclass
UNION ALL
SELECT 'last_key', '', max(need_id) FROM needs_searchentry
"""

# The ways are tried in their order: those after the last that is needed are never run.
# `+ 0` keeps Postgres from walking the whole table backwards in the hope of an early end.
WAY = """
(SELECT need_id, lexemes FROM needs_searchentry
 WHERE lexemes @@ %(way_{number})s::tsquery {others}
 ORDER BY {first} need_id + 0 DESC LIMIT %(room)s)
"""
RANK = """
WITH found AS MATERIALIZED (SELECT * FROM ({ways}) AS ways LIMIT %(room)s),
measured AS MATERIALIZED (SELECT need_id, {columns} FROM found),
scored AS MATERIALIZED (
    SELECT need_id, {cover} AS cover, {words} AS words, {concepts} AS concepts,
        {pairs} AS pairs, {typos} AS typos
    FROM measured
), fused AS (
    SELECT need_id, {fusion} AS score FROM scored WHERE cover >= %(least)s
)
SELECT need_id, (SELECT count(*) FROM found) FROM fused
ORDER BY score DESC, need_id DESC LIMIT %(most)s
"""
# What stands in title and product counts in full, the rest in part: D, C, B, A.
WHERE_IT_STANDS = "{.6,.6,.6,1}"
RANKERS = ("words", "concepts", "pairs", "typos")


@dataclass(frozen=True, slots=True)
class Found:
    """The needs that speak of what was asked, by their keys, the nearest first.

    `is_cut` says whether there may be more of them.
    """

    need_ids: tuple[int, ...] = ()
    is_cut: bool = False


def search(
    text: str,
    *,
    facets: Mapping[str, str] | None = None,
    most: int = MOST_LOOKED_AT,
    least: float = LEAST_COVER,
) -> Found:
    """Find needs by words, meanings, pairs of letters and likeness, fused by rank.

    `facets` narrow it: sector, prefecture, kind, task, shared_data. `least` is the share of the
    question, 0–1, of which a need must speak. Costs two queries, none for a text that
    says nothing.
    """
    chosen = {name: value for name, value in (facets or {}).items() if value}
    asked = question(text, sector=chosen.get("sector", ""), facets=chosen)
    if not asked.terms and not asked.chunks:
        return Found()
    planned = _planned(asked)
    return _ranked(planned, most, least) if planned else Found()


def _planned(asked: Question) -> Plan | None:
    shares, alike, numbers = dict[str, float](), list[tuple[str, float]](), dict[str, int]()
    with connection.cursor() as cursor:
        cursor.execute(WEIGH, {"lexemes": asked.lexemes(), "chunks": asked.spellings})
        for kind, lexeme, number in cursor.fetchall():
            if kind == "share":
                shares[lexeme] = number
            elif kind == "alike":
                alike.append((lexeme, number))
            else:
                numbers[kind] = int(number or 0)
    return plan(asked, shares=shares, alike=alike, **numbers)


def _ranked(planned: Plan, most: int, least: float) -> Found:
    statement = _Statement(planned)
    text = statement.text()
    values = statement.values | {
        "room": MOST_LOOKED_AT,
        "least": least,
        "most": most,
        "weights": WHERE_IT_STANDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows = cursor.fetchall()
    is_full = bool(rows) and rows[0][1] >= MOST_LOOKED_AT
    is_cut = is_full or any(way.recent for way in planned.ways)
    return Found(tuple(need_id for need_id, _ in rows), is_cut)


class _Statement:
    """A plan in SQL. Every query of it is measured once for each need, as a column."""

    def __init__(self, planned: Plan) -> None:
        self.planned = planned
        self.values: dict[str, str | float] = {}
        self.columns: dict[str, str] = {}

    def text(self) -> str:
        sums = {name: self._sum(getattr(self.planned, name)) for name in RANKERS}
        cover, ways = self._cover(), map(self._way, range(len(self.planned.ways)))
        return RANK.format(
            ways=" UNION ALL ".join(ways),
            columns=", ".join(f"{each} AS {column}" for column, each in self._measures()),
            cover=cover,
            fusion=" + ".join(map(_reciprocal_rank, RANKERS)),
            **sums,
        )

    def _way(self, number: int) -> str:
        """Write one way in, without what came in by those before it."""
        way = self.planned.ways[number]
        self.values |= {
            f"way_{number}": way.query + way.recent,
            f"all_{number}": way.query,
            f"first_{number}": way.first,
        }
        before = [f"AND NOT lexemes @@ %(all_{each})s::tsquery" for each in range(number)]
        first = f"lexemes @@ %(first_{number})s::tsquery DESC, " if way.first else ""
        return WAY.format(number=number, others=" ".join(before), first=first)

    def _column(self, query: str) -> str:
        return self.columns.setdefault(query, f"q{len(self.columns)}")

    def _measures(self) -> Iterator[tuple[str, str]]:
        for query, column in self.columns.items():
            self.values[column] = query
            # Several lexemes at once match or do not: they have no place of their own.
            is_one = "&" not in query
            rank = f"ts_rank(%(weights)s::real[], lexemes, %({column})s::tsquery)"
            yield column, rank if is_one else f"(lexemes @@ %({column})s::tsquery)::int::real"

    def _sum(self, weighed: Sequence[Weighed]) -> str:
        """Add up what matches, each by its weight."""
        return " + ".join(
            [
                "0",
                *(
                    f"{each.weight / len(each.queries):.4f}::real * {self._column(query)}"
                    for each in weighed
                    for query in each.queries
                ),
            ]
        )

    def _cover(self) -> str:
        """Say which share of the question a need speaks of: by terms, letters or likeness."""
        terms = [
            (term.weight, self._is_meant(term, words))
            for term, words in zip(self.planned.concepts, self.planned.words, strict=True)
        ]
        chunks = [(chunk.weight, self._is_there(chunk.queries)) for chunk in self.planned.pairs]
        typos = [
            f"CASE WHEN {self._is_there(typo.queries)} THEN {typo.weight:.4f}::real ELSE 0 END"
            for typo in self.planned.typos
        ]
        return f"greatest({', '.join([_share(terms), _share(chunks), *typos])})"

    def _is_meant(self, concepts: Weighed, words: Weighed) -> str:
        ways = [f"{self._column(query)} > 0" for query in concepts.queries]
        return " OR ".join([*ways, *([self._is_there(words.queries)] if words.queries else [])])

    def _is_there(self, queries: Sequence[str]) -> str:
        return " AND ".join(f"{self._column(query)} > 0" for query in queries)


def _share(parts: Sequence[tuple[float, str]]) -> str:
    """Give the share of the weights whose condition holds."""
    held = [f"CASE WHEN {holds} THEN {weight:.4f}::real ELSE 0 END" for weight, holds in parts]
    total = sum(weight for weight, _ in parts) or 1
    return f"({' + '.join(['0', *held])}) / {total:.4f}::real"


def _reciprocal_rank(name: str) -> str:
    rank = f"rank() OVER (ORDER BY {name} DESC)"
    return f"CASE WHEN {name} > 0 THEN 1 / ({FUSION}::float8 + {rank}) ELSE 0 END"
