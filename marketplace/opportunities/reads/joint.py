"""Similar needs that one product could serve together, and what that would pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from demand.answers.models import Answer
from demand.needs.models import Need
from demand.needs.reads.search import search
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.what_if import market_of

# Of what the search finds nearest, so much of a need's words must be there as well.
LEAST_ALIKE = 0.4
MOST_FOUND, MOST_TOGETHER = 20, 4


@dataclass(frozen=True, slots=True)
class Served:
    """A similar need. Units: buyers in operations, each weighed by how serious it is; `added`
    in yen of the middle outcome. `repeated_count` answered an earlier one too, in steps of three.
    """

    estimate: Estimate
    buyers: float
    added: int
    repeated_count: int

    @property
    def need(self) -> Need:
        return self.estimate.need


@dataclass(frozen=True, slots=True)
class Together:
    """What one product for a need and similar ones would pay. Units: yen, shares 0–1."""

    estimate: Estimate
    p50_alone: int
    p50_together: int
    positive_share_alone: float
    positive_share_together: float
    served: list[Served]


def served_together(estimate: Estimate | None, today: date) -> Together | None:
    """Find similar needs and add their buyers; None below five prices, or where none is similar.

    Five queries at most, and nothing is kept.
    """
    if estimate is None or estimate.npv_p50 is None:
        return None
    similar = _similar(estimate, today)
    return _together(estimate, similar) if similar else None


def _similar(estimate: Estimate, today: date) -> list[Estimate]:
    need = estimate.need
    found = search(
        f"{need.title}\n{need.story}",
        facets={"sector": need.sector},
        most=MOST_FOUND,
        least=LEAST_ALIKE,
    )
    told = Estimate.objects.for_list().open_on(today).filter(npv_p50__isnull=False)
    alike = told.filter(
        need__in=found.need_ids, need__tasks__overlap=need.tasks, need__is_sample=need.is_sample
    ).exclude(need=need)
    nearest = sorted(alike, key=lambda each: found.need_ids.index(each.need_id))
    return nearest[:MOST_TOGETHER]


def _together(estimate: Estimate, similar: Sequence[Estimate]) -> Together:
    # Here and not above: it brings scipy along, which pages do without unless they draw.
    from marketplace.opportunities.arithmetic.joint import Beside, joint, repeated_counts
    from marketplace.opportunities.arithmetic.overrides import priors_from

    answering = _answering([estimate, *similar])
    repeated = repeated_counts(answering)[1:]
    others = [
        Beside(
            market_of(each),
            priors_from(each.result["assumed"]),
            new_share=1 - again / max(len(operations), 1),
        )
        for each, operations, again in zip(similar, answering[1:], repeated, strict=True)
    ]
    stored = estimate.result
    found = joint(
        market_of(estimate), priors_from(stored["assumed"]), seed=stored["seed"], others=others
    )
    return Together(
        estimate=estimate,
        p50_alone=found.p50_alone,
        p50_together=found.p50_together,
        positive_share_alone=found.positive_share_alone,
        positive_share_together=found.positive_share_together,
        served=[
            Served(each, other.buyers, added, again)
            for each, other, added, again in zip(
                similar, others, found.added, repeated, strict=True
            )
        ],
    )


def _answering(estimates: Sequence[Estimate]) -> list[list[int]]:
    """List who wants each need, merged operations as one."""
    needs = [each.need_id for each in estimates]
    rows = Answer.objects.co_signs().filter(need__in=needs)
    told: dict[int, list[int]] = {key: [] for key in needs}
    whose = Coalesce(F("operation__head"), F("operation"))
    for need_id, operation in rows.values_list("need_id", whose):
        told[need_id].append(operation)
    return [told[key] for key in needs]
