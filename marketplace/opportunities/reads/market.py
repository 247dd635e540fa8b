"""What an estimate rests on: the latest publication, the shared labels, the eligible count.

From answers only what is public enters: the publication, and how many co-signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from datasets.library.models import Version
from datasets.library.vocabulary import Access
from demand.answers.models import Publication
from demand.needs.models import Need
from demand.needs.vocabulary import PER_YEAR, Period, Thing
from marketplace.opportunities.vocabulary import TYPICAL_QUANTITY

# Farmers say prices with tax; what developers read is without.
TAX_DIVISOR = Decimal("1.10")


def without_tax(price: Decimal | int) -> int:
    """Take the tax off a price. Units: yen."""
    return round(price / TAX_DIVISOR)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about one need's market, each with where it is from.

    Units: price in yen with tax per unit of the need, None where it asks no price;
    yearly_price in yen without tax per buyer and year; quantity in units per buyer;
    buyers_in_hand in operations, each answer weighed by the chance that its level really pays.
    """

    need: Need
    publication: Publication | None
    co_sign_count: int
    price: int | None
    quantity: Decimal
    buyers_in_hand: float
    dataset_count: int
    label_count: int

    @property
    def yearly_price(self) -> int | None:
        if self.price is None:
            return None
        times = PER_YEAR[Period(self.need.period)]
        return without_tax(self.price * self.quantity * times)

    @property
    def priced_count(self) -> int:
        """Count the prices behind the best rung; none where no rung would bring anything in."""
        best = self.publication and self.publication.best_rung
        return self.publication.priced_count if self.publication and best else 0

    def as_document(self) -> dict[str, Any]:
        """Write the facts down as they are stored with an estimate and shown beside it."""
        published = self.publication
        return {
            "publication": published and published.number,
            "published_at": published and published.published_at.isoformat(),
            "grade": published and published.grade,
            "priced_count": published.priced_count if published else 0,
            "co_sign_count": self.co_sign_count,
            "price_with_tax": self.price,
            "quantity_per_buyer": float(self.quantity),
            "yearly_price": self.yearly_price,
            "buyers_in_hand": self.buyers_in_hand,
            "eligible_count": self.need.eligible_count,
            "eligible_source": self.need.eligible_source,
            "dataset_count": self.dataset_count,
            "label_count": self.label_count,
            "accepts_share": self.need.accepts_share,
        }


def facts_of(need: Need) -> Facts:
    """Gather what is known of a need's market. Costs two queries beside the need's own."""
    publication = Publication.objects.latest_of(need.pk)
    labels = [version.row_count or 0 for version in usable_versions(need)]
    price, quantity, buyers = _published(publication) if publication else _assumed(need)
    return Facts(
        need=need,
        publication=publication,
        co_sign_count=need.demand.co_sign_count,
        price=price,
        quantity=quantity,
        buyers_in_hand=buyers,
        dataset_count=len(labels),
        label_count=sum(labels),
    )


def usable_versions(need: Need) -> QuerySet[Version]:
    """Keep the latest published version of each linked dataset that has labels and may be used.

    Usable is what is open, and what models that are sold may be trained with.
    """
    return (
        Version.objects.published()
        .filter(
            dataset__needs=need,
            dataset__access=Access.OPEN,
            terms__may_train=True,
            terms__may_sell_models=True,
        )
        .exclude(label_column="")
        .order_by("dataset_id", "-number")
        .distinct("dataset_id")
    )


def _published(publication: Publication) -> tuple[int | None, Decimal, float]:
    """Read price, mean quantity and weighed buyers off a publication's best rung.

    Where no rung would bring anything in, the middle one is tried, and nobody is in hand.
    """
    curve = publication.curve
    quantity = Decimal(str(curve["total_quantity"])) / publication.priced_count
    if publication.best_rung is None:
        return _middle(curve["rungs"]), quantity, 0.0
    place = curve["rungs"].index(publication.best_rung)
    return publication.best_rung, quantity, curve["stated"]["buyers"]["estimate"][place]


def _assumed(need: Need) -> tuple[int | None, Decimal, float]:
    """Assume the middle rung and a typical quantity: nothing is published, nobody in hand."""
    if not need.asks_price:
        return None, Decimal(1), 0.0
    return _middle(need.rungs), Decimal(TYPICAL_QUANTITY[Thing(need.thing)]), 0.0


def _middle(rungs: Sequence[int]) -> int:
    return rungs[len(rungs) // 2]
