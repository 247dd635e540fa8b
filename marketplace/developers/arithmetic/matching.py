"""How well a need fits a developer: hard filters, then a weighted sum that explains itself."""

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Term(StrEnum):
    """What is looked at."""

    TEXT = "TEXT"
    OVERLAP = "OVERLAP"
    DEVICE = "DEVICE"
    PAYOFF = "PAYOFF"
    TRACK = "TRACK"
    REGION = "REGION"


# Where matching starts (assumed, 仮定); to be learnt once 200 outcomes are labelled.
WEIGHTS: Mapping[Term, float] = {
    Term.TEXT: 0.30,
    Term.OVERLAP: 0.20,
    Term.DEVICE: 0.15,
    Term.PAYOFF: 0.15,
    Term.TRACK: 0.10,
    Term.REGION: 0.10,
}
# Of what is not known yet, neither the best nor the worst.
UNKNOWN = 0.5
# From here on a need is worth a developer's look.
GOOD = 0.5


class Bar(StrEnum):
    """Why a need is not for a developer, whatever its score."""

    CLOSED = "CLOSED"
    NO_CAPACITY = "NO_CAPACITY"
    PAYS_TOO_LITTLE = "PAYS_TOO_LITTLE"
    PURPOSE_NOT_ALLOWED = "PURPOSE_NOT_ALLOWED"
    NO_ACCESS = "NO_ACCESS"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need as matching sees it. Units: payoff_p95 in yen; None where there is no estimate.

    `purposes` are what the terms of its data allow, None where there is none, and
    `takes_grant` tells whether all of it takes a permission.
    """

    text: str
    tasks: Collection[str]
    sector: str
    prefecture: str
    devices: Collection[str] = ()
    is_open: bool = True
    positive_share: float | None = None
    payoff_p95: int | None = None
    purposes: Collection[str] | None = None
    takes_grant: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A developer as matching sees one. Empty sectors or prefectures mean all of them.

    `purpose` is what it would use data for; `may_contract` whether it can agree with an
    owner on a permission; `accepted` and `failed` count what it delivered here.
    """

    text: str
    tasks: Collection[str]
    devices: Collection[str]
    sectors: Collection[str]
    prefectures: Collection[str]
    free_capacity: int = 1
    least_payoff: int = 0
    accepted: int = 0
    failed: int = 0
    purpose: str = ""
    may_contract: bool = True


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of the sum. `value` lies in [0, 1]."""

    term: Term
    weight: float
    value: float

    @property
    def points(self) -> float:
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Match:
    """The sum, term by term, and what bars the need all the same."""

    contributions: tuple[Contribution, ...]
    bars: tuple[Bar, ...]

    @property
    def score(self) -> float:
        return sum(each.points for each in self.contributions)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each piece of text is among the needs: what is in all of them tells nothing."""

    document_count: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Collection[str]) -> "Rarity":
        counts = Counter(piece for text in texts for piece in set(pieces(text)))
        return cls(len(texts), counts)

    def __getitem__(self, piece: str) -> float:
        """Smoothed inverse document frequency: ln((1 + N) / (1 + n)) + 1."""
        return math.log((1 + self.document_count) / (1 + self.counts.get(piece, 0))) + 1


def match(need: Wanted, developer: Offered, rarity: Rarity) -> Match:
    """Weigh a need against a developer; the explanation is the sum itself.

    Source: science.md, section 7.
    """
    values = {
        Term.TEXT: similarity(need.text, developer.text, rarity),
        Term.OVERLAP: jaccard(need.tasks, developer.tasks),
        Term.DEVICE: _device_fit(need.devices, developer.devices),
        Term.PAYOFF: UNKNOWN if need.positive_share is None else need.positive_share,
        Term.TRACK: (1 + developer.accepted) / (2 + developer.accepted + developer.failed),
        Term.REGION: _region_fit(need, developer),
    }
    contributions = (Contribution(term, WEIGHTS[term], value) for term, value in values.items())
    return Match(tuple(contributions), bars(need, developer))


def bars(need: Wanted, developer: Offered) -> tuple[Bar, ...]:
    """Name every hard reason why not."""
    too_little = need.payoff_p95 is not None and need.payoff_p95 < developer.least_payoff
    forbidden = need.purposes is not None and developer.purpose not in {"", *need.purposes}
    reasons = {
        Bar.CLOSED: not need.is_open,
        Bar.NO_CAPACITY: developer.free_capacity < 1,
        Bar.PAYS_TOO_LITTLE: too_little,
        Bar.PURPOSE_NOT_ALLOWED: forbidden,
        Bar.NO_ACCESS: need.takes_grant and not developer.may_contract,
    }
    return tuple(bar for bar, holds in reasons.items() if holds)


def similarity(first: str, second: str, rarity: Rarity) -> float:
    """Compare two texts by the cosine of their weighted two- and three-character pieces.

    Japanese has no spaces between words; short runs of characters stand in for them.
    """
    vectors = [
        {piece: (1 + math.log(n)) * rarity[piece] for piece, n in Counter(pieces(text)).items()}
        for text in (first, second)
    ]
    lengths = [math.sqrt(sum(value * value for value in vector.values())) for vector in vectors]
    if not all(lengths):
        return 0.0
    left, right = vectors
    shared = sum(value * right[piece] for piece, value in left.items() if piece in right)
    return min(shared / (lengths[0] * lengths[1]), 1.0)


def jaccard(first: Collection[str], second: Collection[str]) -> float:
    """Give the share of both together that they have in common; 0 where both are empty."""
    together = {*first, *second}
    return len({*first} & {*second}) / len(together) if together else 0.0


def _device_fit(wanted: Collection[str], offered: Collection[str]) -> float:
    """Give the share of the wanted devices that are offered; a need that names none takes any."""
    if not wanted:
        return 1.0 if offered else UNKNOWN
    return len({*wanted} & {*offered}) / len({*wanted})


def _region_fit(need: Wanted, developer: Offered) -> float:
    """Count half for the sector and half for the prefecture."""
    sector = not developer.sectors or need.sector in developer.sectors
    place = not developer.prefectures or need.prefecture in developer.prefectures
    return (sector + place) / 2


def pieces(text: str) -> list[str]:
    """Cut a text into runs of two and three characters, after evening out its width and case."""
    runs = unicodedata.normalize("NFKC", text).casefold().split()
    return [
        run[start : start + length]
        for run in runs
        for length in (2, 3)
        for start in range(len(run) - length + 1)
    ]
