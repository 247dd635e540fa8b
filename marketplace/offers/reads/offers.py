"""A developer's own offers; nobody else's before the hour."""

from django.db.models import QuerySet

from demand.needs.models import Need
from marketplace.accounts.models import Organisation
from marketplace.developers.models import Developer
from marketplace.offers.models import Offer, Transition

NEWEST = ("-id",)


def own_offers(organisation: Organisation | None) -> QuerySet[Offer]:
    """List an organisation's own offers. Two queries whatever their number."""
    return Offer.objects.whole().filter(developer__organisation=organisation)


def own_offer(need: Need, developer: Developer | None) -> Offer | None:
    """Find a developer's offer that waits for the need's next hour."""
    waiting = Offer.objects.whole().filter(round__need=need, round__opened_at=None)
    return waiting.filter(developer=developer).first() if developer else None


def one_offer(offer_id: int, organisation: Organisation | None) -> Offer | None:
    """Find an offer for a reader: its maker, or a party of a commitment that came of it."""
    offer = Offer.objects.whole().filter(pk=offer_id).first()
    if offer is None or organisation is None:
        return None
    is_maker = offer.developer.organisation_id == organisation.pk
    is_judge = not offer.is_sealed and (
        offer.round.need.posted_by.organisation_id == organisation.pk
        and offer.cleared_price is not None
    )
    is_buyer = offer.commitments.filter(operation__organisation=organisation).exists()
    return offer if is_maker or is_judge or is_buyer else None


def moves(offer: Offer) -> QuerySet[Transition]:
    """List how an offer came where it stands, the first move first. One query."""
    return offer.transitions.select_related("by").order_by("id")
