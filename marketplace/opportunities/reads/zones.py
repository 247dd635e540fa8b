"""Where needs stand between wanted and feasible.

Of answers only what anybody may see enters: the totals, the levels that are not small,
and how many want it done by people where that may be told.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from demand.answers.arithmetic.suppression import shown_cells
from demand.answers.models import Answer
from demand.answers.reads import level_counts
from demand.answers.vocabulary import PROMISES, Level, Reason
from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.developers.models import Developer
from marketplace.opportunities.arithmetic.zones import (
    Standing,
    feasibility_of,
    rating_counts,
    standing,
    wish_counts,
)
from marketplace.opportunities.models import Feasibility
from marketplace.opportunities.vocabulary import Place

MOST_RATINGS = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A need with where it stands."""

    need: Need
    standing: Standing

    @property
    def zone(self) -> Place | None:
        return Place(self.standing.zone) if self.standing.zone else None


def placed(needs: Sequence[Need]) -> list[Placed]:
    """Place needs that were read with their demand and their detail. Two queries."""
    by_hand, scores = _by_hand(needs), _scores(needs)
    return [
        Placed(need, standing(_wishes(need, by_hand), rating_counts(scores[need.pk])))
        for need in needs
    ]


def ratings_of(need: Need | None = None, task: Task | None = None) -> list[Feasibility]:
    """List what developers say of a need, or of a kind of work, the latest first. One query."""
    said = Feasibility.objects.filter(need=need, task=task or "").for_list()
    return list(said.order_by("-rated_at", "-id")[:MOST_RATINGS])


def rating_by(
    developer: Developer, need: Need | None = None, task: Task | None = None
) -> Feasibility | None:
    """Find what one developer has said of it."""
    return Feasibility.objects.filter(developer=developer, need=need, task=task or "").first()


def _wishes(need: Need, by_hand: Mapping[int, int]) -> tuple[int, ...]:
    shown = level_counts(need.demand.level_counts)
    refusals, unwilling = need.demand.refusal_count, by_hand.get(need.pk, 0)
    beside = shown_cells({"by hand": unwilling, "other": max(refusals - unwilling, 0)})
    agency = need.detail.autonomy if hasattr(need, "detail") else ""
    return wish_counts(
        co_signs=shown["co_signs"] or 0,
        interest=shown[Level.INTEREST.lower()] or 0,
        promised=sum(shown[level.lower()] or 0 for level in PROMISES),
        by_hand=beside["by hand"] or 0,
        agency=int(agency[1:]) if agency else None,
    )


def _by_hand(needs: Sequence[Need]) -> Counter[int]:
    refusing = Answer.objects.counted().filter(need__in=needs, reason=Reason.NOT_AUTOMATED)
    return Counter(dict(refusing.values_list("need").annotate(Count("id")).order_by()))


def _scores(needs: Sequence[Need]) -> dict[int, list[int]]:
    """Collect each need's ratings, one a developer; samples judge samples only."""
    of_needs: dict[tuple[int, int], int] = {}
    of_tasks: dict[tuple[int, bool], dict[str, int]] = defaultdict(dict)
    rows = Feasibility.objects.bearing_on(needs).values_list(
        "developer", "developer__organisation__is_sample", "need", "task", "score"
    )
    for developer, is_sample, need_id, task, score in rows:
        # The key alone makes a developer who rated needs only known as well.
        tasks = of_tasks[developer, is_sample]
        if task:
            tasks[task] = score
        else:
            of_needs[developer, need_id] = score
    return {need.pk: _each(need, of_needs, of_tasks) for need in needs}


def _each(
    need: Need,
    of_needs: Mapping[tuple[int, int], int],
    of_tasks: Mapping[tuple[int, bool], Mapping[str, int]],
) -> list[int]:
    found = (
        feasibility_of(of_needs.get((developer, need.pk)), tasks, need.tasks)
        for (developer, is_sample), tasks in of_tasks.items()
        if is_sample == need.is_sample
    )
    return [score for score in found if score is not None]
