"""How good the estimates were, held against what both sides told came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from marketplace.developers.models import Developer
from marketplace.opportunities.arithmetic.own_costs import middle
from marketplace.opportunities.arithmetic.scoring import (
    Forecast,
    Ongoing,
    Scored,
    Scores,
    realised,
    score,
    summed_up,
)
from marketplace.opportunities.models import EstimateRecord, Outcome
from marketplace.opportunities.vocabulary import Ending

# A score over fewer would tell what one of them was paid.
FEWEST_SCORED = 3
MOST_DEVELOPERS = 50


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What came of building, and how near the estimates were. Samples are left out.

    `scored_count` counts those whose estimate in yen stood before the work began;
    `scores` are told from three of them on. `developers` are those with a track.
    """

    delivered_count: int
    confirmed_count: int
    dropped_count: int
    scored_count: int
    scores: Scores | None
    developers: list[Developer]

    @property
    def outcome_count(self) -> int:
        return self.delivered_count + self.dropped_count

    @property
    def missing_count(self) -> int:
        """How many more it takes until scores are told."""
        return max(0, FEWEST_SCORED - self.scored_count)


def track_record() -> TrackRecord:
    """Score every estimate that stood when somebody began to build. Four queries."""
    told = Outcome.objects.of_real_needs().by_builders()
    delivered = Q(ending=Ending.DELIVERED)
    counts = told.aggregate(
        delivered_count=Count("pk", filter=delivered),
        confirmed_count=Count("pk", filter=delivered & Q(is_confirmed=True)),
        dropped_count=Count("pk", filter=Q(ending=Ending.DROPPED)),
    )
    scored = _scored(told.with_standing_estimate())
    return TrackRecord(
        **counts,
        scored_count=len(scored),
        scores=summed_up(scored) if len(scored) >= FEWEST_SCORED else None,
        developers=_with_track(),
    )


def _scored(outcomes: Iterable[Outcome]) -> list[Scored]:
    told = list(outcomes)
    written = dict(
        EstimateRecord.objects.filter(pk__in={each.record_id for each in told}).values_list(  # type: ignore[attr-defined]
            "pk", "result"
        )
    )
    return [_held_against(written[each.record_id], each) for each in told]  # type: ignore[attr-defined]


def _held_against(result: Mapping[str, Any], outcome: Outcome) -> Scored:
    payoff, assumed = result["payoff"], result["assumed"]
    ongoing = Ongoing(
        per_buyer=middle(assumed["support"]) + middle(assumed["inference"]),
        upkeep_share=middle(assumed["maintenance_share"]),
        discount=middle(assumed["discount"]),
        years=result["horizon_years"],
    )
    forecast = Forecast(payoff["positive_share"], payoff["p5"], payoff["p95"], payoff["histogram"])
    spent = outcome.cost_so_far or 0
    if outcome.ending == Ending.DROPPED:
        return score(forecast, -spent)
    paid, buyers = outcome.yearly_paid or 0, outcome.buyer_count or 0
    return score(forecast, realised(spent, paid, buyers, ongoing))


def _with_track() -> list[Developer]:
    tracked = Developer.objects.for_list().filter(
        Q(accepted_count__gt=0) | Q(failed_count__gt=0), organisation__is_sample=False
    )
    return list(tracked.order_by("-accepted_count", "failed_count", "id")[:MOST_DEVELOPERS])
