"""What stands in the index for a need, and how one asks for it.

A lexeme begins with what it is: `w` a word, `c` a concept, `p` a pair of letters,
`=` a facet, `@` an era: the four thousand needs among which a need was posted, so that
of what is frequent the newest can be asked for by the same index. They never meet
Postgres' own parser, which would make one word of a whole Japanese sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from demand.needs.arithmetic.search.reading import Reading, read
from demand.needs.arithmetic.search.thesaurus import thesaurus

# Pairs are for names that the dictionary cuts elsewhere; those stand early in a text.
MOST_PAIRS = 60
ERA = 4_096
# Raise it when the same text would give other lexemes: every need is then read anew.
SHAPE = 2
# What a need's fields say without words.
OF_FIELD = {
    "LIVESTOCK": "livestock",
    "FISHERY": "fishery",
    "AQUACULTURE": "aquaculture",
    "FORESTRY": "forestry",
    "PAPERWORK": "paperwork",
    "INSTITUTION": "institution",
}
FACETS = ("sector", "prefecture", "kind", "task", "shared_data", "product")
# Most needs have no data, and nothing stands in the index for that: the list itself narrows.
UNWRITTEN = ("shared_data", "NONE")


def edition() -> str:
    """Name the rules by which needs are read: their shape, and the tables' fingerprint."""
    return f"{SHAPE}-{thesaurus().fingerprint}"


@dataclass(frozen=True, slots=True)
class Written:
    """A need's texts and fields, as far as it is found by them."""

    title: str
    product: str
    story: str
    sector: str
    prefecture: str
    kind: str
    tasks: tuple[str, ...] = ()
    shared_data: str = "NONE"
    key: int = 0
    product_key: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the index: lexemes of title and product, all others, and known spellings."""

    head: tuple[str, ...]
    body: tuple[str, ...]
    spellings: Mapping[str, str]

    def as_tsvector(self) -> str:
        """Write it as Postgres reads it: weight A for what title and product say."""
        head = set(self.head)
        return " ".join(
            [f"{quoted(lexeme)}:1A" for lexeme in self.head]
            + [quoted(lexeme) for lexeme in self.body if lexeme not in head]
        )


def entry(written: Written, *, reading: Callable[..., Reading] = read) -> Entry:
    """Read a need for the index."""
    head = [reading(text, sector=written.sector) for text in (written.title, written.product)]
    body = [reading(sentence, sector=written.sector) for sentence in _sentences(written.story)]
    pairs = _pairs([*head, *body])
    return Entry(
        head=_unique(lexeme for each in head for lexeme in _meant(each)),
        body=_unique(
            [*(lexeme for each in body for lexeme in _meant(each)), *pairs, *_fields(written)]
        ),
        spellings=_spellings([*head, *body]),
    )


def facet(name: str, value: str) -> str:
    return f"={name}:{value}"


def era(key: int) -> str:
    return f"@{key // ERA}"


def eras(first: int, last: int) -> list[str]:
    """Name the eras of the keys from the first to the last."""
    return [f"@{number}" for number in range(first // ERA, last // ERA + 1)]


def quoted(lexeme: str) -> str:
    """Quote a lexeme as tsvector and tsquery read it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _meant(reading: Reading) -> Iterator[str]:
    yield from (f"w{word}" for word in reading.words)
    yield from (f"c{key}" for key in reading.concepts)


def _pairs(readings: list[Reading]) -> list[str]:
    pairs = dict.fromkeys(pair for each in readings for pair in each.pairs)
    return [f"p{pair}" for pair in islice(pairs, MOST_PAIRS)]


def _fields(written: Written) -> list[str]:
    said = (written.sector, written.kind)
    facets = {
        name: getattr(written, name)
        for name in ("sector", "prefecture", "kind", "shared_data")
        if (name, getattr(written, name)) != UNWRITTEN
    }
    if written.product_key:
        facets["product"] = written.product_key
    return [
        *(f"c{OF_FIELD[value]}" for value in said if value in OF_FIELD),
        f"cprefecture_{written.prefecture}",
        *(facet(name, value) for name, value in facets.items()),
        *(facet("task", task) for task in written.tasks),
        era(written.key),
    ]


def _spellings(readings: list[Reading]) -> dict[str, str]:
    """Give every spelling under which the need is known, with its lexeme: typos look there."""
    known = {word: f"w{word}" for each in readings for word in each.words}
    for key in {key for each in readings for term in each.terms for key in term.concepts}:
        known |= dict.fromkeys(thesaurus().spellings[key], f"c{key}")
    return known


def _sentences(story: str) -> list[str]:
    return [each for line in story.splitlines() for each in line.split("。") if each.strip()]


def _unique(lexemes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lexemes))
