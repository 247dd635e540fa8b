"""How many needs there are of each kind: counted once in a while, so that no page counts all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Count, Max

from demand.needs.models.need import Need, NeedQuerySet
from demand.needs.vocabulary import SharedData

# A need that was posted at this very moment may not have been committed yet.
SETTLED_AFTER = timedelta(minutes=10)


class FacetCount(models.Model):
    """The needs that are alike in every facet."""

    sector = models.CharField(max_length=11)
    prefecture = models.CharField(max_length=2)
    kind = models.CharField(max_length=11)
    tasks = ArrayField(models.CharField(max_length=12))
    shared_data = models.CharField(
        max_length=4, default=SharedData.NONE, db_default=SharedData.NONE
    )
    is_sample = models.BooleanField()
    need_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sector", "prefecture", "kind", "tasks", "shared_data", "is_sample"],
                name="needs_that_are_alike_are_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.prefecture} {self.kind} {self.tasks}: {self.need_count}"


class ProductCount(models.Model):
    """The needs that are alike in every facet and about one product.

    Kept apart: there are many products, and whoever asks for no product need not read them.
    """

    product_key = models.CharField(max_length=60)
    sector = models.CharField(max_length=11)
    prefecture = models.CharField(max_length=2)
    kind = models.CharField(max_length=11)
    tasks = ArrayField(models.CharField(max_length=12))
    shared_data = models.CharField(
        max_length=4, default=SharedData.NONE, db_default=SharedData.NONE
    )
    is_sample = models.BooleanField()
    need_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # By product first: what was chosen is looked up by it.
                fields=[
                    *("product_key", "sector", "prefecture", "kind", "tasks"),
                    *("shared_data", "is_sample"),
                ],
                name="needs_about_a_product_that_are_alike_are_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_key} {self.sector} {self.prefecture} {self.kind}: {self.need_count}"


def _counted(listed: NeedQuerySet, *facets: str) -> Iterable[dict[str, Any]]:
    counted: Iterable[dict[str, Any]] = listed.values(*facets).annotate(need_count=Count("id"))
    return counted


class FacetRecountQuerySet(models.QuerySet["FacetRecount"]):
    @transaction.atomic
    def renew(self, now: datetime) -> None:
        """Count every need anew, up to the last that is surely there."""
        # One at a time: two would write the same rows.
        kept, _ = self.select_for_update().get_or_create(pk=FacetRecount.ONLY)
        settled = Need.objects.filter(posted_at__lte=now - SETTLED_AFTER)
        kept.last_need_id = settled.aggregate(last=Max("id"))["last"] or 0
        kept.counted_at = now
        facets = ("sector", "prefecture", "kind", "tasks", "shared_data", "is_sample")
        listed = Need.objects.listed().filter(id__lte=kept.last_need_id)
        alike = _counted(listed, *facets)
        of_products = _counted(listed, "product_key", *facets)
        FacetCount.objects.all().delete()
        FacetCount.objects.bulk_create(FacetCount(**row) for row in alike)
        ProductCount.objects.all().delete()
        ProductCount.objects.bulk_create(ProductCount(**row) for row in of_products)
        kept.save()

    def uncounted(self) -> int:
        """How many needs were posted since the last count. Costs two queries."""
        kept = self.first()
        return Need.objects.filter(id__gt=kept.last_need_id if kept else 0).count()


class FacetRecount(models.Model):
    """When the facets were last counted, and up to which need: those after it are added live."""

    ONLY = 1

    last_need_id = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    objects = FacetRecountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Counted at {self.counted_at}"
