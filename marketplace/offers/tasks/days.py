"""Days that go by: the cooling-off is over, a reminder is due, a delivery was not made."""

from collections.abc import Iterator
from datetime import datetime

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.offers.arithmetic.hours import day_of, days_left
from marketplace.offers.models import Commitment, Offer, settle
from marketplace.offers.tasks.cooling import agree
from marketplace.offers.tasks.reminding import remind
from marketplace.offers.vocabulary import Notice, Standing, State

# Days before the end of the cooling-off at which whoever has not confirmed is reminded.
REMINDED_AT = {3: Notice.THREE_DAYS, 0: Notice.LAST_DAY}


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def look_after_commitments() -> None:
    """Have done what a day that went by asks for. Each job looks again by itself."""
    now = timezone.now()
    cooling = Offer.objects.filter(state=State.THRESHOLD_MET)
    for offer_id in cooling.filter(cooling_until__lte=now).values_list("pk", flat=True):
        agree.delay(offer_id)
    for offer_id in _late(now).values_list("pk", flat=True):
        expire.delay(offer_id)
    for until in cooling.filter(cooling_until__gt=now).values_list("cooling_until", flat=True):
        for commitment_id, notice in _unreminded(until, now):
            remind.delay(commitment_id, notice)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def expire(offer_id: int) -> None:
    """Release everybody from an offer that was not delivered, or not accepted, in time."""
    now = timezone.now()
    with transaction.atomic():
        late = _late(now).filter(pk=offer_id)
        offer = late.select_for_update(of=("self",), skip_locked=True).first()
        if offer is None:
            return
        firm = Commitment.objects.for_list().filter(offer=offer, standing=Standing.FIRM)
        settle(list(firm), Standing.RELEASED, now=now)
        Offer.objects.move(offer, State.EXPIRED, now=now)


def _late(now: datetime) -> QuerySet[Offer]:
    today = day_of(now)
    return Offer.objects.filter(
        Q(state__in=[State.MATCHED, State.BUILDING], last_version__delivered_on__lt=today)
        | Q(state=State.ACCEPTANCE, last_version__tried_until__lt=today)
    )


def _unreminded(until: datetime | None, now: datetime) -> Iterator[tuple[int, Notice]]:
    """Find who has not decided, and of what they were not told yet."""
    if until is None:
        return
    waiting = Commitment.objects.filter(
        offer__cooling_until=until, standing=Standing.COOLING, confirmed_at=None
    )
    today = REMINDED_AT.get(days_left(until, now))
    for notice in (Notice.OPENED, today):
        if notice:
            untold = waiting.exclude(reminders__notice=notice)
            yield from ((key, notice) for key in untold.values_list("pk", flat=True))
