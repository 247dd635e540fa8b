"""Developers: the organisations that build."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation
from marketplace.developers.vocabulary import Device, Modality


def _several(label: object, choices: type[models.TextChoices]) -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(
        models.CharField(max_length=12, choices=choices), verbose_name=label, blank=True, default=list
    )


class Developer(models.Model):
    """What a team can do, where, with what, and what its work costs. Costs without tax."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="developer")
    summary = models.TextField(_("what you build"), max_length=2000)
    tasks = _several(_("what your models do"), Task)
    modalities = _several(_("what they work on"), Modality)
    devices = _several(_("where they run"), Device)
    sectors = _several(_("sectors"), Sector)
    prefectures = _several(_("where you can go"), Prefecture)
    person_month_cost = models.PositiveIntegerField(_("cost of one person-month"), default=1_000_000)
    label_cost = models.PositiveIntegerField(_("cost of one label"), default=30)
    capacity = models.PositiveSmallIntegerField(_("needs at once"), default=1)
    least_payoff = models.IntegerField(_("least payoff worth your while"), default=0)
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tasks__len__gte=1), name="developer_does_at_least_one_task"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1), name="developer_takes_one_need_at_least"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name
