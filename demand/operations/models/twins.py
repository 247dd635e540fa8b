"""Twins: two operations that may be one, father and son, a farm and its company."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from demand.operations.arithmetic.likeness import Likeness
from demand.operations.models.operation import Operation
from marketplace.accounts.models import User


class TwinsQuerySet(models.QuerySet["Twins"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def merged(self) -> Self:
        return self.open().filter(first_agreed_at__isnull=False, second_agreed_at__isnull=False)

    def concerning(self, operation: Operation) -> Self:
        return self.filter(Q(first=operation) | Q(second=operation)).select_related(
            "first__organisation", "second__organisation"
        )

    def propose(
        self, operation: Operation, alike: Sequence[tuple[Operation, Likeness]], *, now: datetime
    ) -> None:
        """Write down whom an operation might be one with. What was once proposed stands.

        Two at once propose the same: the constraint lets one row through, the other is none.
        """
        asked = set(self.concerning(operation).values_list("first_id", "second_id"))
        rows = [
            self.model(
                **dict(zip(("first", "second"), _in_order(operation, other), strict=True)),
                score=likeness.score,
                reasons=list(likeness.reasons),
                shows_names=likeness.shows_names,
                proposed_at=now,
            )
            for other, likeness in alike
        ]
        self.bulk_create(
            [row for row in rows if (row.first_id, row.second_id) not in asked],
            ignore_conflicts=True,
        )


def _in_order(one: Operation, other: Operation) -> list[Operation]:
    return sorted((one, other), key=lambda operation: operation.pk)


class Twins(models.Model):
    """Two operations that may be one, and are counted as one once both have agreed."""

    first = models.ForeignKey(Operation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Operation, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = ArrayField(models.CharField(max_length=6))
    shows_names = models.BooleanField()
    proposed_at = models.DateTimeField()
    first_agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    first_agreed_at = models.DateTimeField(null=True)
    second_agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_agreed_at = models.DateTimeField(null=True)
    # Declined or parted again: the row stays as the log of who did it.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = TwinsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at=None),
                name="two_operations_are_proposed_as_one_once",
            ),
            # Whichever is found first: the same two are the same row.
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="twins_stand_in_order_of_registration"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="twins_score_is_a_share"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{side}_by": None, f"{side}_at": None})
                    | Q(**{f"{side}_by__isnull": False, f"{side}_at__isnull": False}),
                    name=f"twins_{side}_by_somebody",
                )
                for side in ("first_agreed", "second_agreed", "ended")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"

    def agree(self, side: str, *, by: User, now: datetime) -> None:
        """Write the consent of one side down; `side` is first or second."""
        setattr(self, f"{side}_agreed_by", by)
        setattr(self, f"{side}_agreed_at", now)
        self.save(update_fields=[f"{side}_agreed_by", f"{side}_agreed_at"])

    def side_of(self, operation: Operation) -> str:
        return "first" if operation.pk == self.first_id else "second"

    def has_agreed(self, operation: Operation) -> bool:
        return getattr(self, f"{self.side_of(operation)}_agreed_at") is not None

    @property
    def is_merged(self) -> bool:
        agreed = self.first_agreed_at is not None and self.second_agreed_at is not None
        return agreed and self.ended_at is None
