"""Outcomes: what came of building for a need, as each of the two sides tells it."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from marketplace.accounts.models import User
from marketplace.developers.models import Developer
from marketplace.opportunities.models.estimates import EstimateRecord
from marketplace.opportunities.vocabulary import Ending, Side

# What each side tells, besides how it ended.
SAID = {
    Side.BUILDER: (
        *("began_on", "delivered_on", "yearly_paid", "buyer_count", "cost_so_far"),
        *("hits", "trials", "note"),
    ),
    Side.BUYER: ("delivered_on", "yearly_paid", "hits", "trials", "note"),
}
MISSING = _("Please fill this in: without it the estimate cannot be held against what came of it.")


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def of_real_needs(self) -> Self:
        return self.filter(need__is_sample=False, developer__organisation__is_sample=False)

    def by_builders(self) -> Self:
        """Keep the builders' side, each with whether the other side confirms a delivery."""
        confirming = Outcome.objects.filter(
            need=OuterRef("need"),
            developer=OuterRef("developer"),
            side=Side.BUYER,
            ending=Ending.DELIVERED,
        )
        return self.filter(side=Side.BUILDER).annotate(is_confirmed=Exists(confirming))

    def with_standing_estimate(self) -> Self:
        """Keep those with an estimate that stood when the work began, each with its row."""
        standing = EstimateRecord.objects.annotate(day=TruncDate("estimated_at")).filter(
            need=OuterRef("need"), day__lte=OuterRef("began_on")
        )
        latest = standing.order_by("-estimated_at").values("pk")[:1]
        return self.annotate(record_id=Subquery(latest)).filter(record_id__isnull=False)

    def accepted_of(self, developer: Developer) -> Self:
        """Keep deliveries that both sides tell of."""
        return self.filter(developer=developer).by_builders().filter(is_confirmed=True)

    def failed_of(self, developer: Developer) -> Self:
        """Keep what the builder dropped, or began and the other side never got.

        Nobody fails by the other side's word alone.
        """
        denying = Outcome.objects.filter(
            need=OuterRef("need"),
            developer=developer,
            side=Side.BUYER,
            ending=Ending.DROPPED,
        )
        told = self.filter(developer=developer).by_builders().filter(is_confirmed=False)
        return told.filter(Q(ending=Ending.DROPPED) | Exists(denying))


class Outcome(models.Model):
    """One side's word. Yen without tax; seen only by the side that said it, and in sums."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="outcomes")
    developer = models.ForeignKey(Developer, models.CASCADE, related_name="outcomes")
    side = models.CharField(max_length=7, choices=Side)
    ending = models.CharField(_("what came of it"), max_length=9, choices=Ending)
    began_on = models.DateField(_("work began on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    yearly_paid = models.PositiveBigIntegerField(_("paid a year"), null=True, blank=True)
    buyer_count = models.PositiveIntegerField(_("operations that pay"), null=True, blank=True)
    cost_so_far = models.PositiveBigIntegerField(_("spent so far"), null=True, blank=True)
    hits = models.PositiveIntegerField(_("right"), null=True, blank=True)
    trials = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    note = models.TextField(_("anything else"), max_length=1000, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "developer", "side"], name="each_side_tells_its_outcome_once"
            ),
            models.CheckConstraint(
                condition=Q(ending=Ending.DELIVERED, delivered_on__isnull=False)
                | Q(ending=Ending.DROPPED, delivered_on=None),
                name="outcome_has_a_day_if_delivered",
                violation_error_message=_("Say on which day it was delivered; only then."),
            ),
            models.CheckConstraint(
                condition=Q(side=Side.BUYER, began_on=None, cost_so_far=None, buyer_count=None)
                | Q(side=Side.BUILDER, began_on__isnull=False, cost_so_far__isnull=False),
                name="outcome_of_a_builder_tells_its_cost",
            ),
            models.CheckConstraint(
                condition=Q(hits=None, trials=None)
                | Q(
                    # Said outright: a comparison with nothing passes a check.
                    hits__isnull=False,
                    trials__isnull=False,
                    trials__gte=1,
                    hits__lte=F("trials"),
                ),
                name="outcome_hits_are_out_of_trials",
                violation_error_message=_("Say how many were right, out of how many."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None)
                | Q(began_on=None)
                | Q(delivered_on__gte=F("began_on")),
                name="outcome_is_delivered_after_it_began",
                violation_error_message=_("It cannot be delivered before the work began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} on {self.need} by {self.developer}"

    def clean(self) -> None:
        """Ask for what the ending and the side make necessary."""
        asked = {"began_on", "cost_so_far"} if self.side == Side.BUILDER else set()
        if self.ending == Ending.DELIVERED:
            asked |= {"delivered_on"}
            asked |= {"yearly_paid", "buyer_count"} if self.side == Side.BUILDER else set()
        missing = sorted(name for name in asked if getattr(self, name) is None)
        if missing:
            raise ValidationError(dict.fromkeys(missing, MISSING))

    @property
    def said(self) -> dict[str, Any]:
        """All that this side tells, as it is kept in its history."""
        names = ("ending", *SAID[Side(self.side)])
        return {name: getattr(self, name) for name in names}


class OutcomeRevision(models.Model):
    """What a side said, each time that it said so. Only ever added to."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="revisions")
    said = models.JSONField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "-id"], name="revisions_of_an_outcome")]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.entered_at}"
