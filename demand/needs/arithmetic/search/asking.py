"""A question to the index: what must match, and what each match weighs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from demand.needs.arithmetic.search.folding import even, fold
from demand.needs.arithmetic.search.lexemes import UNWRITTEN, eras, facet, quoted
from demand.needs.arithmetic.search.reading import Term, pairs_of, read

# A question may be as long as what somebody types into a form: its rarest terms decide.
MOST_TERMS = 5
MOST_CROSSED = 3
PAIR = 2
MOST_CHUNKS = 4
# What is longer is a sentence, not a name.
LONGEST_CHUNK = 12
LONGEST_QUESTION = 400
# The share of needs that bear a lexeme too rare for the statistics to name.
UNSEEN_SHARE = 1e-4
HEAVIEST, LIGHTEST = 3.0, 0.4
# How many needs the rarest parts may bring in, so that every search is short.
ROOM = 800


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks.

    `chunks` are the pieces between blanks: known spellings are compared with them.
    """

    terms: tuple[Term, ...]
    chunks: tuple[str, ...]
    facets: tuple[str, ...]

    @property
    def spellings(self) -> list[str]:
        return [fold(chunk) for chunk in self.chunks if len(chunk) <= LONGEST_CHUNK]

    def lexemes(self) -> list[str]:
        """Name the lexemes whose frequency weighs the question."""
        words = [f"w{word}" for term in self.terms for word in term.words]
        concepts = [f"c{key}" for term in self.terms for key in term.concepts]
        pairs = [pair for chunk in self.chunks for pair in paired(chunk)]
        return [*words, *concepts, *pairs, *self.facets]


@dataclass(frozen=True, slots=True)
class Part:
    """A tsquery. `share` is that of the needs which are expected to match, 0–1.

    `first` is the rarest part of it: what matches that goes before the rest. `recent`
    narrows it to the eras in which there is surely enough.
    """

    query: str
    share: float
    first: str = field(default="", compare=False)
    recent: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Queries for one thing that was asked, and what it weighs."""

    queries: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What the index is asked.

    `ways` bring needs in, the best first: those that speak of all that was asked, of two
    parts of it, of its rarest parts. What came in is then ordered four times, by the
    weights that match: of words and of concepts (a term each, in the same order), of
    pairs and of typos (a chunk and a spelling each).
    """

    ways: tuple[Part, ...]
    words: tuple[Weighed, ...]
    concepts: tuple[Weighed, ...]
    pairs: tuple[Weighed, ...]
    typos: tuple[Weighed, ...]


def question(text: str, *, sector: str = "", facets: Mapping[str, str] | None = None) -> Question:
    """Read what somebody asks. A sector that was chosen resolves names such as カキ."""
    text = text[:LONGEST_QUESTION]
    asked = read(text, sector=sector)
    chunks = list(dict.fromkeys(even(text).split()))[:MOST_CHUNKS]
    return Question(
        terms=tuple({(term.words, term.concepts): term for term in asked.terms}.values()),
        chunks=tuple(chunk for chunk in chunks if len(chunk) > 1),
        facets=tuple(facet(*each) for each in (facets or {}).items() if each != UNWRITTEN),
    )


def paired(chunk: str) -> list[str]:
    """Give the pairs of a chunk; none of a sentence, which nobody else has written so."""
    return [f"p{pair}" for pair in pairs_of(chunk)] if len(chunk) <= LONGEST_CHUNK else []


def plan(
    asked: Question,
    *,
    shares: Mapping[str, float],
    alike: Sequence[tuple[str, float]],
    need_count: int,
    last_key: int,
) -> Plan | None:
    """Weigh a question; None if it says nothing.

    `shares` are those of the needs that bear a lexeme, 0–1, where it is frequent; `alike`
    are the lexemes of spellings near to what was typed, with their likeness, 0–1;
    `last_key` is that of the newest need.
    """
    terms = sorted(asked.terms, key=lambda term: _term(term, shares).share)[:MOST_TERMS]
    parts = [_term(term, shares) for term in terms]
    chunks = [_all_pairs(pairs, shares) for pairs in map(paired, asked.chunks) if pairs]
    typos = [Part(quoted(lexeme), _share(shares, lexeme)) for lexeme, _ in alike]
    others = sorted([*parts, *chunks, *typos], key=lambda part: part.share)
    if not others:
        return None
    narrow = [Part(quoted(lexeme), _share(shares, lexeme)) for lexeme in asked.facets]
    ways = [_within(narrow, way) for way in _ways(parts, others, need_count)]
    return Plan(
        ways=tuple(_recent(way, need_count, last_key) for way in dict.fromkeys(ways)),
        words=tuple(
            _weighed(part, "w", term.words) for part, term in zip(parts, terms, strict=True)
        ),
        concepts=tuple(
            _weighed(part, "c", term.concepts) for part, term in zip(parts, terms, strict=True)
        ),
        pairs=tuple(Weighed((chunk.query,), _weight(chunk.share)) for chunk in chunks),
        typos=tuple(Weighed((quoted(lexeme),), likeness) for lexeme, likeness in alike),
    )


