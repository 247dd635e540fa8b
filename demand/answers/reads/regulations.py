"""Regulations with the needs that they block, and what those cost."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet, Sum

from demand.answers.arithmetic.suppression import coarse
from demand.answers.models import Answer
from demand.answers.reads.listing import MOST_WANTED, NEWEST, with_demand
from demand.needs.models import Need, Regulation


@dataclass(frozen=True, slots=True)
class BlockedNeed:
    """A need that a regulation blocks. Units: hours and yen a year, of all who answered.

    The losses are None below three answers that tell them, and to two figures above.
    """

    need: Need
    hours_lost: int | None
    sales_lost: int | None


def regulations() -> QuerySet[Regulation]:
    """List regulations, each with the needs that it blocks, newest first. Two queries."""
    blocked = with_demand().listed().order_by(*NEWEST)
    return Regulation.objects.prefetch_related(Prefetch("needs", blocked)).order_by("title", "id")


def blocked_by(regulation: Regulation) -> list[BlockedNeed]:
    """List the needs that a regulation blocks, with what they cost. Two queries."""
    blocked = list(with_demand().listed().filter(regulations=regulation).order_by(*MOST_WANTED))
    losses = _losses(blocked)
    return [BlockedNeed(need, *losses.get(need.pk, (None, None))) for need in blocked]


def _losses(blocked: list[Need]) -> dict[int, tuple[int | None, int | None]]:
    told = (
        Answer.objects.co_signs()
        .filter(need__in=blocked)
        .values("need")
        .annotate(
            hours=Sum("hours_lost", default=0),
            hours_count=Count("hours_lost"),
            sales=Sum("sales_lost", default=0),
            sales_count=Count("sales_lost"),
        )
    )
    return {
        one["need"]: (
            coarse(one["hours"], one["hours_count"]),
            coarse(one["sales"], one["sales_count"]),
        )
        for one in told
    }
