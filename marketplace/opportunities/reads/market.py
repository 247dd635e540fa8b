"""What an estimate rests on: the latest publication, the shared labels, the eligible count.

From answers only what is public enters: the publication, and how many co-signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from datasets.library.models import Version
from datasets.library.vocabulary import Access, Use
from demand.answers.arithmetic.document import mean_quantity
from demand.answers.models import Publication
from demand.details.models import Detail
from demand.needs.models import Need
from demand.needs.vocabulary import PER_YEAR, Period, Thing
from marketplace.opportunities.vocabulary import TYPICAL_QUANTITY

# Farmers say prices with tax; what developers read is without.
TAX_DIVISOR = Decimal("1.10")


def without_tax(price: Decimal | int) -> int:
    """Take the tax off a price. Units: yen."""
    return round(price / TAX_DIVISOR)


@dataclass(frozen=True, slots=True)
class Told:
    """What prices tell: the best one, how much of it one buyer takes, who would pay at which.

    Units: price and rungs in yen with tax per unit of the need; quantity in units per
    buyer; buyers in operations, each answer weighed by the chance that its level pays.
    """

    price: int
    quantity: Decimal
    buyers: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class DataTerms:
    """What some of a need's data may be used for, and whether all of it takes a permission."""

    uses: tuple[Use, ...]
    takes_grant: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about one need's market. `told` is None where it asks no price.

    `terms` is None where there is no data that others may have. Blocked is what its
    poster names a rule for that stands in its way.
    """

    need: Need
    publication: Publication | None
    told: Told | None
    dataset_count: int
    label_count: int
    terms: DataTerms | None = None
    place_changes: Sequence[str] = ()
    is_blocked: bool = False

    def yearly(self, price: int) -> int:
        """Turn a price per unit with tax into what one buyer pays a year without it."""
        quantity = self.told.quantity if self.told else Decimal(0)
        return without_tax(price * quantity * PER_YEAR[Period(self.need.period)])

    @property
    def yearly_price(self) -> int | None:
        return self.yearly(self.told.price) if self.told else None

    @property
    def buyers_in_hand(self) -> float:
        return self.told.buyers.get(self.told.price, 0.0) if self.told else 0.0

    @property
    def priced_count(self) -> int:
        """Count the prices behind the best rung; none where no rung would bring anything in."""
        best = self.publication and self.publication.best_rung
        return self.publication.priced_count if self.publication and best else 0

    @property
    def asked_count(self) -> int:
        """Count the operations that saw the need and said what they would do about a price."""
        return self.priced_count + self.need.demand.refusal_count

    def as_document(self) -> dict[str, Any]:
        """Write the facts down as they are stored with an estimate and shown beside it."""
        published, told = self.publication, self.told
        return {
            "publication": published and published.number,
            "published_at": published and published.published_at.isoformat(),
            "grade": published and published.grade,
            "priced_count": published.priced_count if published else 0,
            "co_sign_count": self.need.demand.co_sign_count,
            "refusal_count": self.need.demand.refusal_count,
            "price_with_tax": told and told.price,
            "quantity_per_buyer": told and float(told.quantity),
            "yearly_price": self.yearly_price,
            "buyers_in_hand": self.buyers_in_hand,
            "eligible_count": self.need.eligible_count,
            "eligible_source": self.need.eligible_source,
            "dataset_count": self.dataset_count,
            "label_count": self.label_count,
            "data_uses": self.terms and list(self.terms.uses),
            "data_takes_grant": self.terms is not None and self.terms.takes_grant,
            "accepts_share": self.need.accepts_share,
            "place_changes": [*self.place_changes],
            "is_blocked": self.is_blocked,
        }


def facts_of(need: Need) -> Facts:
    """Gather what is known of a need's market. Costs five queries beside the need's own."""
    publication = Publication.objects.latest_of(need.pk)
    detail = Detail.objects.filter(need=need).first()
    labels = [version.row_count or 0 for version in usable_versions(need)]
    return Facts(
        need=need,
        publication=publication,
        told=_published(publication) if publication else _assumed(need),
        dataset_count=len(labels),
        label_count=sum(labels),
        terms=terms_of_data(need),
        place_changes=detail.place_changes if detail else (),
        is_blocked=need.regulations.exists(),
    )


def terms_of_data(need: Need) -> DataTerms | None:
    """Read what the newest version of each linked data set allows. One query."""
    newest = Version.objects.published().filter(dataset__needs=need)
    offered = newest.exclude(dataset__access=Access.OWNER).order_by("dataset_id", "-number")
    said = list(
        offered.distinct("dataset_id").values_list(
            "terms__may_train", "terms__may_sell_models", "dataset__access"
        )
    )
    if not said:
        return None
    uses = {use for may_train, may_sell, _access in said for use in _uses(may_train, may_sell)}
    return DataTerms(
        uses=tuple(sorted(uses)),
        takes_grant=all(access == Access.GRANT for _train, _sell, access in said),
    )


def _uses(may_train: bool, may_sell: bool) -> list[Use]:  # noqa: FBT001
    if not may_train:
        return []
    return [use for use in Use if may_sell or use != Use.PRODUCT]


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


def _published(publication: Publication) -> Told:
    """Read a publication. Where no rung would bring anything in, the middle one is tried."""
    points = publication.points()
    return Told(
        price=publication.best_rung or points[len(points) // 2]["price"],
        quantity=Decimal(str(mean_quantity(publication.curve))),
        buyers={point["price"]: point["buyers"]["estimate"] for point in points},
    )


def _assumed(need: Need) -> Told | None:
    """Assume the middle rung and a typical quantity: nothing is published, nobody in hand."""
    if not need.asks_price:
        return None
    middle = need.rungs[len(need.rungs) // 2]
    return Told(middle, Decimal(TYPICAL_QUANTITY[Thing(need.thing)]), buyers={})