def _ways(terms: list[Part], parts: list[Part], need_count: int) -> list[Part]:
    """Give the ways in, the best first; `parts` are all that can be asked for, the rarest first."""
    if not terms:
        return [_any(parts)]
    crossed = [_all(two) for two in combinations(terms[:MOST_CROSSED], PAIR)]
    crossed.sort(key=lambda part: part.share)
    ways = [_all(terms), *([_rarest(crossed, need_count)] if len(terms) > PAIR else [])]
    return [*ways, _rarest(parts, need_count)]


def _term(term: Term, shares: Mapping[str, float]) -> Part:
    """Ask for a term's meaning or for all its words."""
    ways = [Part(quoted(f"c{key}"), _share(shares, f"c{key}")) for key in term.concepts]
    words = [Part(quoted(f"w{word}"), _share(shares, f"w{word}")) for word in term.words]
    if words:
        # Words of one name stand together: their shares do not multiply.
        ways.append(Part(_joined(" & ", words), min(word.share for word in words)))
    return Part(_joined(" | ", ways), max(way.share for way in ways))


def _weighed(part: Part, kind: str, names: tuple[str, ...]) -> Weighed:
    return Weighed(tuple(quoted(f"{kind}{name}") for name in names), _weight(part.share))


def _all_pairs(pairs: list[str], shares: Mapping[str, float]) -> Part:
    parts = [Part(quoted(pair), _share(shares, pair)) for pair in pairs]
    return Part(_joined(" & ", parts), min(part.share for part in parts))


def _all(parts: Sequence[Part]) -> Part:
    """Ask for all parts.

    They meet more often than if they had nothing to do with each other, and less often
    than the rarest comes: in between, by the geometric mean.
    """
    shares = [part.share for part in parts]
    return Part(_joined(" & ", parts), math.sqrt(math.prod(shares) * min(shares)))


def _any(parts: Sequence[Part]) -> Part:
    share = min(sum(part.share for part in parts), 1)
    return Part(_joined(" | ", parts), share, parts[0].query)


def _joined(sign: str, parts: Sequence[Part]) -> str:
    queries = [part.query for part in parts]
    return queries[0] if len(queries) == 1 else f"({sign.join(queries)})"


def _rarest(parts: Sequence[Part], need_count: int) -> Part:
    """Ask for the rarest parts, as long as there is room for what they bring; one at least."""
    fitting = list(parts[:1])
    for part in parts[1:]:
        if _any([*fitting, part]).share * need_count > ROOM:
            break
        fitting.append(part)
    return _any(fitting)


def _within(narrow: Sequence[Part], way: Part) -> Part:
    """Ask for a part within the chosen facets."""
    return replace(_all([way, *narrow]), first=way.first)


def _recent(way: Part, need_count: int, last_key: int) -> Part:
    """Keep to the newest eras in which there is surely enough of what is frequent."""
    reach = int(ROOM / max(way.share, 1e-9))
    if reach >= need_count:
        return way
    newest = " | ".join(map(quoted, eras(max(last_key - reach, 0), last_key)))
    return replace(way, recent=f" & ({newest})")


def _share(shares: Mapping[str, float], lexeme: str) -> float:
    return shares.get(lexeme, UNSEEN_SHARE)


def _weight(share: float) -> float:
    """Weigh what is rare more. Source: inverse document frequency, Spärck Jones 1972."""
    return min(max(-math.log10(max(share, UNSEEN_SHARE)), LIGHTEST), HEAVIEST)
