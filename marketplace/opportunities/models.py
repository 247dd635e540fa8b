"""Estimates: what a need would pay a typical developer, with what it rests on."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from demand.answers.models import Publication
from demand.needs.models import Need
from marketplace.opportunities.vocabulary import Obstacle


class Estimate(models.Model):
    """One generic estimate per need, recomputed from publications, never from caps.

    Yen without tax, over the horizon of the model. No yen at all below five prices:
    then the document says what must be true for it to pay.
    """

    need = models.OneToOneField(
        Need, models.CASCADE, primary_key=True, related_name="estimate"
    )
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, related_name="+")
    npv_p5 = models.BigIntegerField(null=True)
    npv_p50 = models.BigIntegerField(null=True)
    npv_p95 = models.BigIntegerField(null=True)
    positive_share = models.FloatField(null=True)
    missing_commitments = models.PositiveIntegerField(null=True)
    obstacle = models.CharField(max_length=10, choices=Obstacle, blank=True)
    inputs = models.JSONField()
    result = models.JSONField()
    code_version = models.CharField(max_length=20)
    estimated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(
                F("missing_commitments").asc(nulls_last=True), F("need").desc(), name="estimates_nearest_first"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(npv_p5=None, npv_p50=None, npv_p95=None, positive_share=None)
                | Q(
                    npv_p5__lte=F("npv_p50"),
                    npv_p50__lte=F("npv_p95"),
                    positive_share__gte=0,
                    positive_share__lte=1,
                ),
                name="estimate_quantiles_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(npv_p50=None) | Q(publication__isnull=False),
                name="estimate_in_yen_rests_on_a_publication",
            ),
        ]

    def __str__(self) -> str:
        return f"estimate of {self.need}"
