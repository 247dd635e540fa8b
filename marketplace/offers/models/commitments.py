"""Commitments: who buys from whom, how much, at what price."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.answers.models import Answer
from demand.operations.models import Operation
from marketplace.accounts.models import Organisation, User
from marketplace.offers.models.offers import Offer, Version
from marketplace.offers.models.rounds import Round
from marketplace.offers.vocabulary import Notice, Standing


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def for_list(self) -> Self:
        return self.select_related(
            "round__need",
            "offer__developer__organisation",
            "operation__organisation",
            "version",
        )

    def between(self, organisation: Organisation | None) -> Self:
        """Keep those to which an organisation is a party, whichever."""
        return self.filter(
            Q(operation__organisation=organisation) | Q(offer__developer__organisation=organisation)
        )

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class Commitment(models.Model):
    """An answer that has cleared. One buyer, one seller, one price; nobody above their cap.

    Units: price in yen with tax per unit of the need; quantity in units.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="commitments")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="commitments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="commitments")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="commitments")
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    price = models.PositiveIntegerField()
    standing = models.CharField(max_length=11, choices=Standing, default=Standing.COOLING)
    # The buyer said: yes, and for our business.
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "operation"], name="an_operation_is_served_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="commitment_standing_is_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="commitment_is_for_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=[Standing.FIRM, Standing.DUE, Standing.HONOURED])
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="commitment_that_is_firm_was_confirmed_for_business",
                violation_error_message=_("Confirm first that you buy it for your business."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} buys from {self.offer.developer}"

    @property
    def amount(self) -> int:
        """What it comes to, rounded down so that nobody pays above their cap.

        Units: yen with tax per period of the need.
        """
        return int(self.price * self.quantity)

    @property
    def number(self) -> str:
        """The number of its order document."""
        return f"AR-{self.pk:07}"

    def is_party(self, organisation: Organisation | None) -> bool:
        return organisation is not None and (
            self.is_buyer(organisation) or self.is_seller(organisation)
        )

    def is_buyer(self, organisation: Organisation | None) -> bool:
        return organisation is not None and self.operation.organisation_id == organisation.pk

    def is_seller(self, organisation: Organisation | None) -> bool:
        return organisation is not None and self.offer.developer.organisation_id == organisation.pk


class Message(models.Model):
    """What one party of a commitment writes to the other."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return f"{self.organisation} on {self.commitment}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def remind(self, commitment: Commitment, notice: Notice, now: datetime) -> bool:
        """Note that a party is reminded; whether this is the first time."""
        return self.get_or_create(commitment=commitment, notice=notice, defaults={"at": now})[1]


class Reminder(models.Model):
    """What a buyer was told, so that it is told once."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reminders")
    notice = models.CharField(max_length=10, choices=Notice)
    at = models.DateTimeField(db_default=Now())

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "notice"], name="a_buyer_is_reminded_once_of_each"
            ),
            models.CheckConstraint(
                condition=Q(notice__in=Notice.values), name="reminder_notice_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}: {self.commitment}"
