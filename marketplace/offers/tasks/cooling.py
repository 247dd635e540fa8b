"""The end of the cooling-off: what was agreed in the end, and with whom."""

from collections.abc import Sequence
from datetime import datetime

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from marketplace.offers import reads
from marketplace.offers.models import Commitment, Entry, Offer, settle
from marketplace.offers.vocabulary import Standing, State


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def agree(offer_id: int) -> None:
    """Clear an offer once more among those who confirmed, and make their commitments firm.

    Whoever stepped out, or never confirmed, no longer bears a share. The others' price
    can rise, to their caps at most; were it kept, somebody could lower it with a cap
    that they never meant to pay.
    """
    now = timezone.now()
    with transaction.atomic():
        cooling = Offer.objects.filter(state=State.THRESHOLD_MET, cooling_until__lte=now)
        offer = (
            cooling.whole()
            .filter(pk=offer_id)
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if offer is not None:
            _conclude(offer, now)


def _conclude(offer: Offer, now: datetime) -> None:
    commitments = list(
        Commitment.objects.for_list()
        .filter(offer=offer, standing=Standing.COOLING)
        .select_related("answer__operation")
        .order_by("id")
    )
    kept, price = _cleared_again(offer, commitments)
    gone = set(commitments) - set(kept)
    settle(gone, Standing.RELEASED, now=now)
    if not kept:
        Offer.objects.move(offer, State.FAILED, now=now)
        return
    _make_firm(kept, price, now)
    offer.cleared_price = price
    Offer.objects.move(offer, State.MATCHED, now=now)


def _cleared_again(offer: Offer, commitments: Sequence[Commitment]) -> tuple[list[Commitment], int]:
    from marketplace.offers.arithmetic.clearing import clear_one

    bids = [
        reads.bid_of(each.answer, at=offer.round)
        for each in commitments
        if each.confirmed_at is not None
    ]
    terms = reads.terms_of(offer.terms, owner=offer.developer.organisation_id, place=0)
    award = clear_one(terms, bids)
    if award is None:
        return [], 0
    served = {bid.key for bid in award.served}
    return [each for each in commitments if each.answer_id in served], award.price


def _make_firm(kept: Sequence[Commitment], price: int, now: datetime) -> None:
    before = {each.pk: each.amount for each in kept}
    for each in kept:
        each.price = price
    Entry.objects.reprice([(each, each.amount - before[each.pk]) for each in kept], now=now)
    Commitment.objects.filter(pk__in=before).update(price=price, standing=Standing.FIRM)
