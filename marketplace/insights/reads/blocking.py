"""What stands in the way, rule by rule, and whose hours the work takes."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Func, QuerySet, Sum

from demand.answers.arithmetic.suppression import coarse, shown_cells
from demand.answers.models import Answer
from demand.details.models import WorkStep
from demand.details.vocabulary import Seniority
from demand.needs.models import Need, Regulation, Sighting
from demand.needs.vocabulary import Task
from demand.operations.models import tier_of
from demand.operations.vocabulary import Tier

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Blocking:
    """A regulation and what it blocks. Units: hours and yen a year of all who told them.

    `seen_count` operations saw a need that it blocks; `tiers` counts those who want one,
    None where hidden. Hours and yen are None below three who tell them.
    """

    regulation: Regulation
    need_count: int
    seen_count: int
    tiers: dict[str, int | None]
    hours_lost: int | None
    sales_lost: int | None

    @property
    def tier_labels(self) -> list[tuple[str, int | None]]:
        return [(str(Tier(tier).label), count) for tier, count in self.tiers.items()]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a year that a kind of work takes, by who can give them. `need_count` needs tell."""

    task: Task
    seniority: Seniority
    hours: int
    need_count: int


def blocking(*, samples: bool) -> list[Blocking]:
    """List the regulations that block most needs first. Four queries."""
    needs = _listed(samples=samples)
    seen, tiers, losses = _seen(needs), _tiers(needs), _losses(needs)
    counted = Regulation.objects.filter(needs__in=needs).annotate(blocked_count=Count("needs"))
    return [
        Blocking(
            regulation=regulation,
            need_count=regulation.blocked_count,  # type: ignore[attr-defined]  # annotated
            seen_count=seen.get(regulation.pk, 0),
            tiers=shown_cells(tiers.get(regulation.pk, dict.fromkeys(Tier.values, 0))),
            **losses.get(regulation.pk, {"hours_lost": None, "sales_lost": None}),
        )
        for regulation in counted.order_by("-blocked_count", "title", "id")
    ]


def hours(*, samples: bool) -> list[Hours]:
    """Add the hours up by task and seniority, over all needs that tell their steps. One query."""
    steps = (
        WorkStep.objects.filter(need__in=_listed(samples=samples))
        .annotate(task=Func(F("need__tasks"), function="unnest"))
        .values("task", "seniority")
        .annotate(
            minutes_in_all=Sum(F("minutes") * F("times")), need_count=Count("need", distinct=True)
        )
    )
    found = [
        Hours(
            Task(step["task"]),
            Seniority(step["seniority"]),
            round(step["minutes_in_all"] / MINUTES),
            step["need_count"],
        )
        for step in steps
    ]
    return sorted(found, key=lambda each: (-each.hours, each.task, each.seniority))


def _listed(*, samples: bool) -> QuerySet[Need]:
    return Need.objects.listed().filter(is_sample=samples)


def _seen(needs: QuerySet[Need]) -> dict[int, int]:
    rows = (
        Sighting.objects.filter(need__in=needs, need__regulations__isnull=False)
        .values("need__regulations")
        .annotate(n=Count("operation", distinct=True))
    )
    return {row["need__regulations"]: row["n"] for row in rows}


def _tiers(needs: QuerySet[Need]) -> dict[int, dict[str, int]]:
    rows = (
        Answer.objects.co_signs()
        .filter(need__in=needs, need__regulations__isnull=False)
        .annotate(tier=tier_of("operation__"))
        .values("need__regulations", "tier")
        .annotate(n=Count("operation", distinct=True))
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Tier.values, 0))
    for row in rows:
        found[row["need__regulations"]][row["tier"]] = row["n"]
    return found


def _losses(needs: QuerySet[Need]) -> dict[int, dict[str, int | None]]:
    rows = (
        Answer.objects.co_signs()
        .filter(need__in=needs, need__regulations__isnull=False)
        .values("need__regulations")
        .annotate(
            hours=Sum("hours_lost", default=0),
            hours_count=Count("hours_lost"),
            sales=Sum("sales_lost", default=0),
            sales_count=Count("sales_lost"),
        )
    )
    return {
        row["need__regulations"]: {
            "hours_lost": coarse(row["hours"], row["hours_count"]),
            "sales_lost": coarse(row["sales"], row["sales_count"]),
        }
        for row in rows
    }
