"""Track records: promises kept against promises made, on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from demand.answers.arithmetic.suppression import FEWEST_SHOWN
from demand.needs.models import Need
from marketplace.accounts.models import Organisation
from marketplace.developers.models import Developer
from marketplace.offers.models import Commitment, Offer, Transition
from marketplace.offers.vocabulary import AGREED, Metric, Standing, State

PAYMENT = timedelta(days=60)
MOST = 200


@dataclass(frozen=True, slots=True)
class Promise:
    """What a developer promised of one offer, and what was measured."""

    need: Need
    metric: Metric
    promised: Decimal
    measured: Decimal
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Record:
    """How many commitments came to an end, and how. `open_count` are still on their way."""

    kept_count: int
    broken_count: int
    open_count: int
    promises: tuple[Promise, ...] = ()

    @property
    def ended_count(self) -> int:
        return self.kept_count + self.broken_count


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """One developer, and what came of its promises."""

    developer: Developer
    record: Record


@dataclass(frozen=True, slots=True)
class Promises:
    """What came of promises on both sides. `buyers` is None while they are too few to tell of."""

    teams: list[TeamRecord]
    buyers: Record | None


def promises(now: datetime) -> Promises:
    """Read what came of all promises: team by team, and of the buyers in one. Three queries."""
    teams = Developer.objects.for_list().filter(organisation__is_sample=False)
    listed = list(_with_counts(teams).filter(agreed__gt=0).order_by("-kept", "broken", "id")[:MOST])
    measured = _measured(listed)
    buyers = Commitment.objects.filter(operation__organisation__is_sample=False)
    ended = _kept_by_buyers(buyers, now)
    return Promises(
        [TeamRecord(team, _record(team, measured[team.pk])) for team in listed],
        ended if ended.ended_count >= FEWEST_SHOWN else None,
    )


def developers_record(developer: Developer) -> Record:
    """Read what came of a developer's agreed offers. Two queries."""
    team = _with_counts(Developer.objects.filter(pk=developer.pk)).get()
    return _record(team, _measured([team])[team.pk])


def _with_counts(developers: QuerySet[Developer]) -> QuerySet[Any]:
    """Count each one's agreed offers: what failed before it was agreed broke no promise."""
    agreed = Exists(Transition.objects.filter(offer=OuterRef("pk"), to_state=State.MATCHED))
    offers = Offer.objects.filter(agreed, developer=OuterRef("pk"))

    def count(*states: State) -> Coalesce:
        counted = offers.filter(state__in=states).order_by().values("developer")
        return Coalesce(Subquery(counted.values(n=Count("pk"))), 0)

    return developers.annotate(
        kept=count(State.ACCEPTED),
        broken=count(State.FAILED, State.EXPIRED),
        running=count(*AGREED, State.DISPUTED),
        agreed=F("kept") + F("broken") + F("running"),
    )


def _measured(developers: Sequence[Developer]) -> dict[int, list[Promise]]:
    """List what was measured of each one's offers, the oldest first. One query."""
    offers = Offer.objects.filter(
        developer__in=developers,
        measured__isnull=False,
        round__need__in=Need.objects.visible(),
    )
    told: dict[int, list[Promise]] = {each.pk: [] for each in developers}
    for offer in offers.select_related("last_version", "round__need").order_by("id"):
        told[offer.developer_id].append(_promise(offer))
    return told


def _record(team: Any, measured: Sequence[Promise]) -> Record:
    return Record(team.kept, team.broken, team.running, tuple(measured))


def others_record(commitment: Commitment, *, is_buyer: bool, now: datetime) -> Record:
    """Read how the other party of a commitment has kept its promises here. Two queries at most."""
    if is_buyer:
        return developers_record(commitment.offer.developer)
    return buyers_record(commitment.operation.organisation, now)


def buyers_record(organisation: Organisation, now: datetime) -> Record:
    """Read how an operation honoured what fell due. One query.

    What was not paid two months after the acceptance is broken. Stepping out within the
    cooling-off is everybody's right, and breaks nothing.
    """
    return _kept_by_buyers(Commitment.objects.filter(operation__organisation=organisation), now)


def _kept_by_buyers(commitments: QuerySet[Commitment], now: datetime) -> Record:
    late = Q(standing=Standing.DUE, offer__moved_at__lt=now - PAYMENT)
    counted = commitments.aggregate(
        kept=Count("pk", filter=Q(standing=Standing.HONOURED)),
        broken=Count("pk", filter=late),
        open=Count("pk", filter=Q(standing__in=[Standing.FIRM, Standing.DUE]) & ~late),
    )
    return Record(counted["kept"], counted["broken"], counted["open"])


def _promise(offer: Offer) -> Promise:
    terms = offer.terms
    if offer.measured is None:
        raise ValueError(offer)
    return Promise(
        need=offer.round.need,
        metric=Metric(terms.metric),
        promised=terms.threshold,
        measured=offer.measured,
        is_kept=terms.is_met_by(offer.measured),
    )
