"""Photos that many send one by one, for a dataset that grows."""

from datetime import datetime
from pathlib import Path
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library.models import Dataset, Terms, original
from marketplace.accounts.models import Organisation, User

FEWEST_CLASSES, MOST_CLASSES = 2, 8
TWO_TO_EIGHT = _("Name two to eight things that a photo may show.")


class Collection(models.Model):
    """What is asked of a photo, and under which terms it is sent."""

    dataset = models.OneToOneField(
        Dataset, models.CASCADE, primary_key=True, related_name="collection"
    )
    classes = ArrayField(models.CharField(max_length=40), verbose_name=_("what a photo may show"))
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(classes__len__gte=FEWEST_CLASSES, classes__len__lte=MOST_CLASSES),
                name="collection_has_two_to_eight_classes",
                violation_error_message=TWO_TO_EIGHT,
            )
        ]

    def __str__(self) -> str:
        return f"photos for {self.dataset}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def given(self) -> Self:
        return self.filter(withdrawn_at=None)

    def withdraw(self, now: datetime) -> int:
        return self.given().update(withdrawn_at=now)


class Photo(models.Model):
    """One photo with what its sender saw on it; an empty label says: I cannot tell."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="photos")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    label = models.CharField(max_length=40, blank=True)
    # Of the picture alone: what a camera wrote beside it is never kept.
    sha256 = models.CharField(max_length=64)
    # False for those from before that, until they are published.
    is_bare = models.BooleanField(default=True, db_default=False)
    byte_count = models.PositiveBigIntegerField()
    # What was agreed to with the tap, by the hash of its words.
    terms_sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "sha256"],
                condition=Q(withdrawn_at=None),
                name="a_photo_is_given_once",
                violation_error_message=_("This photo is here already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label or '?'} {self.sha256[:8]}"

    @property
    def path(self) -> Path:
        return original(self.sha256)
