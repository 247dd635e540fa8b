"""Permissions to answer in an operation's name, and the minutes that they rest on."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.mandates.vocabulary import Scope, Side
from demand.needs.models import Need
from demand.operations.models import Operation
from demand.operations.vocabulary import Sector
from marketplace.accounts.models import Organisation, User

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

MOST_MONTHS = 36


def place_of_minutes(minutes: "Minutes", name: str) -> str:
    """Name the file by its row alone: what somebody called it stays out of the path."""
    return f"minutes/{minutes.organisation.slug}/{minutes.held_on:%Y%m%d}"


class Minutes(models.Model):
    """What a meeting has resolved. One set may carry the mandates of many operations."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="minutes")
    title = models.CharField(_("which meeting"), max_length=100)
    held_on = models.DateField(_("held on"))
    file: "FieldFile" = models.FileField(  # type: ignore[assignment]
        _("file"), upload_to=place_of_minutes, blank=True
    )
    file_name = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="minutes_have_a_title"),
            models.CheckConstraint(
                condition=Q(file="", file_name="") | (~Q(file="") & ~Q(file_name="")),
                name="minutes_file_has_its_name",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title", "held_on"],
                name="minutes_of_a_meeting_are_recorded_once",
                violation_error_message=_("The minutes of this meeting are here already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.held_on})"


class MandateQuerySet(models.QuerySet["Mandate"]):
    def for_list(self) -> Self:
        return self.select_related("operation__organisation", "agent", "minutes")

    def standing(self, on: date) -> Self:
        """Keep what has neither ended nor run out, accepted or not."""
        return self.filter(revoked_at=None, expires_on__gte=on)

    def in_force(self, on: date) -> Self:
        return self.standing(on).filter(accepted_at__isnull=False)

    def covering(self, need: Need) -> Self:
        named = Mandate.needs.through.objects.filter(mandate_id=OuterRef("pk"), need_id=need.pk)
        return self.filter(
            Q(scope=Scope.ALL)
            | Q(scope=Scope.SECTOR, sector=need.sector)
            | Q(Exists(named), scope=Scope.NAMED)
        )

    def locked(self) -> Self:
        """Let nobody revoke one while something is entered under it."""
        return self.select_for_update(of=("self",), no_key=True)


class Mandate(models.Model):
    """An operation lets an organisation's staff answer in its name. Entry is write-only.

    It is in force once the other side has accepted it, until it is revoked or runs out.
    """

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="mandates")
    agent = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates_held")
    minutes = models.ForeignKey(
        Minutes, models.RESTRICT, null=True, blank=True, related_name="mandates"
    )
    scope = models.CharField(_("for what"), max_length=6, choices=Scope, default=Scope.ALL)
    sector = models.CharField(_("trade"), max_length=11, choices=Sector, blank=True)
    needs = models.ManyToManyField(Need, blank=True, related_name="mandates")
    asked_side = models.CharField(max_length=9, choices=Side)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("until"))
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: only those that have not ended are asked for, agent by agent.
            models.Index(
                fields=["agent", "operation"],
                name="mandates_not_ended",
                condition=Q(revoked_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "agent"],
                condition=Q(revoked_at=None),
                name="one_mandate_stands_between_two",
                violation_error_message=_("There is a mandate between these two already."),
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.SECTOR, sector__in=Sector.values)
                | Q(scope__in=[Scope.ALL, Scope.NAMED], sector=""),
                name="mandate_names_a_trade_only_for_a_trade",
                violation_error_message=_("Choose the trade that it is for."),
            ),
            models.CheckConstraint(
                condition=Q(asked_side__in=Side.values), name="mandate_was_asked_by_one_side"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="mandate_says_who_accepted_and_when",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="mandate_says_who_ended_it_and_when",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("asked_at__date")),
                name="mandate_ends_after_it_began",
                violation_error_message=_("This day is over. Write a day to come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} → {self.agent}"

    def is_in_force(self, on: date) -> bool:
        return self.accepted_at is not None and self.revoked_at is None and self.expires_on >= on

    def accept(self, by: User, at: datetime) -> None:
        self.accepted_by, self.accepted_at = by, at
        self.save(update_fields=["accepted_by", "accepted_at"])

    def end(self, by: User, at: datetime) -> None:
        self.revoked_by, self.revoked_at = by, at
        self.save(update_fields=["revoked_by", "revoked_at"])
