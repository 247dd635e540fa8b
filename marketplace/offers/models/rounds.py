"""The hours at which a need's offers are opened, all at once."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from marketplace.accounts.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    def coming(self) -> Self:
        return self.filter(opened_at=None)

    def due(self, now: datetime) -> Self:
        return self.coming().filter(hour__lte=now)


class Round(models.Model):
    """One hour of one need. Before it, nobody sees an offer but who made it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="rounds")
    hour = models.DateTimeField(_("when offers are opened"))
    # Every answer's condition: an offer that delivers later meets nobody's.
    wanted_by = models.DateField(_("delivered by, at the latest"), null=True, blank=True)
    # None where nobody set it: then it is the need's usual hour.
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = RoundQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: beat asks every few seconds which hours have come.
            models.Index(fields=["hour"], name="rounds_to_open", condition=Q(opened_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "hour"],
                name="a_need_has_an_hour_once",
                violation_error_message=_("The offers for this need open at that hour already."),
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(opened_at=None),
                name="a_need_awaits_one_hour_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(opened_at__gte=models.F("hour")),
                name="round_opens_at_its_hour_or_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} at {self.hour:%Y-%m-%d %H:%M}"
