"""Track records: promises kept against promises made, on both sides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q

from marketplace.accounts.models import Organisation
from marketplace.offers.models import Commitment, Offer
from marketplace.offers.vocabulary import AGREED, Standing, State

PAYMENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a developer promised of one offer, and what was measured."""

    need: str
    metric: str
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


def developers_record(organisation: Organisation) -> Record:
    """Read what came of a developer's agreed offers. Two queries."""
    cleared = Offer.objects.filter(developer__organisation=organisation).exclude(cleared_price=None)
    # What failed before it was agreed broke no promise.
    agreed = cleared.filter(transitions__to_state=State.MATCHED).distinct()
    counted = agreed.aggregate(
        kept=Count("pk", filter=Q(state=State.ACCEPTED), distinct=True),
        broken=Count("pk", filter=Q(state__in=[State.FAILED, State.EXPIRED]), distinct=True),
        open=Count("pk", filter=Q(state__in=[*AGREED, State.DISPUTED]), distinct=True),
    )
    measured = agreed.filter(measured__isnull=False).select_related("last_version", "round__need")
    promises = tuple(_promise(offer) for offer in measured.order_by("id"))
    return Record(counted["kept"], counted["broken"], counted["open"], promises)


def buyers_record(organisation: Organisation, now: datetime) -> Record:
    """Read how an operation honoured what fell due. One query.

    What was not paid two months after the acceptance is broken. Stepping out within the
    cooling-off is everybody's right, and breaks nothing.
    """
    mine = Commitment.objects.filter(operation__organisation=organisation)
    late = Q(standing=Standing.DUE, offer__moved_at__lt=now - PAYMENT)
    counted = mine.aggregate(
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
        need=offer.round.need.title,
        metric=terms.metric,
        promised=terms.threshold,
        measured=offer.measured,
        is_kept=terms.is_met_by(offer.measured),
    )
