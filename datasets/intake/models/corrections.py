"""What an owner has corrected of how tables are read: kept for all later versions."""

from django.db import models
from django.db.models.functions import Now

from datasets.library.models import Dataset
from marketplace.accounts.models import User


class Correction(models.Model):
    """How the tables of a dataset are to be read, as `arithmetic.reading.Reading` writes it."""

    dataset = models.OneToOneField(
        Dataset, models.CASCADE, primary_key=True, related_name="correction"
    )
    reading = models.JSONField()
    corrected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"how {self.dataset} is read"
