"""How many operations there are, by official statistics; never in place of who could use a need."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from demand.operations.vocabulary import Prefecture, Sector


class CensusQuerySet(models.QuerySet["CensusFigure"]):
    def load(self, figures: "list[CensusFigure]") -> int:
        """Write figures down, replacing the same ones of an earlier loading."""
        self.bulk_create(
            figures,
            update_conflicts=True,
            unique_fields=["table", "measure", "sector", "product", "prefecture", "year"],
            update_fields=["value", "unit", "precision", "source", "is_processed", "loaded_at"],
        )
        return len(figures)

    def national(self) -> "models.QuerySet[CensusFigure]":
        """Keep the latest figure for the whole country of each sector and measure."""
        return (
            self.filter(prefecture="", product="")
            .order_by("sector", "measure", "-year")
            .distinct("sector", "measure")
        )


class CensusFigure(models.Model):
    """One published figure with its source."""

    table = models.CharField(max_length=40)
    measure = models.CharField(max_length=120)
    sector = models.CharField(max_length=11, choices=Sector)
    # Empty for all products, and for the whole country.
    product = models.CharField(max_length=60, blank=True, default="")
    prefecture = models.CharField(max_length=2, choices=Prefecture, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    precision = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200)
    # 加工: the publisher asks that it be said.
    is_processed = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(db_default=Now())

    objects = CensusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "measure", "sector", "product", "prefecture", "year"],
                name="a_census_figure_stands_once",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="census_figure_has_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.prefecture} {self.year}: {self.value}"
