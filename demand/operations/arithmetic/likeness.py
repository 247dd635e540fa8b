"""How likely two operations are one: father and son, a farm and its company, its 集落営農."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Morpheme, Tokenizer

LEGAL_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|農事組合法人|農業生産法人|農地所有適格法人|"
    r"(?:一般|公益)(?:社団|財団)法人|企業組合|協業組合|\((?:株|有|合|同|資|名|農|社)\)|"
    r"\b(?:inc|llc|ltd|co)\b\.?"
)
TRADES = re.compile(
    "集落営農(?:組合|組織)?|営農組合|生産組合|農園|農場|農産|農業|牧場|牧園|果樹園|茶園|園芸|養鶏場?|"
    "養豚場?|酪農|畜産|水産|漁業|漁場|林業|林産|製茶|ファーム|ふぁーむ|ハウス|farms?|園$"
)
# Spellings of family names that the dictionary does not hold.
VARIANTS = str.maketrans("髙﨑齋齊邉邊濵廣眞國澤櫻嶋榮實", "高崎斎斉辺辺浜広真国沢桜島栄実")

# What each finding is worth. Assumed (仮定), and held to by the examples of the tests:
# a common family name in one town is no reason, a name and a telephone together are.
SAME_NUMBER = 1.0
SAME_PHONE = 0.5
SAME_NAME = 0.45
SAME_FAMILY = 0.3
SAME_PLACE = 0.15
PROPOSED_FROM = 0.6


class Reason(StrEnum):
    """Why two may be one."""

    NUMBER = "NUMBER"
    PHONE = "PHONE"
    NAME = "NAME"
    FAMILY = "FAMILY"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who an operation is; the phone in digits alone."""

    name: str
    products: str
    prefecture: str
    municipality: str
    phone: str = ""
    corporate_number: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score of 0–1 with what it rests on."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_proposed(self) -> bool:
        return self.score >= PROPOSED_FROM

    @property
    def shows_names(self) -> bool:
        """Tell whether the two may read each other's names before they agree.

        Not where a telephone alone led here: whoever knows one could ask whose it is.
        """
        return bool({Reason.NAME, Reason.FAMILY} & set(self.reasons))


@dataclass(frozen=True, slots=True)
class Sound:
    """How a name is read, in katakana, without legal form and trade; and its family name."""

    core: str
    family: str


def likeness(one: Identity, other: Identity) -> Likeness:
    """Judge how likely two operations are one; two corporate numbers decide alone."""
    if one.corporate_number and other.corporate_number:
        same = one.corporate_number == other.corporate_number
        return Likeness(SAME_NUMBER, (Reason.NUMBER,)) if same else Likeness(0.0, ())
    found = tuple(_findings(one, other))
    return Likeness(
        min(1.0, round(sum(worth for _, worth in found), 2)), tuple(r for r, _ in found)
    )


def _findings(one: Identity, other: Identity) -> Iterator[tuple[Reason, float]]:
    if one.phone and one.phone == other.phone:
        yield Reason.PHONE, SAME_PHONE
    mine, theirs = sound_of(one.name, one.products), sound_of(other.name, other.products)
    if mine.core and mine.core == theirs.core:
        yield Reason.NAME, SAME_NAME
    elif mine.family and mine.family == theirs.family:
        yield Reason.FAMILY, SAME_FAMILY
    if (
        one.prefecture == other.prefecture
        and one.municipality
        and one.municipality == other.municipality
    ):
        yield Reason.PLACE, SAME_PLACE


def sound_of(name: str, products: str = "") -> Sound:
    """Read a name aloud, without what many names share: legal form, trade and product.

    A name that is nothing else, such as いちご園 for strawberries, keeps its trade.
    """
    plain = unicodedata.normalize("NFKC", name).translate(VARIANTS).casefold()
    plain = LEGAL_FORMS.sub("", plain).strip()
    tokens = _tokens(plain)
    family = next((m.reading_form() for m in tokens if "姓" in m.part_of_speech()), "")
    known = {m.reading_form() for m in _tokens(unicodedata.normalize("NFKC", products))}
    bare = [m.reading_form() for m in _tokens(TRADES.sub(" ", plain)) if m.surface().strip()]
    core = "".join(reading for reading in bare if reading not in known)
    return Sound(core or "".join(m.reading_form() for m in tokens), family)


def _tokens(text: str) -> "list[Morpheme]":
    return list(_tokenizer().tokenize(text))


@lru_cache(maxsize=1)
def _tokenizer() -> "Tokenizer":
    # Imported here: only a job that compares names carries the dictionary.
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(SplitMode.B)
