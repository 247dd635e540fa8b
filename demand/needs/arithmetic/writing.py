"""Numbers, prices, days, areas and frequencies, read as Japanese people write them.

Nobody is scolded for a full-width digit. What could be meant in two ways is
not guessed at, though: it is Unreadable, and the page asks again.
"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from demand.needs.arithmetic.numerals import (
    AMOUNT,
    COUNT,
    CUT_SHORT,
    DIGITS,
    evened,
    numeral,
    signed,
)

# Longer texts are stories.
LONGEST = 60

AROUND = "約|およそ|おおよそ|おおむね|概ね|だいたい|大体|ざっと|ほぼ|ちょうど"
OR_SO = "くらい|ぐらい|位|程度|ほど|前後|弱|強|ちょうど|かな|です|。"
HEDGES = re.compile(f"^(?:{AROUND})+|(?:{OR_SO})+$")
EACH_YEAR = re.compile("^年(?:間に|間|に)?")
UP_TO = re.compile("^(?:~|最大|最高|上限)|(?:まで|迄|以内|以下)$")

TAX_INCLUDED = re.compile(r"\(?(?:消費)?税込み?\)?")
TAX_EXCLUDED = re.compile(r"\(?(?:税別|税抜き?|\+税|プラス税)\)?")
TAX = Decimal("1.10")
MARKED = re.compile(r"(-|マイナス|[▲△])?[¥\\金]?(.+?)(円|えん|yen|jpy)?(?:也|なり)?\.?-?")
FOR_NOTHING = {"無料", "ただ", "タダ"}

# The year before the first of each era, by kanji and by letter.
ERAS = {"令": 2018, "平": 1988, "昭": 1925, "大": 1911, "明": 1867}
ERAS |= dict(zip("rhstm", ERAS.values(), strict=True))
LONGEST_ERA, FIRST_OF_FOUR_DIGITS = 99, 1000
WEEKDAY = re.compile(r"\([月火水木金土日祝・]+\)$|[月火水木金土日]曜日?$")
YEARS_ON = {"今": 0, "来": 1, "再来": 2}
SAID_YEAR = re.compile("^(今|来|再来)年の?")
EIGHT_DIGITS = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
DAY = re.compile(
    f"(?:(?P<era>令和?|平成?|昭和?|大正?|明治?|[rhstm]|西暦)?[.]?(?P<year>[{DIGITS}百千]+|元)[年/.-])?"
    f"(?P<month>[{DIGITS}]+)[月/.-](?P<day>[{DIGITS}]+|末)日?"
)

# In square metres. 坪 is 400/121 by the old law of measures; 300 of them are a 反.
TSUBO = Fraction(400, 121)
SIZES = {
    "町": 3000 * TSUBO,
    "反": 300 * TSUBO,
    "畝": 30 * TSUBO,
    "歩": TSUBO,
    "坪": TSUBO,
    "ha": Fraction(10_000),
    "ヘクタール": Fraction(10_000),
    "a": Fraction(100),
    "アール": Fraction(100),
    "m2": Fraction(1),
    "平米": Fraction(1),
    "平方m": Fraction(1),
    "平方メートル": Fraction(1),
}
PIECE = re.compile(
    f"({AMOUNT}|半)(町|反|畝|歩|坪|ha|ヘクタール|a|アール|m2|平米|平方m|平方メートル)(半)?歩?"
)

# What is counted is named once or, alike, twice: in 「10回のうち8回外れ」 the eight are wrong.
COUNTER = f"(?P<counter>[^{DIGITS}百千万/%]{{0,3}}?)"
TRIALS_FIRST = re.compile(
    f"({COUNT}){COUNTER}(?:の?うち|の内|中|に|分の)の?({COUNT})(?:(?P=counter))?"
)
HITS_FIRST = re.compile(f"({COUNT}){COUNTER}(?:/|outof|of|in)({COUNT})(?:(?P=counter))?")
TENTHS = re.compile(f"({AMOUNT})割(?:({COUNT})分|(半))?")
HUNDREDTHS = re.compile(f"({AMOUNT})(?:%|パーセント)")
GOOD_ENOUGH = re.compile(
    "(?:以上|は|も)*(?:(?:当たれば|当てて|合えば|わかれば|できれば)(?:よい|いい|良い|ほしい|欲しい)?)?$"
)


class Unreadable(ValueError):
    """Nothing of the kind can be read in a text, or more than one thing.

    The text is kept for the page, not in the message: it may be somebody's price.
    """

    def __init__(self, text: str) -> None:
        super().__init__("Unreadable")
        self.text = text


@dataclass(frozen=True, slots=True)
class Area:
    """An area to the square metre. Units: ares."""

    ares: Decimal

    @property
    def hectares(self) -> Decimal:
        return self.ares / 100

    @property
    def square_metres(self) -> Decimal:
        return self.ares * 100


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many right out of so many, as people count."""

    hits: int
    trials: int

    @property
    def share(self) -> float:
        return self.hits / self.trials


@contextmanager
def _reading(text: str) -> Iterator[str]:
    """Even a text out to be read, and refuse it as it was written."""
    if len(text) > LONGEST:
        raise Unreadable(text)
    try:
        yield evened(text)
    # What the parsers raise says no more than that this is no number or no day.
    except (ValueError, OverflowError):
        raise Unreadable(text) from None


def number(text: str, *, counted: Collection[str] = ()) -> Decimal:
    """Read a number: 12, １２, 1,200, 3万5千, 三万五千, 3.5万, 約80くらい, -5.

    What the page has asked for may be named, in one of the words `counted`: 年に60時間.
    Raises: Unreadable.
    """
    with _reading(text) as even:
        bare = _without(even, HEDGES)
        if counted:
            bare = EACH_YEAR.sub("", bare)
            named = next((word for word in counted if bare.endswith(word)), "")
            bare = _without(bare.removesuffix(named), HEDGES)
        if CUT_SHORT.search(bare):
            raise Unreadable(text)
        return signed(bare)


