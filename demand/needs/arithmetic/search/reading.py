"""A text read as terms: each its words, and what they mean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demand.needs.arithmetic.search.folding import even, fold
from demand.needs.arithmetic.search.matching import Match, matches
from demand.needs.arithmetic.search.thesaurus import thesaurus
from demand.needs.arithmetic.search.tokens import LONGEST_TEXT, Token, tokens

PAIR = 2
GRAMMAR = re.compile("[ぁ-ゖー]+")
SCRAP = re.compile("[ぁ-ゖー]{1,3}")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a text names: its words, and the concepts that they may mean."""

    text: str
    words: tuple[str, ...]
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's terms; its words; its concepts with all broader ones; its pairs of letters."""

    terms: tuple[Term, ...]
    words: tuple[str, ...]
    concepts: tuple[str, ...]
    pairs: tuple[str, ...]


def pairs_of(text: str) -> list[str]:
    """Give the pairs of neighbouring letters of an evened text's Japanese runs, folded, each once.

    Without those in hiragana alone: they are mostly grammar.
    """
    pairs = (text[start : start + PAIR] for start in range(len(text) - 1))
    return list(dict.fromkeys(fold(pair) for pair in pairs if _is_telling(pair)))


def read(text: str, *, sector: str = "") -> Reading:
    """Read a text; the sector of whoever wrote it resolves names such as カキ."""
    text = even(text)[:LONGEST_TEXT]
    found = sorted(tokens(text), key=lambda token: token.start)
    named = matches(text, found, frozenset({sector} - {""}))
    terms = [*_named(text, found, named), *_unnamed(text, found, named)]
    keys = [key for term in terms for key in term.concepts]
    return Reading(
        terms=tuple(terms),
        words=_unique(word for term in terms for word in term.words),
        concepts=_unique(wide for key in keys for wide in thesaurus().with_broader(key)),
        pairs=tuple(pairs_of(text)),
    )


def _named(text: str, found: list[Token], named: list[Match]) -> Iterator[Term]:
    for match in named:
        inside = [token for token in found if match.start <= token.start < match.end]
        words = dict.fromkeys(token.lexeme for token in inside if _says(token, len(inside)))
        keys = tuple(concept.key for concept in match.concepts)
        yield Term(fold(text[match.start : match.end]), tuple(words), keys)


def _says(token: Token, neighbours: int) -> bool:
    """Tell whether a word within a name says something itself: 網 of 定置網, not かき of 葉かき."""
    is_scrap = neighbours > 1 and SCRAP.fullmatch(token.lexeme)
    return bool(token.lexeme) and not is_scrap


def _unnamed(text: str, found: list[Token], named: list[Match]) -> Iterator[Term]:
    """Give the words that stand in no name, each a term of its own."""
    covered = {place for match in named for place in range(match.start, match.end)}
    for token in found:
        if token.lexeme and token.start not in covered:
            yield Term(fold(text[token.start : token.end]), (token.lexeme,))


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _is_telling(pair: str) -> bool:
    is_japanese = all(letter.isalpha() and not letter.isascii() for letter in pair)
    return is_japanese and not GRAMMAR.fullmatch(pair)
