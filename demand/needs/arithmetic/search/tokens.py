"""Japanese words, in their dictionary's one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from demand.needs.arithmetic.search.folding import even, fold, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudachipy import Morpheme, Tokenizer

# Sudachi takes at most 49,149 bytes at once.
LONGEST_TEXT = 10_000
LONGEST_TOKEN = 40
TELLING = {
    "名詞": ("普通名詞", "固有名詞"),
    "動詞": ("一般",),
    "形容詞": ("一般",),
    "形状詞": ("一般",),
    "接尾辞": ("名詞的",),
    "接頭辞": ("*",),
}
# Words that stand in every need and tell none from another.
SAID_EVERYWHERE = """
知る 出来る 成る 為る 有る 居る 言う 思う 見る 無い 欲しい 呉れる 良い 多い 行く 来る 使う
事 物 所 時 為 様 方 人 中 前 後 今 毎 日 月 年 回 頭 羽 枚 本 個 割 さん 者 的 性 等
a an and are at be by can do for from how i in is it my of on or our so that the them
this to us want we what when which who with without you
"""
SILENT = frozenset(SAID_EVERYWHERE.split())
KANA_LETTER = re.compile("[ぁ-ん]")
ASCII_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the evened text. `lexeme` is empty if it tells nothing."""

    start: int
    end: int
    lexeme: str
    is_noun: bool


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    # Loaded at the first search, not at start: its dictionary is mapped, not read.
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(SplitMode.C)


def tokens(text: str) -> Iterator[Token]:
    """Split an evened text into words, the short ones of long ones among them.

    Texts beyond 10,000 characters are cut off.
    """
    text = text[:LONGEST_TEXT]
    for word in ASCII_WORD.finditer(fold(text)):
        # Sudachi makes ファックス of FAX: what was typed is kept beside it.
        raw = stem(word[0])
        tells = raw not in SILENT and not raw.isdigit()
        yield Token(word.start(), word.end(), raw[:LONGEST_TOKEN] if tells else "", is_noun=True)
    for morpheme in _tokenizer().tokenize(text):
        yield _token(morpheme)


def _token(morpheme: Morpheme) -> Token:
    kind, subkind = morpheme.part_of_speech()[:2]
    lexeme = fold(even(morpheme.normalized_form())).strip()[:LONGEST_TOKEN]
    tells = subkind in TELLING.get(kind, ()) and lexeme not in SILENT
    # A Latin word is taken as it was typed, above; one letter of kana says nothing.
    if lexeme.isascii() or KANA_LETTER.fullmatch(lexeme):
        tells = False
    lexeme = lexeme if tells else ""
    return Token(morpheme.begin(), morpheme.end(), lexeme, is_noun=kind == "名詞")
