"""What pages and API show of a need's details: one reading for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demand.details.arithmetic.burden import Burden, burden
from demand.details.arithmetic.process import Process, read_process
from demand.details.models import Detail, Entry, Filing, Paper, Photo, WorkStep
from demand.details.vocabulary import (
    ASSUMED_SPEED,
    ASSUMED_WAGE,
    Condition,
    Holder,
    PlaceChange,
    Seniority,
)
from demand.needs.models import Need, Regulation
from demand.needs.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A blocked step and what lifting its obstacle would bring."""

    step: WorkStep
    hours_freed: float
    speed_up: float


@dataclass(frozen=True, slots=True)
class Details:
    """Everything said of a need beyond its screens, and what follows from it."""

    detail: Detail | None
    steps: Sequence[WorkStep]
    process: Process | None
    filings: Sequence[Filing]
    burden: Burden | None
    photos: Sequence[Photo]
    regulations: Sequence[Regulation]

    @property
    def is_empty(self) -> bool:
        return not (self.detail or self.steps or self.filings or self.photos or self.regulations)

    @property
    def conditions(self) -> list[str]:
        told = self.detail.conditions if self.detail else []
        return [str(Condition(word).label) for word in told]

    @property
    def place_changes(self) -> list[str]:
        told = self.detail.place_changes if self.detail else []
        return [str(PlaceChange(word).label) for word in told]

    @property
    def obstacles(self) -> list[Obstacle]:
        """Rank the blocked steps, the one that would free the most hours first."""
        ranked = self.process.ranked if self.process else ()
        return [Obstacle(self.steps[one.place], one.hours_freed, one.speed_up) for one in ranked]

    @property
    def hours_by_seniority(self) -> dict[str, float]:
        """Add the hours a year up by who has to give them today."""
        return {
            who: sum(step.hours_a_year for step in self.steps if step.seniority == who)
            for who in Seniority.values
        }

    @property
    def assumed_speed(self) -> int:
        return ASSUMED_SPEED

    @property
    def assumed_wage(self) -> int:
        return ASSUMED_WAGE


def details_of(need: Need) -> Details:
    """Read a need's details. At most five queries, whatever their number."""
    steps = list(need.work_steps.order_by("place"))
    is_paperwork = need.kind == Kind.PAPERWORK
    filings = list(need.filings.with_entries().order_by("id")) if is_paperwork else []
    return Details(
        detail=Detail.objects.filter(need=need).first(),
        steps=steps,
        process=read_process([step.for_process() for step in steps], factor=ASSUMED_SPEED),
        filings=filings,
        burden=burden([filing.for_burden() for filing in filings], wage=ASSUMED_WAGE),
        photos=list(need.photos.order_by("place")),
        regulations=list(need.regulations.order_by("title", "id")),
    )


def paper_with_entries(paper: Paper) -> dict[str, Any]:
    """Gather what the page of a form shows. One query."""
    entries: list[Entry] = list(paper.entries.order_by("id"))
    return {
        "paper": paper,
        "entries": entries,
        "held_count": sum(entry.holder != Holder.NOBODY for entry in entries),
    }
