"""Commitments as their two parties see them; nobody else does."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Organisation
from marketplace.offers.models import Commitment, Entry, Message, Offer
from marketplace.offers.vocabulary import Standing

NEWEST = ("-id",)


def commitments_of(organisation: Organisation | None) -> QuerySet[Commitment]:
    """List the commitments to which an organisation is a party. One query.

    What a buyer has not confirmed is not the seller's to see: no name is given away
    before the buyer says yes.
    """
    mine = Commitment.objects.for_list().between(organisation)
    unconfirmed = mine.filter(confirmed_at=None).exclude(operation__organisation=organisation)
    return mine.exclude(pk__in=unconfirmed.values("pk"))


def one_commitment(commitment_id: int, organisation: Organisation | None) -> Commitment | None:
    """Find a commitment for one of its parties."""
    return commitments_of(organisation).filter(pk=commitment_id).first()


def held_by(offer: Offer) -> dict[str, int]:
    """Count an offer's commitments by where they stand. One query."""
    standings = Commitment.objects.filter(offer=offer).values_list("standing", flat=True)
    counted = dict.fromkeys(Standing.values, 0)
    for standing in standings:
        counted[standing] += 1
    return counted


def messages_of(commitment: Commitment) -> QuerySet[Message]:
    """List what its parties have written, the oldest first. One query."""
    return commitment.messages.select_related("organisation").order_by("at", "id")


@dataclass(frozen=True, slots=True)
class Balance:
    """What an organisation is owed for one need, less what it owes. Units: yen with tax."""

    need: str
    amount: int


def balances(organisation: Organisation) -> list[Balance]:
    """Read an organisation's accounts, the needs at which something is open. One query."""
    owes, owed = Q(debtor__organisation=organisation), Q(creditor__organisation=organisation)
    sums = (
        Entry.objects.filter(owes | owed)
        .values("commitment__round__need__title")
        .annotate(
            amount=Coalesce(Sum("amount", filter=owed), 0) - Coalesce(Sum("amount", filter=owes), 0)
        )
        .order_by("commitment__round__need")
    )
    return [Balance(row["commitment__round__need__title"], row["amount"]) for row in sums]
