"""The public history of what needs have said."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from demand.needs.models.need import Need


class Edit(models.Model):
    """What a need's poster changed after posting it; public. Append-only."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="edits")
    # {"title": {"before": …, "after": …}}
    fields = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(fields={}), name="an_edit_changes_something")
        ]

    def __str__(self) -> str:
        return f"Edit of {self.need} at {self.at}"
