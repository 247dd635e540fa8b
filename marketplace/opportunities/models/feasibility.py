"""How feasible developers find a need or a kind of work, and on what evidence."""

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.accounts.models import User
from marketplace.developers.models import Developer
from marketplace.opportunities.vocabulary import Score


class FeasibilityQuerySet(models.QuerySet["Feasibility"]):
    def bearing_on(self, needs: Sequence[Need]) -> Self:
        """Keep what bears on these needs: ratings of them, and of the work that they ask for."""
        tasks = {task for need in needs for task in need.tasks}
        return self.filter(Q(need__in=needs) | Q(need=None, task__in=tasks))

    def for_list(self) -> Self:
        return self.select_related("developer__organisation")


class Feasibility(models.Model):
    """One developer's rating, 1 to 5, with its evidence; everybody may read it."""

    developer = models.ForeignKey(Developer, models.CASCADE, related_name="feasibilities")
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="feasibilities"
    )
    # Instead of a need: a kind of work, wherever it comes up.
    task = models.CharField(max_length=12, choices=Task, blank=True)
    score = models.PositiveSmallIntegerField(_("how far it can be built"), choices=Score)
    evidence = models.CharField(_("what shows it"), max_length=500)
    link = models.URLField(_("page about it"), max_length=300, blank=True)
    rated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    rated_at = models.DateTimeField(db_default=Now())

    objects = FeasibilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["developer", "need"],
                condition=Q(task=""),
                name="a_developer_rates_a_need_once",
            ),
            models.UniqueConstraint(
                fields=["developer", "task"],
                condition=Q(need=None),
                name="a_developer_rates_a_task_once",
            ),
            models.CheckConstraint(
                condition=Q(need__isnull=False, task="") | Q(need=None, task__in=Task.values),
                name="feasibility_is_of_a_need_or_of_a_task",
            ),
            models.CheckConstraint(
                condition=Q(score__in=Score.values), name="feasibility_is_rated_one_to_five"
            ),
            models.CheckConstraint(
                condition=~Q(evidence=""),
                name="feasibility_names_its_evidence",
                violation_error_message=_("Say what shows it: a trial, a product, a paper."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.developer} on {self.need or self.get_task_display()}: {self.score}"
