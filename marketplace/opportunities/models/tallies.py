"""How many opportunities there are of each kind: counted once in a while, for lists of many."""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Count, F

from marketplace.opportunities.models.estimates import Estimate

FACETS = ("sector", "prefecture", "kind", "tasks", "obstacle", "is_sample")


class TallyQuerySet(models.QuerySet["Tally"]):
    @transaction.atomic
    def renew(self, *, today: date, now: datetime) -> None:
        """Count everything that is open anew, in place of what was counted."""
        open_ones = Estimate.objects.open_on(today).annotate(
            kind=F("need__kind"), tasks=F("need__tasks"), is_sample=F("need__is_sample")
        )
        counted = open_ones.values(*FACETS).annotate(need_count=Count("pk")).order_by()
        self.all().delete()
        self.bulk_create(Tally(counted_at=now, **row) for row in counted)


class Tally(models.Model):
    """The open opportunities that are alike in every facet. No rows: they are counted live."""

    sector = models.CharField(max_length=11)
    prefecture = models.CharField(max_length=2)
    kind = models.CharField(max_length=11)
    tasks = ArrayField(models.CharField(max_length=12))
    obstacle = models.CharField(max_length=10, blank=True)
    is_sample = models.BooleanField()
    need_count = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=FACETS, name="opportunities_that_are_alike_are_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.prefecture} {self.kind} {self.obstacle}: {self.need_count}"
