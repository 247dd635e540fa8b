"""Impressions: how often a need stood in a list that a developer was shown, week by week."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Self

from django.db import connection, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from demand.needs.models import Need
from marketplace.opportunities.models.estimates import EstimateQuerySet

# In the order of needs: two pages at once wait for each other, and never in a circle.
COUNT_ONE_MORE = """
INSERT INTO opportunities_impression (need_id, week, count)
SELECT seen, %(week)s, 1 FROM unnest(%(needs)s::bigint[]) AS seen ORDER BY seen
ON CONFLICT (need_id, week) DO UPDATE SET count = opportunities_impression.count + 1
"""


def week_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class ImpressionQuerySet(models.QuerySet["Impression"]):
    def count_more(self, needs: Collection[int], day: date) -> None:
        """Count each of the needs once more this week. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ONE_MORE, {"week": week_of(day), "needs": sorted(set(needs))})

    def of_week(self, day: date) -> Self:
        return self.filter(week=week_of(day))

    def fewest_first(self, estimates: EstimateQuerySet, day: date, floor: int) -> EstimateQuerySet:
        """Keep matched estimates of needs seen less often than the floor, the least seen first."""
        seen = self.of_week(day).filter(need=OuterRef("need_id")).values("count")
        counted = estimates.annotate(seen_count=Coalesce(Subquery(seen), 0))
        return counted.filter(seen_count__lt=floor).order_by(
            "seen_count", F("match_score").desc(), "pk"
        )


class Impression(models.Model):
    need = models.ForeignKey(Need, models.CASCADE, related_name="impressions", db_index=False)
    week = models.DateField()
    count = models.PositiveIntegerField()

    objects = ImpressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "week"], name="a_need_is_counted_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.need} in the week of {self.week}"
