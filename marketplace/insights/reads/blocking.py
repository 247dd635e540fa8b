"""What stands in the way, rule by rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from demand.answers.arithmetic.suppression import shown_sums
from demand.answers.models import PRICED, Answer, Demand, Loss
from demand.answers.reads import LossSum
from demand.answers.vocabulary import Lost
from demand.needs.models import Need, Regulation, Sighting
from demand.operations.models import tier_of
from demand.operations.vocabulary import Tier


@dataclass(frozen=True, slots=True)
class Blocking:
    """A regulation and what it blocks.

    `seen_count` operations saw a need that it blocks or answered one, `wanted_count` want
    one; `tiers` counts these, None where hidden. Hours and sales are those told of its
    needs, None where none are.
    """

    regulation: Regulation
    need_count: int
    seen_count: int
    wanted_count: int
    tiers: dict[str, int | None]
    hours: LossSum | None
    sales: LossSum | None

    @property
    def hours_lost(self) -> int | None:
        return self.hours.total if self.hours else None

    @property
    def sales_lost(self) -> int | None:
        return self.sales.total if self.sales else None

    @property
    def tier_labels(self) -> list[tuple[str, int | None]]:
        return [(str(Tier(tier).label), count) for tier, count in self.tiers.items()]


def blocking(*, samples: bool) -> list[Blocking]:
    """List the regulations that block most needs first. Nine queries."""
    return blockings(Need.objects.listed().filter(is_sample=samples))


def blockings(needs: QuerySet[Need]) -> list[Blocking]:
    """List the regulations that block some of these needs, most first. Nine queries."""
    blocked = _blocked(needs)
    seen, by_tier = seen_by(needs, "need__regulations"), _tiers(needs)
    apart = _tiers_apart(needs)
    losses = Loss.objects.told_of(needs)
    tiers = {key: {tier: by_tier[key, tier] for tier in Tier.values} for key in blocked}
    counted = Regulation.objects.filter(needs__in=needs).annotate(blocked_count=Count("needs"))
    return [
        Blocking(
            regulation=regulation,
            need_count=regulation.blocked_count,  # type: ignore[attr-defined]  # annotated
            # Whoever answered saw it, also where nobody noted that.
            seen_count=max(seen[regulation.pk], sum(tiers[regulation.pk].values())),
            wanted_count=sum(tiers[regulation.pk].values()),
            tiers=shown_sums(tiers[regulation.pk], [apart[key] for key in blocked[regulation.pk]]),
            hours=_sum(losses, blocked[regulation.pk], Lost.HOURS),
            sales=_sum(losses, blocked[regulation.pk], Lost.SALES),
        )
        for regulation in counted.order_by("-blocked_count", "title", "id")
    ]


def _blocked(needs: QuerySet[Need]) -> dict[int, list[int]]:
    """List the needs that each regulation blocks."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Need.regulations.through.objects.filter(need__in=needs)
    for regulation, need in links.values_list("regulation_id", "need_id"):
        found[regulation].append(need)
    return found


def _tiers_apart(needs: QuerySet[Need]) -> dict[int, dict[str, int]]:
    """Find what each need's own page counts by tier, which no sum may tell more of."""
    found = Demand.objects.filter(need__in=needs).values_list("need_id", "tier_counts")
    empty = dict.fromkeys(Tier.values, 0)
    return defaultdict(lambda: empty, {key: empty | counts for key, counts in found})


def seen_by(needs: QuerySet[Need], name: str) -> Counter[int]:
    """Count who saw some of these needs, or answered one without a sighting.

    By what is named: the needs themselves, or the regulations that block them. Two queries.
    """
    sightings = Sighting.objects.filter(need__in=needs).annotate(rule=F(name))
    saw_one = sightings.filter(rule=OuterRef("rule"), operation=OuterRef("operation"))
    answers = Answer.objects.counted().filter(need__in=needs).annotate(rule=F(name))
    return _operations(sightings) + _operations(answers.filter(~Exists(saw_one)))


def _tiers(needs: QuerySet[Need]) -> Counter[tuple[int, str]]:
    """Count who wants a need that a regulation blocks, of all that counts for these needs.

    So too what was said to one that was merged into them, save by who has answered here.
    """
    answers = Answer.objects.counted().annotate(tier=tier_of("operation__"))
    here = answers.filter(need__in=needs).annotate(rule=F("need__regulations"))
    merged = answers.filter(
        ~PRICED | Q(counts_for__contains=[F("need__canonical")]), need__canonical__in=needs
    ).annotate(rule=F("need__canonical__regulations"))
    said_here = here.filter(rule=OuterRef("rule"), operation=OuterRef("operation"))
    return _operations(here.co_signs(), "tier") + _operations(
        merged.co_signs().filter(~Exists(said_here)), "tier"
    )


def _operations(rows: QuerySet[Any], *names: str) -> Counter[Any]:
    """Count different operations by rule, and by what else is named. One query."""
    by_name = rows.filter(rule__isnull=False).order_by().values_list("rule", *names)
    counted = by_name.annotate(n=Count("operation", distinct=True))
    return Counter({(tuple(key) if names else key[0]): n for *key, n in counted})


def _sum(losses: dict[tuple[int, str], Loss], needs: Iterable[int], lost: str) -> LossSum | None:
    return LossSum.of(losses[need, lost] for need in needs if (need, lost) in losses)
