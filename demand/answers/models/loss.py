"""What is told of the hours and the sales that a rule or procedure costs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.answers.vocabulary import Lost
from demand.needs.models import Need

if TYPE_CHECKING:
    from demand.answers.arithmetic.losses import Losses


class LossQuerySet(models.QuerySet["Loss"]):
    def latest_of(self, need_id: int, lost: str) -> "Loss | None":
        return self.filter(need_id=need_id, lost=lost).order_by("-number").first()

    def told_of(self, needs: "Iterable[Need]") -> "dict[tuple[int, str], Loss]":
        """Find what stands of each need, by need and what is lost. One query."""
        latest = self.filter(need__in=needs).order_by("need_id", "lost", "-number")
        return {(each.need_id, each.lost): each for each in latest.distinct("need_id", "lost")}

    def tell(
        self, need: Need, lost: str, told: "Losses", *, after: "Loss | None", read_up_to: int
    ) -> "Loss":
        return self.create(
            need=need,
            lost=lost,
            number=after.number + 1 if after else 1,
            total=told.total,
            told_count=told.count,
            read_up_to=read_up_to,
        )


class Loss(models.Model):
    """What all who told it lose together: a function of counts per step, never of one amount.

    It is told, and told anew, only as often as a curve is published.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="losses")
    lost = models.CharField(_("what is lost"), max_length=5, choices=Lost)
    number = models.PositiveIntegerField()
    # Hours, or yen, a year.
    total = models.PositiveBigIntegerField()
    told_count = models.PositiveIntegerField()
    # The number of the last revision that it rests on: what changes is counted from there.
    read_up_to = models.BigIntegerField()
    told_at = models.DateTimeField(db_default=Now())

    objects = LossQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "lost", "number"], name="losses_of_a_need_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(lost__in=Lost.values), name="loss_is_of_hours_or_sales"
            ),
            models.CheckConstraint(
                condition=Q(told_count__gte=5), name="loss_rests_on_five_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.lost} #{self.number}"
