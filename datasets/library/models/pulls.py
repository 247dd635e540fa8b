"""The ledger: who took what, when."""

from django.db import models
from django.db.models.functions import Now

from datasets.library.models.grants import Grant
from marketplace.accounts.models import Organisation, User


class Pull(models.Model):
    """A line of the ledger: who took what, when. Append-only."""

    version = models.ForeignKey("library.Version", models.PROTECT, related_name="pulls")
    file = models.ForeignKey("library.File", models.PROTECT, related_name="pulls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="pulls")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The permission it rests on; none where the data is open, or one's own.
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="pulls")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["version", "-at"], name="pulls_of_a_version")]

    def __str__(self) -> str:
        return f"{self.by} took {self.file}"
