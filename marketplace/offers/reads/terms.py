"""Offers and answers as clearing reads them: exact, with tax on both sides."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from demand.answers.models import Answer
from demand.needs.models import Need
from marketplace.offers.arithmetic.conditions import Bid, Terms
from marketplace.offers.models import Offer, Round, Version
from marketplace.offers.reads.hours import takes_offers
from marketplace.offers.vocabulary import SHARES_RIGHT, Standing
from marketplace.opportunities.reads.market import TAX_DIVISOR

if TYPE_CHECKING:
    from decimal import Decimal

TAX = Fraction(TAX_DIVISOR)
HUNDRED = 100


def with_tax(amount: int) -> Fraction:
    """Add the tax, exactly. Units: yen."""
    return amount * TAX


def terms_of(version: Version, *, owner: int, place: int) -> Terms:
    """Read a version for clearing; `place` tells who handed in first."""
    promises = version.metric in SHARES_RIGHT
    return Terms(
        key=place,
        fixed_cost=with_tax(version.fixed_cost),
        unit_cost=with_tax(version.unit_cost),
        reserve=with_tax(version.lowest_price),
        least_operations=version.least_operations,
        promised_share=Fraction(version.threshold) if promises else None,
        delivered_on=version.delivered_on,
        regions=frozenset(version.prefectures),
        owner=owner,
    )


def terms_by_offer(offers: Iterable[Offer]) -> dict[Offer, Terms]:
    """Read handed-in offers for clearing, the earliest first."""
    return {
        offer: terms_of(offer.terms, owner=offer.developer.organisation_id, place=place)
        for place, offer in enumerate(offers)
    }


def bid_of(answer: Answer, *, at: Round) -> Bid:
    """Read an answer that promises for clearing, with the conditions of the need in question.

    That is the round's: the answer may have come to it from one that was merged into it.
    """
    return Bid(
        key=answer.pk,
        cap=answer.cap or 0,
        hundredths=hundredths(answer.quantity),
        least_share=least_share(at.need),
        wanted_by=at.wanted_by,
        region=answer.operation.prefecture,
        owner=answer.operation.organisation_id,
    )


def hundredths(quantity: "Decimal | None") -> int:
    return int((quantity or 0) * HUNDRED)


def least_share(need: Need) -> Fraction | None:
    """How often it must be right, exactly; None where the need does not say."""
    if need.acceptance_hits is None or need.acceptance_trials is None:
        return None
    return Fraction(need.acceptance_hits, need.acceptance_trials)


def promising(need: Need) -> QuerySet[Answer]:
    """List the answers that an offer may bind, in the order in which they are locked.

    Whoever is bound already, or has bought before, is out; so is everybody where the need
    was closed, hidden, or merged into another. Answers that look like one hand are out
    too: buyers who are not there would lower the price for all, and leave it unpaid.
    """
    if not takes_offers(need):
        return Answer.objects.none()
    answers = Answer.objects.counting_for(need).of_whole_voices().promising()
    bought = answers.filter(commitments__standing=Standing.HONOURED)
    return (
        answers.filter(bound_at=None)
        .exclude(pk__in=bought.values("pk"))
        .select_related("operation__organisation")
        .order_by("id")
    )
