"""How well a need fits a developer, and why.

A piece of text tells much where few needs have it. How rare each is, is counted over
the newest needs once an hour and kept in the cache, so that the list, the page and the
API weigh alike and none of them reads other needs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict, Unpack

from django.core.cache import cache
from django.utils import timezone

from demand.needs.models import Need
from marketplace.developers.arithmetic.matching import (
    GOOD,
    UNKNOWN,
    Offered,
    Rarity,
    Wanted,
    match,
)
from marketplace.developers.models import Developer
from marketplace.developers.vocabulary import Criterion, Hindrance

RARITY = "developers.rarity"
COUNTED_NEEDS = 300
# What fewer needs have is rare either way: leaving it out keeps the table small.
FEWEST_TO_COUNT = 3
AN_HOUR = 3600


class Known(TypedDict):
    """What is known of a need above: what it pays, and what the terms of its data allow.

    Units: positive_share 0–1, payoff_p95 in yen. `purposes` is None where there is no data.
    """

    positive_share: float | None
    payoff_p95: int | None
    purposes: Collection[str] | None
    takes_grant: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of the sum, in words. `value` and `weight` lie in [0, 1], as do their points."""

    criterion: Criterion
    value: float
    weight: float

    @property
    def points(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a need fits a developer: the score is the sum of its reasons' points."""

    score: float
    reasons: tuple[Reason, ...]
    hindrances: tuple[Hindrance, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether it fits, and nothing stands against it."""
        return self.score >= GOOD and not self.hindrances

    @property
    def best(self) -> list[Reason]:
        """The two reasons that tell most for it."""
        telling = [reason for reason in self.reasons if reason.value > UNKNOWN]
        return sorted(telling, key=lambda reason: -reason.points)[:2]


def fit(need: Need, developer: Developer, **known: Unpack[Known]) -> Fit:
    """Weigh a need against a developer, term by term; the share is at the developer's own costs."""
    need_as_seen = wanted(need, **known)
    matched = match(need_as_seen, offered(developer), rarity())
    return Fit(
        score=matched.score,
        reasons=tuple(
            Reason(Criterion(str(each.term)), each.value, each.weight)
            for each in matched.contributions
        ),
        hindrances=tuple(Hindrance(str(bar)) for bar in matched.bars),
    )


def wanted(need: Need, **known: Unpack[Known]) -> Wanted:
    """Tell of a need what matching looks at."""
    return Wanted(
        text=words_of(need),
        tasks=need.tasks,
        sector=need.sector,
        prefecture=need.prefecture,
        is_open=need.is_open_on(timezone.localdate()),
        **known,
    )


def offered(developer: Developer) -> Offered:
    """Tell of a developer what matching looks at."""
    return Offered(
        text=developer.summary,
        tasks=developer.tasks,
        devices=developer.devices,
        sectors=developer.sectors,
        prefectures=developer.prefectures,
        free_capacity=developer.free_capacity,
        least_payoff=developer.least_payoff,
        purpose=developer.use,
        may_contract=developer.may_contract,
        accepted=developer.accepted_count,
        failed=developer.failed_count,
    )


def rarity() -> Rarity:
    """Tell how rare pieces of text are among the newest needs. One query an hour."""
    kept: Rarity | None = cache.get(RARITY)
    if kept is None:
        kept = _count()
        cache.set(RARITY, kept, AN_HOUR)
    return kept


def _count() -> Rarity:
    newest = Need.objects.listed().only("title", "product", "story").order_by("-posted_at", "-id")
    counted = Rarity.of([words_of(need) for need in newest[:COUNTED_NEEDS]])
    often = {piece: n for piece, n in counted.counts.items() if n >= FEWEST_TO_COUNT}
    return Rarity(counted.document_count, often)


def words_of(need: Need) -> str:
    """Join what a need says of itself, as matching reads it."""
    return f"{need.title} {need.product} {need.story}"