def yen(text: str) -> int:
    """Read a price: ¥8,000-, 八千円, 3万5千円, 約1.5万円, 三万円まで, 税抜1万円, 無料.

    Units: whole yen with tax; 10 % is added to a price said to be without.
    Raises: Unreadable, also for a part of a yen.
    """
    with _reading(text) as even:
        before_tax = TAX_EXCLUDED.search(even)
        bare = _without(TAX_EXCLUDED.sub("", TAX_INCLUDED.sub("", even)), UP_TO, HEDGES)
        if bare in FOR_NOTHING:
            return 0
        marked = MARKED.fullmatch(bare)
        if not marked or (CUT_SHORT.search(marked[2]) and not marked[3]):
            raise Unreadable(text)
        amount = signed((marked[1] or "") + marked[2])
        if amount != int(amount):
            raise Unreadable(text)
        with_tax = amount * TAX if before_tax else amount
        return int(with_tax.quantize(Decimal(1), ROUND_HALF_UP))


def day(text: str, *, after: date | None = None, by_its_end: bool = False) -> date:
    """Read a day: 令和8年11月3日(火), R8.11.3, 二〇二六年十一月三日, 2026-11-3, 2026年11月末.

    A day without its year is the next one from `after` on, and 来年 the year behind it;
    without `after` neither is a day. A month alone is one only `by_its_end`: its last.

    Raises: Unreadable.
    """
    with _reading(text) as even:
        bare = _without(even, UP_TO, HEDGES, WEEKDAY)
        if after:
            bare = SAID_YEAR.sub(lambda said: f"{after.year + YEARS_ON[said[1]]}年", bare)
        if by_its_end and bare.endswith("月"):
            bare += "末"
        if digits := EIGHT_DIGITS.fullmatch(bare):
            return date(*map(int, digits.groups()))
        found = DAY.fullmatch(bare)
        if not found:
            raise Unreadable(text)
        month = int(numeral(found["month"]))
        if found["year"]:
            return _day_of(_year(found["era"], found["year"]), month, found["day"])
        if not after:
            raise Unreadable(text)
        this_year = _day_of(after.year, month, found["day"])
        return this_year if this_year >= after else _day_of(after.year + 1, month, found["day"])


def area(text: str) -> Area:
    """Read an area: 25a, 2.5反, 1町2反5畝, 1町半, 300坪, 0.8ha, 500㎡.

    Raises: Unreadable, also for a bare number and for units out of order.
    """
    with _reading(text) as even:
        bare = _without(even, UP_TO, HEDGES)
        pieces = list(PIECE.finditer(bare))
        sizes = [SIZES[piece[2]] for piece in pieces]
        in_order = all(larger > smaller for larger, smaller in pairwise(sizes))
        if not pieces or "".join(piece[0] for piece in pieces) != bare or not in_order:
            raise Unreadable(text)
        square_metres = sum(
            (_times(piece[1], piece[3]) * size for piece, size in zip(pieces, sizes, strict=True)),
            start=Fraction(0),
        )
        return Area(Decimal(round(square_metres)) / 100)


def frequency(text: str) -> Frequency:
    """Read how often: 10回のうち8回, 10株中8株以上, 8/10, 8割, 9割5分, 95%, 半分, 8 out of 10.

    Raises: Unreadable, also where more are right than there are.
    """
    with _reading(text) as even:
        bare = _without(even, HEDGES, GOOD_ENOUGH)
        if bare == "半分":
            return Frequency(1, 2)
        if parts := TRIALS_FIRST.fullmatch(bare):
            return _out_of(numeral(parts[3]), numeral(parts[1]))
        if parts := HITS_FIRST.fullmatch(bare):
            return _out_of(numeral(parts[1]), numeral(parts[3]))
        if parts := TENTHS.fullmatch(bare):
            hundredths = "5" if parts[3] else parts[2] or "0"
            return _out_of(numeral(parts[1]) + numeral(hundredths) / 10, Decimal(10))
        if parts := HUNDREDTHS.fullmatch(bare):
            return _out_of(numeral(parts[1]), Decimal(100))
        raise Unreadable(text)


def _without(text: str, *trimmings: re.Pattern[str]) -> str:
    """Take trimmings off either end until there are none left."""
    bare = text
    for trimming in trimmings:
        bare = trimming.sub("", bare)
    return bare if bare == text else _without(bare, *trimmings)


def _year(era: str | None, written: str) -> int:
    """Count a year in our calendar; one of two digits without an era is nobody's."""
    year = 1 if written == "元" else int(numeral(written))
    if era and era != "西暦":
        if year > LONGEST_ERA:
            raise ValueError("No era has lasted so long")
        return ERAS[era[0]] + year
    if year < FIRST_OF_FOUR_DIGITS:
        raise ValueError("A year needs its era or four digits")
    return year


def _day_of(year: int, month: int, written: str) -> date:
    of_month = monthrange(year, month)[1] if written == "末" else int(numeral(written))
    return date(year, month, of_month)


def _times(written: str, and_half: str | None) -> Fraction:
    times = Fraction(1, 2) if written == "半" else Fraction(numeral(written))
    return times + Fraction(1, 2) if and_half else times


def _out_of(hits: Decimal, trials: Decimal) -> Frequency:
    if not 0 <= hits <= trials or not trials:
        raise ValueError("More are right than there are")
    while hits % 1:
        hits, trials = hits * 10, trials * 10
    return Frequency(int(hits), int(trials))
