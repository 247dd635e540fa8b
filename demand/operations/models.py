"""Operations: the organisations that produce, or buy for those who do."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.vocabulary import MAY_ACT


class OperationQuerySet(models.QuerySet["Operation"]):
    def acted_for_by(self, user: User) -> Self:
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role__in=MAY_ACT
        )


class Operation(models.Model):
    """A farm, a boat, a forest, a co-operative: it answers a need once, whoever clicks."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="operation")
    sector = models.CharField(_("sector"), max_length=11, choices=Sector)
    products = models.CharField(_("what you produce"), max_length=120)
    prefecture = models.CharField(_("prefecture"), max_length=2, choices=Prefecture)
    municipality = models.CharField(_("municipality"), max_length=40, blank=True)
    registered_at = models.DateTimeField(db_default=Now())

    objects = OperationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sector__in=Sector.values), name="operation_sector_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(prefecture__in=Prefecture.values),
                name="operation_prefecture_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name
