"""One need read together with its demand, its data, its payoff and its reader."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from datasets.library.models import Version
from datasets.library.vocabulary import Access
from demand.answers.models import Publication
from demand.answers.reads import level_counts
from demand.answers.vocabulary import Level
from demand.needs.models import Need, Regulation
from marketplace.accounts.models import Organisation
from marketplace.developers.models import Developer
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.assumptions import Assumed, assumptions
from marketplace.opportunities.reads.levers import Lever, levers, obstacle_takes
from marketplace.opportunities.reads.market import without_tax
from marketplace.opportunities.reads.matching import Own, own
from marketplace.opportunities.reads.places import ChangedPlace, changed_places
from marketplace.opportunities.reads.plans import Plan
from marketplace.opportunities.reads.what_if import WhatIf
from marketplace.opportunities.reads.zones import Placed, placed


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A need with what is known of it. Before its first estimate only the need is.

    `versions` are of datasets, `placed` is where it stands between wanted and feasible,
    `regulations` stand in its way: all on the page of one opportunity only; `own` is for a
    reader who is a developer, `what_if` for one who sets assumptions of their own; `plan`
    is for programs, pages ask for it themselves. Lifted is what was put forward in a list
    because few have seen it.
    """

    need: Need
    estimate: Estimate | None
    own: Own | None = None
    versions: list[Version] = field(default_factory=list)
    what_if: WhatIf | None = None
    plan: Plan | None = None
    placed: Placed | None = None
    regulations: list[Regulation] = field(default_factory=list)
    is_lifted: bool = False

    @property
    def publication(self) -> Publication | None:
        """The publication that the estimate rests on."""
        return self.estimate.publication if self.estimate else None

    @property
    def best_price(self) -> int | None:
        """The best rung without tax. Units: yen per unit of the need."""
        best = self.publication.best_rung if self.publication else None
        return without_tax(best) if best else None

    @property
    def divided(self) -> list[dict[str, Any]]:
        """Who would buy at each rung if people say more than they pay, without tax."""
        points = self.publication.divided_points() if self.publication else []
        return [{**point, "price": without_tax(point["price"])} for point in points]

    @property
    def buyers_needed(self) -> int | None:
        """With how many buyers it pays as often as not; None where no number would do."""
        needed = self.estimate.result.get("buyers_needed") if self.estimate else None
        return None if needed is None else math.ceil(needed)

    @property
    def label_count(self) -> int | None:
        """Labels that may be used, as counted when it was estimated."""
        return self.estimate.inputs["label_count"] if self.estimate else None

    @property
    def level_counts(self) -> dict[str, int | None]:
        """The totals, and the levels; None where so few answered that it could tell who."""
        return level_counts(self.need.demand.level_counts)

    @property
    def levels(self) -> list[tuple[str, int | None]]:
        shown = {Level.REFUSES.lower(): self.level_counts["refuses"]} | self.level_counts
        return [(str(level.label), shown[level.lower()]) for level in Level]

    @property
    def levers(self) -> list[Lever]:
        return levers(self.estimate) if self.estimate else []

    @property
    def takes(self) -> str:
        """What lifting the obstacle takes, in words."""
        return obstacle_takes(self.estimate) if self.estimate else ""

    @property
    def places(self) -> list[ChangedPlace]:
        """What the operation offers to change about its place, and what that would add."""
        return changed_places(self.estimate) if self.estimate else []

    @property
    def assumptions(self) -> list[Assumed]:
        return assumptions(self.estimate) if self.estimate else []


def together(estimates: Iterable[Estimate], developer: Developer | None) -> list[Opportunity]:
    """Read listed estimates for one reader. No query but the one for the rarity of words."""
    return [_for_reader(estimate.need, estimate, developer) for estimate in estimates]


def opportunity(
    slug: str, organisation: Organisation | None, developer: Developer | None
) -> Opportunity:
    """Read one opportunity for one reader. Six queries whatever it rests on.

    Raises: Http404.
    """
    parts = ("demand", "detail", "estimate__publication")
    needs = Need.objects.visible().for_list().select_related(*parts)
    need = get_object_or_404(needs, slug=slug)
    estimate = getattr(need, "estimate", None)
    read = _for_reader(need, estimate, developer)
    (place,) = placed([need])
    return replace(
        read,
        versions=_versions(need, organisation),
        placed=place,
        regulations=list(need.regulations.order_by("title", "id")),
    )


def _for_reader(need: Need, estimate: Estimate | None, developer: Developer | None) -> Opportunity:
    reader = own(need, estimate, developer) if developer else None
    return Opportunity(need, estimate, own=reader)


def _versions(need: Need, organisation: Organisation | None) -> list[Version]:
    """List the latest version of each linked dataset that the reader may see."""
    linked = Version.objects.published().filter(dataset__needs=need)
    seen = linked.filter(Q(dataset__access=Access.OPEN) | Q(dataset__organisation=organisation))
    latest = seen.order_by("dataset_id", "-number").distinct("dataset_id")
    return list(latest.select_related("dataset__organisation", "terms", "readiness"))
