"""Commitments that come to an end, with their bookings and the answers they held."""

from collections.abc import Collection
from datetime import datetime

from demand.answers.models import Answer
from marketplace.accounts.models import User
from marketplace.offers.models.commitments import Commitment
from marketplace.offers.models.ledger import Entry
from marketplace.offers.vocabulary import Booking, Standing

BOOKED = {
    Standing.STEPPED_OUT: Booking.STEPPED_OUT,
    Standing.RELEASED: Booking.RELEASED,
    Standing.HONOURED: Booking.HONOURED,
}


def settle(
    commitments: Collection[Commitment],
    standing: Standing,
    *,
    now: datetime,
    by: User | None = None,
) -> None:
    """End commitments: nothing is owed any more, and their answers are free again.

    Four queries whatever their number. The caller holds their offer's row.
    """
    Commitment.objects.filter(pk__in=[each.pk for each in commitments]).update(
        standing=standing, settled_at=now
    )
    Entry.objects.book(commitments, BOOKED[standing], now=now, by=by)
    Answer.objects.filter(pk__in=[each.answer_id for each in commitments]).release()
