"""What a rule or procedure costs the field, as a document for the office in charge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from demand.answers import reads as answers
from demand.answers.models import Loss
from demand.needs.models import Need, NeedQuerySet, Regulation
from demand.operations.vocabulary import Tier
from demand.snapshots.reads import samples_are_shown
from marketplace.insights.reads.blocking import Blocking, blockings, seen_by


@dataclass(frozen=True, slots=True)
class NeedEvidence:
    """What one need says of a regulation. Counts are in operations, by tier as on its page.

    `seen_count` saw it, those who answered among them.
    """

    need: Need
    seen_count: int
    tiers: dict[str, int | None]
    hours: Loss | None
    sales: Loss | None

    @property
    def wanted_count(self) -> int:
        return self.need.demand.co_sign_count

    @property
    def tier_labels(self) -> list[tuple[str, int | None]]:
        return [(str(Tier(tier).label), count) for tier, count in self.tiers.items()]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is told of a regulation: together, need by need, and when it was read.

    Hours and sales bear the day on which each was told; every other figure is of `read_at`.
    """

    regulation: Regulation
    together: Blocking
    needs: Sequence[NeedEvidence]
    is_sample: bool
    read_at: datetime


def evidence(regulation: Regulation, *, now: datetime) -> Evidence:
    """Gather what is told of a regulation. Fourteen queries."""
    samples = samples_are_shown()
    listed = answers.with_demand().listed().filter(regulations=regulation, is_sample=samples)
    together = {each.regulation: each for each in blockings(listed)}
    nothing = Blocking(regulation, 0, 0, 0, dict.fromkeys(Tier.values), None, None)
    return Evidence(
        regulation, together.get(regulation, nothing), _needs(listed), samples, read_at=now
    )


def _needs(listed: NeedQuerySet) -> list[NeedEvidence]:
    blocked = answers.with_losses(list(listed.order_by(*answers.MOST_WANTED)))
    seen = seen_by(listed, "need")
    found = []
    for each in blocked:
        demand = each.need.demand
        found.append(
            NeedEvidence(
                need=each.need,
                seen_count=max(seen[each.need.pk], demand.co_sign_count + demand.refusal_count),
                tiers=answers.tier_counts(demand.tier_counts),
                hours=each.hours,
                sales=each.sales,
            )
        )
    return found
