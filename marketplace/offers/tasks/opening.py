"""The hour: all offers for a need are opened, cleared, and those who promised are bound."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from demand.answers.models import Answer
from demand.answers.tasks import summarise
from marketplace.changes.models import Change
from marketplace.offers import reads
from marketplace.offers.arithmetic.hours import cooling_end, day_of
from marketplace.offers.models import Commitment, Entry, Offer, Round
from marketplace.offers.reads.terms import terms_by_offer
from marketplace.offers.vocabulary import Booking, State

if TYPE_CHECKING:
    from marketplace.offers.arithmetic.clearing import Award


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def open_due() -> None:
    """Have the offers opened of every need whose hour has come."""
    for round_id in Round.objects.due(timezone.now()).values_list("pk", flat=True):
        open_offers.delay(round_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=300)
def open_offers(round_id: int) -> None:
    """Open one round's offers, clear them, and bind whom they serve: all of it, and once.

    One transaction. The round's row is the lock; a second worker passes a locked one
    over, and an opened one is no longer due.
    """
    now = timezone.now()
    due = Round.objects.due(now).select_related("need").filter(pk=round_id)
    for need_id in due.values_list("need_id", flat=True):
        # What was answered in the last moment is looked at, too, for what is one hand.
        summarise(need_id)
    with transaction.atomic():
        opening = due.select_for_update(of=("self",), skip_locked=True).first()
        if opening is None:
            return
        opening.opened_at = now
        opening.save()
        sealed = _sort_out(opening, now)
        awards = _awards(opening, sealed)
        for offer in sealed:
            if offer in awards:
                _bind(opening, offer, awards[offer], now)
            else:
                Offer.objects.move(offer, State.FAILED, now=now)
        # Last: whoever waits for this row holds back all that was written above.
        Change.objects.record(noun="round", key=opening.need_id, kind="opened")


def _sort_out(opening: Round, now: datetime) -> list[Offer]:
    """Let go what was never handed in or no longer holds; give the rest, the earliest first."""
    offers = Offer.objects.whole().filter(round=opening, state__in=[State.DRAFT, State.OPEN])
    valid = []
    for offer in offers.select_for_update(of=("self",)).order_by("handed_in_at", "id"):
        is_in = offer.state == State.OPEN
        if is_in and offer.terms.valid_until >= day_of(now):
            valid.append(offer)
        else:
            Offer.objects.move(offer, State.EXPIRED, now=now)
    return valid


def _awards(opening: Round, sealed: Iterable[Offer]) -> "dict[Offer, Award]":
    from marketplace.offers.arithmetic.clearing import clear

    answers = reads.promising(opening.need).select_for_update(of=("self",))
    bids = [reads.bid_of(answer, at=opening) for answer in answers]
    terms = terms_by_offer(sealed)
    cleared = {award.terms.key: award for award in clear(list(terms.values()), bids)}
    return {offer: cleared[each.key] for offer, each in terms.items() if each.key in cleared}


def _bind(opening: Round, offer: Offer, award: "Award", now: datetime) -> None:
    """Commit those whom an offer serves, each at the one price."""
    offer.cleared_price, offer.cooling_until = award.price, cooling_end(now)
    Offer.objects.move(offer, State.THRESHOLD_MET, now=now)
    served = Answer.objects.filter(pk__in=[bid.key for bid in award.served])
    commitments = Commitment.objects.bulk_create(
        Commitment(
            round=opening,
            offer=offer,
            version=offer.terms,
            operation=answer.operation,
            answer=answer,
            quantity=answer.quantity or 0,  # which its constraints exclude
            price=award.price,
            committed_at=now,
        )
        for answer in served.select_related("operation__organisation").order_by("id")
    )
    Entry.objects.book(commitments, Booking.COMMITTED, now=now)
    served.bind(now)
