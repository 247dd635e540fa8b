"""Which concepts a text names, and where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from demand.needs.arithmetic.search.folding import fold, stem
from demand.needs.arithmetic.search.thesaurus import Concept, thesaurus
from demand.needs.arithmetic.search.tokens import Token

LONGEST_PHRASE = 5
WORD = re.compile(r"[a-z0-9]+")
KANA = re.compile(r"[ぁ-ゖー]+")
SHORT_KANA = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A name at a place of a text, and the concepts that it may mean."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


def matches(text: str, tokens: Sequence[Token], sectors: frozenset[str]) -> list[Match]:
    """Find the names in an evened text, the longest first, and resolve those that mean two.

    `sectors` are those of whoever wrote it; without any, the other names in the text decide.
    """
    folded = fold(text)
    found = sorted([*_english(folded), *_japanese(folded, tokens)], key=lambda each: each.start)
    if not sectors:
        clear = [match.concepts[0].sectors for match in found if len(match.concepts) == 1]
        sectors = frozenset().union(*clear)
    return [Match(one.start, one.end, _resolved(one.concepts, sectors)) for one in found]


def _resolved(concepts: tuple[Concept, ...], sectors: frozenset[str]) -> tuple[Concept, ...]:
    """Keep what the name means in these sectors; all of it where it means nothing there."""
    return tuple(each for each in concepts if each.fits(sectors)) or concepts


def _english(folded: str) -> Iterator[Match]:
    names, words = thesaurus().by_name, list(WORD.finditer(folded))
    place = 0
    while place < len(words):
        taken = 1
        for count in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = words[place : place + count]
            if concepts := names.get(" ".join(stem(word[0]) for word in phrase)):
                yield Match(phrase[0].start(), phrase[-1].end(), concepts)
                taken = count
                break
        place += taken


def _japanese(folded: str, tokens: Sequence[Token]) -> Iterator[Match]:
    names, lengths = thesaurus().by_name, thesaurus().lengths
    edges = _Edges(folded, tokens)
    place = 0
    while place < len(folded):
        step = 1
        for length in lengths.get(folded[place], ()):
            name = folded[place : place + length]
            if name in names and not name.isascii() and edges.allow(place, place + length):
                yield Match(place, place + length, names[name])
                step = length
                break
        place += step


class _Edges:
    """Where words begin and end: しか is a deer in 「シカとイノシシ」 and none in 「これしか」."""

    def __init__(self, folded: str, tokens: Sequence[Token]) -> None:
        self.folded = folded
        self.starts = {token.start for token in tokens}
        self.ends = {token.end for token in tokens}
        self.nouns = {token.start for token in tokens if token.is_noun}

    def allow(self, start: int, end: int) -> bool:
        name = self.folded[start:end]
        is_whole = self._stands_alone(start, end)
        if len(name) == 1:
            return is_whole or (start in self.starts and end in self.ends)
        if not KANA.fullmatch(name):
            return True
        if len(name) > SHORT_KANA:
            return start in self.starts or end in self.ends
        return is_whole or (start in self.nouns and end in self.ends)

    def _stands_alone(self, start: int, end: int) -> bool:
        return not self.folded[start - 1 : start].strip() and not self.folded[end : end + 1].strip()
