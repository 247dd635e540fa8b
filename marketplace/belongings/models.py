"""Archives of what somebody has entered, kept for a few days."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace import storage
from marketplace.accounts.models import User

KEPT_FOR = timedelta(days=3)
# By then it is made, or was lost with its worker.
PATIENCE = timedelta(minutes=5)


class ExportQuerySet(models.QuerySet["Export"]):
    def waiting(self) -> Self:
        return self.filter(made_at=None)

    def forgotten(self, now: datetime) -> Self:
        return self.waiting().filter(asked_at__lt=now - PATIENCE)

    def ready(self, now: datetime) -> Self:
        return self.filter(made_at__isnull=False, expires_at__gt=now)

    def over(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class Export(models.Model):
    """One archive of all that a person and their organisations have entered."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="exports")
    # Where our addresses start: receipts name theirs.
    site = models.CharField(max_length=200)
    asked_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    byte_count = models.PositiveBigIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(made_at=None), name="an_export_is_made_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, byte_count=0)
                | Q(made_at__isnull=False, byte_count__gt=0),
                name="export_made_has_its_size",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.key}"

    @property
    def storage_key(self) -> str:
        return f"exports/{self.key}.zip"

    @property
    def path(self) -> Path:
        return storage.fetched(self.storage_key)
