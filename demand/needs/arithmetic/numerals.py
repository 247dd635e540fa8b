"""Digits in the scripts and widths that people write them in."""

import re
from decimal import Decimal
from math import prod

import jaconv
from kanjize import kanji2number

# A long vowel is one only after katakana; elsewhere it is typed for a hyphen.
LONG_VOWEL_AS_HYPHEN = re.compile("(?<![ァ-ヶー])ー+")
VARIANTS = str.maketrans({"〜": "~", "～": "~", "萬": "万", "圓": "円", "段": "反", "丁": "町"})

DIGITS = "0-9〇零一二三四五六七八九十"
COUNT = f"[{DIGITS}百千万]+"
AMOUNT = f"[{DIGITS}壱弐参拾百千万億兆,.、・]+"
THOUSANDS = re.compile("(?<![0-9,、])[0-9]{1,3}(?:[,、][0-9]{3})+(?![0-9,、])")
WITH_POINT = re.compile("([0-9]{1,16})[.・]([0-9]{1,6})([十百千]?[万億兆]?)")
WHOLE = re.compile(f"[{DIGITS}壱弐参拾百千万億兆]+")
# 「3万5」 is 30,005 to a clerk and 35,000 to a neighbour.
CUT_SHORT = re.compile("[百千万億兆][1-9一二三四五六七八九]$")
KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
# Nobody pays ten thousand 兆.
TOO_LARGE = 10**16
POWERS = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "億": 10**8, "兆": 10**12}
MINUS = re.compile("^(?:-|マイナス|[▲△])")


def evened(text: str) -> str:
    """Even out width, old characters, case and hyphens, and drop blanks."""
    even = jaconv.normalize(text.translate(VARIANTS)).replace("ゼロ", "0")
    return re.sub(r"\s", "", LONG_VOWEL_AS_HYPHEN.sub("-", even)).casefold()


def signed(text: str) -> Decimal:
    minus = MINUS.match(text)
    return -numeral(text[minus.end() :]) if minus else numeral(text)


def numeral(text: str) -> Decimal:
    """Read digits of either script, without a sign. Raises: ValueError."""
    joined = THOUSANDS.sub(lambda found: re.sub("[,、]", "", found[0]), text)
    if found := WITH_POINT.fullmatch(joined.translate(KANJI_DIGITS)):
        before, behind, powers = found.groups()
        return Decimal(f"{before}.{behind}") * prod(POWERS[power] for power in powers)
    if not WHOLE.fullmatch(joined):
        raise ValueError("These are no digits")
    whole = kanji2number(joined)
    if whole >= TOO_LARGE:
        raise ValueError("These are too many digits")
    return Decimal(whole)
