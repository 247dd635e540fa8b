"""One shape for letters that people write in several."""

import re
import unicodedata

# ァ–ヶ to ぁ–ゖ: a farmer who types いちご finds イチゴ.
TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# Halves of characters among them, which no database takes.
CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")
KEPT_SHORT = ("ss", "us", "is", "os")
SHORTEST_PLURAL = 4


def even(text: str) -> str:
    """Even out widths, and turn what cannot be printed into blanks."""
    return CONTROL.sub(" ", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """Lower the case and write katakana as hiragana. Every letter keeps its place."""
    return "".join(map(_lowered, text)).translate(TO_HIRAGANA)


def _lowered(letter: str) -> str:
    # A few capitals have lower forms of two letters, which would shift the places.
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def stem(word: str) -> str:
    """Take the plural off an English word: strawberries, boxes, pigs."""
    if len(word) < SHORTEST_PLURAL or word.endswith(KEPT_SHORT) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1]
