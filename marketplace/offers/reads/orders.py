"""The order document: what two named parties have agreed, to the yen."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from demand.answers.reads import size
from marketplace.offers.arithmetic.hours import day_of
from marketplace.offers.models import Commitment, Version
from marketplace.offers.reads.terms import TAX
from marketplace.offers.vocabulary import Standing
from marketplace.pages.wording import day, price, unit

# The first month of each season, as the field counts them.
SPRING, SUMMER, AUTUMN, WINTER = 3, 6, 9, 12


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    place: str
    country: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order. Units: price, amount, tax and net in yen; price and amount with tax."""

    commitment: Commitment
    number: str
    buyer: Party
    seller: Party
    unit: str
    size: str
    price: int
    amount: int
    tax: int
    net: int
    delivered_on: date
    tried_until: date
    agreed_at: datetime

    @property
    def version(self) -> Version:
        return self.commitment.version

    @property
    def unit_price(self) -> str:
        """Say the price with its unit."""
        need = self.commitment.round.need
        return price(self.price, need.get_thing_display(), need.period)

    @property
    def delivery(self) -> str:
        return with_season(self.delivered_on)

    @property
    def trial(self) -> str:
        return with_season(self.tried_until)

    @property
    def delivery_season(self) -> str:
        return season(self.delivered_on)

    @property
    def trial_season(self) -> str:
        return season(self.tried_until)

    @property
    def agreed_on(self) -> date:
        return day_of(self.agreed_at)

    @property
    def is_firm(self) -> bool:
        """Tell whether the cooling-off is over; before it, this is a draft of an order."""
        return self.commitment.standing in (Standing.FIRM, Standing.DUE, Standing.HONOURED)


def order(commitment: Commitment) -> Order | None:
    """Write the order of a commitment; None until its buyer has confirmed it. No query."""
    if commitment.confirmed_at is None:
        return None
    need, operation = commitment.round.need, commitment.operation
    seller = commitment.offer.developer.organisation
    amount = commitment.amount
    net = round(amount / TAX)
    place = f"{operation.get_prefecture_display()} {operation.municipality}".strip()
    return Order(
        commitment=commitment,
        number=commitment.number,
        buyer=Party(operation.organisation.name, place, operation.organisation.country),
        seller=Party(seller.name, "", seller.country),
        unit=unit(need.get_thing_display(), need.period),
        size=size(need, commitment.quantity),
        price=commitment.price,
        amount=amount,
        tax=amount - net,
        net=net,
        delivered_on=commitment.version.delivered_on,
        tried_until=commitment.version.tried_until,
        agreed_at=commitment.confirmed_at,
    )


def with_season(on: date) -> str:
    """Say a day with the season of the field that it lies in."""
    return _("%(day)s (%(season)s)") % {"day": day(on), "season": season(on)}


def season(on: date) -> str:
    """Name the season of the field that a day lies in."""
    if SPRING <= on.month < SUMMER:
        return _("spring")
    if SUMMER <= on.month < AUTUMN:
        return _("summer")
    return _("autumn") if AUTUMN <= on.month < WINTER else _("winter")
