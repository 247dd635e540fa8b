"""Files on their way to us in pieces."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from marketplace import storage
from marketplace.accounts.models import Organisation, User

# What came in part is kept so long after its last piece.
KEPT_FOR = timedelta(days=7)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def begin(
        self, organisation: Organisation, by: User, now: datetime, *, length: int, name: str
    ) -> "Transfer":
        return self.create(
            organisation=organisation,
            by=by,
            length=length,
            name=name,
            begun_at=now,
            expires_at=now + KEPT_FOR,
        )

    def postpone(self, transfer: "Transfer", now: datetime) -> None:
        transfer.expires_at = now + KEPT_FOR
        self.filter(pk=transfer.pk).update(expires_at=transfer.expires_at)

    def unshared(self) -> Self:
        return self.filter(upload=None)


class Transfer(models.Model):
    """A file on its way to us in pieces. How far it is, its own size on disk tells.

    Units: bytes.
    """

    token = models.UUIDField(unique=True, default=uuid4)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    length = models.PositiveBigIntegerField()
    begun_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    objects = TransferQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="transfers_by_their_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("begun_at")), name="transfer_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.token)

    @property
    def path(self) -> Path:
        return storage.place(f"transfers/{self.token}")

    @property
    def offset(self) -> int:
        return self.path.stat().st_size

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length

    @property
    def is_shared(self) -> bool:
        """Tell whether a version was made of it. Costs a query."""
        return Transfer.objects.filter(pk=self.pk).exclude(upload=None).exists()
