"""Who saw a need."""

from django.db import models
from django.db.models.functions import Now

from demand.needs.models.need import Need
from demand.operations.models import Operation


class SightingQuerySet(models.QuerySet["Sighting"]):
    def note(self, need: Need, operation: Operation) -> None:
        """Write down that an operation saw a need, once however often it looks. One statement."""
        self.bulk_create([Sighting(need=need, operation=operation)], ignore_conflicts=True)


class Sighting(models.Model):
    """An operation saw a need: the ground on which a rate is carried to those who did not answer.

    Only of operations that are signed in, only the first time, and of no further use:
    who saw what is shown to nobody.
    """

    pk = models.CompositePrimaryKey("need_id", "operation_id")
    need = models.ForeignKey(Need, models.CASCADE, related_name="sightings", db_index=False)
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="sightings")
    seen_at = models.DateTimeField(db_default=Now())

    objects = SightingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.operation} saw {self.need}"
