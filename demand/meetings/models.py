"""Files of answers on their way in."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def left_lying(self, before: datetime) -> Self:
        return self.filter(entered_at=None, uploaded_at__lt=before)


class AnswerFile(models.Model):
    """A file of answers that was read, and waits for the word of whoever sent it.

    Its rows hold prices: they are gone as soon as they are entered, or after a day.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="answer_files")
    agent = models.ForeignKey(Organisation, models.CASCADE, related_name="answer_files")
    name = models.CharField(max_length=200)
    rows = models.JSONField(null=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    entered_at = models.DateTimeField(null=True)
    entered_count = models.PositiveIntegerField(null=True)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at=None, entered_count=None, rows__isnull=False)
                | Q(entered_at__isnull=False, entered_count__isnull=False, rows__isnull=True),
                name="answer_file_keeps_its_rows_only_until_they_are_entered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.need}"
