"""Our own words of the field: one concept under all its names, in both languages.

The tables beside this file hold a concept a line: its key, the sectors in which its
names mean it (A agriculture, L livestock, F fishery, Q aquaculture, W forestry; none
for all), the broader concepts, and its names in any script.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from demand.needs.arithmetic.search.folding import even, fold, stem

TABLES = Path(__file__).parent
SECTORS = {
    "A": "AGRICULTURE",
    "L": "LIVESTOCK",
    "F": "FISHERY",
    "Q": "AQUACULTURE",
    "W": "FORESTRY",
}


@dataclass(frozen=True, slots=True)
class Concept:
    key: str
    sectors: frozenset[str]
    broader: tuple[str, ...]
    names: tuple[str, ...]

    def fits(self, sectors: frozenset[str]) -> bool:
        """Tell whether its names mean it there. Where nothing is known they may."""
        return not self.sectors or not sectors or bool(self.sectors & sectors)


@dataclass(frozen=True)
class Thesaurus:
    concepts: dict[str, Concept]
    fingerprint: str

    @cached_property
    def by_name(self) -> dict[str, tuple[Concept, ...]]:
        """Look concepts up by folded name; an English one by its stems, blanks between."""
        named: dict[str, list[Concept]] = defaultdict(list)
        for concept in self.concepts.values():
            for name in {folded_name(name) for name in concept.names}:
                named[name].append(concept)
        return {name: tuple(concepts) for name, concepts in named.items()}

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """Give the lengths of the names that begin with a letter, the longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self.by_name:
            lengths[name[0]].add(len(name))
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Give every concept's names as people might type them, folded."""
        return {
            key: tuple(fold(even(name)) for name in concept.names)
            for key, concept in self.concepts.items()
        }

    def with_broader(self, key: str) -> list[str]:
        """Name a concept and all that are broader, the narrowest first."""
        lineage = [key]
        for each in lineage:
            lineage += [wider for wider in self.concepts[each].broader if wider not in lineage]
        return lineage


def folded_name(name: str) -> str:
    """Fold a name as texts are folded; English words by their stems."""
    folded = fold(even(name)).replace("-", " ") if name.isascii() else fold(even(name))
    return " ".join(map(stem, folded.split())) if folded.isascii() else folded


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Read the tables. The fingerprint changes whenever one of them does."""
    texts = [path.read_text() for path in sorted(TABLES.glob("*.txt"))]
    lines = [line for text in texts for line in text.splitlines() if line[:1] not in ("", "#")]
    concepts = [_concept(line) for line in lines]
    digest = sha256("".join(texts).encode()).hexdigest()[:12]
    return Thesaurus({concept.key: concept for concept in concepts}, digest)


def _concept(line: str) -> Concept:
    key, sectors, broader, names = (part.strip() for part in line.split("|"))
    return Concept(
        key=key,
        sectors=frozenset(SECTORS[letter] for letter in sectors),
        broader=tuple(filter(None, map(str.strip, broader.split(",")))),
        names=tuple(map(str.strip, names.split(","))),
    )
