"""Matches: needs that fit developers, kept for lists."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from demand.needs.models import Need
from marketplace.developers.arithmetic.matching import GOOD, Term
from marketplace.developers.models import Developer


class MatchQuerySet(models.QuerySet["Match"]):
    def keep_of_need(self, need: Need, found: list["Match"]) -> None:
        """Put a need's matches in place of those it had."""
        with transaction.atomic():
            # Two workers may have matched it at once: one after the other, whole.
            Need.objects.select_for_update(no_key=True).get(pk=need.pk)
            self.filter(need=need).delete()
            self.bulk_create(found)

    def keep_of_developer(self, developer: Developer, found: list["Match"]) -> None:
        """Put a developer's matches in place of those it had."""
        with transaction.atomic():
            Developer.objects.select_for_update(no_key=True).get(pk=developer.pk)
            self.filter(developer=developer).delete()
            # A need that is matched at this moment has written the same pair.
            self.bulk_create(found, ignore_conflicts=True)

    def good(self) -> Self:
        return self.filter(score__gte=GOOD)


class Match(models.Model):
    """A need that fits a developer, as it stood when one of the two last changed.

    Kept for lists and for telling both sides; a page weighs the two anew. `values` are
    those of the terms, in their order; the score is their weighted sum.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches")
    developer = models.ForeignKey(Developer, models.CASCADE, related_name="matches")
    score = models.FloatField()
    values = ArrayField(models.FloatField())
    matched_at = models.DateTimeField(db_default=Now())

    objects = MatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["developer", "-score", "-need"], name="matches_of_a_developer")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "developer"], name="need_and_developer_match_once"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="match_score_is_a_share"
            ),
            models.CheckConstraint(condition=Q(values__len=len(Term)), name="match_has_every_term"),
        ]

    def __str__(self) -> str:
        return f"{self.need} for {self.developer}"
