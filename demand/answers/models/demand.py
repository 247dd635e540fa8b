"""What a need's answers add up to, and what is published of them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from demand.answers.models.revision import Revision
from demand.needs.models import Need
from demand.needs.vocabulary import PER_YEAR, Period


class Demand(models.Model):
    """What a need's answers add up to; recomputed from them alone."""

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="demand")
    co_sign_count = models.PositiveIntegerField(default=0)
    refusal_count = models.PositiveIntegerField(default=0)
    level_counts = models.JSONField(default=dict)
    # The co-signs once what looks like one hand is discounted; the raw figure stands above.
    discounted_count = models.FloatField(default=0, db_default=0)
    # The co-signs by how sure others can be of who they are; shown as the small cells allow.
    tier_counts = models.JSONField(default=dict, db_default={})
    summarised_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-co_sign_count", "-need"], name="needs_most_wanted")]

    def __str__(self) -> str:
        return f"{self.co_sign_count} for {self.need}"

    @property
    def is_discounted(self) -> bool:
        return round(self.discounted_count) < self.co_sign_count


def yearly_yen(need: Need, curve: dict[str, Any], group: str) -> int:
    """Read off a curve what a group's best rung would bring in. Units: yen a year with tax."""
    best = curve[group]["best_rung"]
    if best is None:
        return 0
    revenue: int = curve[group]["revenue"]["estimate"][curve["rungs"].index(best)]
    return round(revenue * PER_YEAR[Period(need.period)])


class PublicationQuerySet(models.QuerySet["Publication"]):
    def latest_of(self, need_id: int) -> "Publication | None":
        return self.filter(need_id=need_id).order_by("-number").first()

    def publish(
        self,
        need: Need,
        curve: dict[str, Any],
        *,
        grade: str,
        after: "Publication | None",
        last_revision: "Revision",
        premium_read_up_to: int | None,
    ) -> "Publication":
        """Write the next publication of a need down. The curve is a document of arithmetic."""
        return self.create(
            need=need,
            number=after.number + 1 if after else 1,
            grade=grade,
            priced_count=curve["stated"]["answer_count"],
            best_rung=curve["stated"]["best_rung"],
            stated_yen=yearly_yen(need, curve, "stated"),
            firm_yen=yearly_yen(need, curve, "firm"),
            firm_count=curve["firm"]["answer_count"],
            curve=curve,
            last_revision=last_revision,
            premium_read_up_to=premium_read_up_to,
        )


class Publication(models.Model):
    """What is told of a need's prices: a function of counts per rung, never of one cap."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    grade = models.CharField(max_length=9)  # REFERENCE, FULL
    priced_count = models.PositiveIntegerField()
    best_rung = models.PositiveIntegerField(null=True)
    curve = models.JSONField()
    # Read off the curve at its own best rung: yen a year with tax. Kept apart to be added up.
    stated_yen = models.PositiveBigIntegerField(null=True)
    firm_yen = models.PositiveBigIntegerField(null=True)
    firm_count = models.PositiveIntegerField(null=True)
    # The last revision that it rests on: the next publication counts from there.
    last_revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    # The number of the last that its premium rests on: both are carried on until five changed.
    premium_read_up_to = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(db_default=Now())

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "number"], name="publications_of_a_need_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(priced_count__gte=5), name="publication_rests_on_five_prices"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} #{self.number}"

    def points(self) -> list[dict[str, Any]]:
        """Read the curve off rung by rung, each figure with its 90 % band.

        Units: price and revenue in yen with tax, per unit; buyers in operations.
        """
        stated = self.curve["stated"]
        return [
            {
                "price": price,
                **{
                    name: {end: stated[name][end][place] for end in ("estimate", "low", "high")}
                    for name in ("share", "buyers", "quantity", "revenue")
                },
            }
            for place, price in enumerate(self.curve["rungs"])
        ]

    def divided_points(self) -> list[dict[str, Any]]:
        """Read rung by rung how many would buy if stated prices were divided: an assumption.

        Publications older than this reading have none.
        Units: price in yen with tax per unit, buyers in operations.
        """
        buyers = self.curve.get("sensitivity", {}).get("buyers", {})
        rows = zip(*(buyers.get(end, ()) for end in ("estimate", "low", "high")), strict=True)
        return [
            {"price": price, "estimate": estimate, "low": low, "high": high}
            for price, (estimate, low, high) in zip(self.curve["rungs"], rows, strict=False)
        ]
