"""Regulations with the needs that they block, and what those cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Prefetch, QuerySet

from demand.answers.models import Loss
from demand.answers.reads.listing import MOST_WANTED, NEWEST, with_demand
from demand.answers.vocabulary import Lost
from demand.needs.models import Need, Regulation


@dataclass(frozen=True, slots=True)
class LossSum:
    """What several needs lose together, as far as it was told of each.

    Units: total in hours or yen a year; told_count in answers, told_at the latest of them.
    """

    total: int
    told_count: int
    told_at: datetime

    @classmethod
    def of(cls, losses: Iterable[Loss]) -> Self | None:
        losses = list(losses)
        if not losses:
            return None
        return cls(
            sum(loss.total for loss in losses),
            sum(loss.told_count for loss in losses),
            max(loss.told_at for loss in losses),
        )


@dataclass(frozen=True, slots=True)
class BlockedNeed:
    """A need that a regulation blocks, with what was told last of the hours and sales it costs."""

    need: Need
    hours: Loss | None
    sales: Loss | None

    @property
    def hours_lost(self) -> int | None:
        return self.hours.total if self.hours else None

    @property
    def sales_lost(self) -> int | None:
        return self.sales.total if self.sales else None


def regulations() -> QuerySet[Regulation]:
    """List regulations, each with the needs that it blocks, newest first. Two queries."""
    blocked = with_demand().listed().order_by(*NEWEST)
    return Regulation.objects.prefetch_related(Prefetch("needs", blocked)).order_by("title", "id")


def blocked_by(regulation: Regulation) -> list[BlockedNeed]:
    """List the needs that a regulation blocks, with what they cost. Two queries."""
    needs = with_demand().listed().filter(regulations=regulation)
    return with_losses(list(needs.order_by(*MOST_WANTED)))


def with_losses(needs: Sequence[Need]) -> list[BlockedNeed]:
    """Set beside each need what was told last of the hours and sales it costs. One query."""
    told = Loss.objects.told_of(needs)
    return [
        BlockedNeed(need, told.get((need.pk, Lost.HOURS)), told.get((need.pk, Lost.SALES)))
        for need in needs
    ]
