"""Vouching: a co-operative says that it knows an operation; and what is known of one."""

from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from demand.operations.models.operation import Operation
from demand.operations.vocabulary import Tier
from marketplace.accounts.models import Membership, User


class VouchingQuerySet(models.QuerySet["Vouching"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def standing(self) -> Self:
        """Keep what was accepted, by co-operatives that are recognised now."""
        return self.open().filter(
            accepted_at__isnull=False, cooperative__recognised_at__isnull=False
        )

    def concerning(self, operation: Operation) -> Self:
        return self.filter(Q(cooperative=operation) | Q(operation=operation)).select_related(
            "cooperative__organisation", "operation__organisation"
        )


class Vouching(models.Model):
    """A co-operative says that it knows an operation. Asked by either, ended by either."""

    cooperative = models.ForeignKey(Operation, models.CASCADE, related_name="vouchings_given")
    operation = models.ForeignKey(Operation, models.CASCADE, related_name="vouchings")
    is_asked_by_cooperative = models.BooleanField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    # Declined, taken back or revoked: the row stays as the log of who did it.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = VouchingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "operation"],
                condition=Q(ended_at=None),
                name="a_cooperative_vouches_for_an_operation_once",
                violation_error_message=_("This has been asked already."),
            ),
            models.CheckConstraint(
                condition=~Q(cooperative=F("operation")), name="nobody_vouches_for_itself"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None, accepted_at=None)
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by=F("asked_by"))),
                name="vouching_is_accepted_by_another_person_than_asked",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="vouching_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} for {self.operation}"

    @property
    def waits_for(self) -> Operation:
        """The side that has yet to say yes."""
        return self.operation if self.is_asked_by_cooperative else self.cooperative


def tier_of(path: str) -> Case:
    """Name, in SQL, the surest thing known of the operation at the end of a path.

    A word of the co-operative stands above a corporate number, whose check digit proves
    its syntax alone. A telephone counts where a member has read a code that went to it.
    """
    vouched = Vouching.objects.standing().filter(operation=OuterRef(f"{path}pk"))
    reached = Membership.objects.reached_by_phone().filter(
        organisation=OuterRef(f"{path}organisation")
    )
    return Case(
        When(Exists(vouched), then=Value(Tier.VOUCHED)),
        When(~Q(**{f"{path}corporate_number": ""}), then=Value(Tier.CORPORATION)),
        When(Exists(reached), then=Value(Tier.PHONE)),
        default=Value(Tier.EMAIL),
    )
