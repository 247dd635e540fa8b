"""Whose hours the work takes."""

from dataclasses import dataclass

from django.db.models import Count, F, Func, Sum

from demand.details.models import WorkStep
from demand.details.vocabulary import Seniority
from demand.needs.models import Need
from demand.needs.vocabulary import Task

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a year that a kind of work takes, by who can give them. `need_count` needs tell."""

    task: Task
    seniority: Seniority
    hours: int
    need_count: int


def hours(*, samples: bool) -> list[Hours]:
    """Add the hours up by task and seniority, over all needs that tell their steps. One query."""
    steps = (
        WorkStep.objects.filter(need__in=Need.objects.listed().filter(is_sample=samples))
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
