"""Operations: the organisations that produce, or buy for those who do."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.operations.arithmetic.likeness import Identity
from demand.operations.vocabulary import AREAS, Prefecture, Sector, Thing
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.vocabulary import MAY_ACT


class OperationQuerySet(models.QuerySet["Operation"]):
    def acted_for_by(self, user: User) -> Self:
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role__in=MAY_ACT
        )

    def like(self, operation: "Operation") -> Self:
        """Keep those that could be the same farm: of one municipality, phone or number."""
        alike = Q(prefecture=operation.prefecture, municipality=operation.municipality)
        if not operation.municipality:
            alike = Q()
        for name in ("phone", "corporate_number"):
            if value := getattr(operation, name):
                alike |= Q(**{name: value})
        return self.exclude(pk=operation.pk).filter(alike) if alike else self.none()


class Operation(models.Model):
    """A farm, a boat, a forest, a co-operative: it answers a need once, whoever clicks."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="operation")
    sector = models.CharField(_("sector"), max_length=11, choices=Sector)
    products = models.CharField(_("what you produce"), max_length=120)
    prefecture = models.CharField(_("prefecture"), max_length=2, choices=Prefecture)
    municipality = models.CharField(_("municipality"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=11, blank=True, default="", db_default="")
    corporate_number = models.CharField(
        _("corporate number"), max_length=13, blank=True, default="", db_default=""
    )
    # Claimed by itself; recognised by a moderator, without whom rings could vouch for rings.
    is_cooperative = models.BooleanField(default=False, db_default=False)
    recognised_at = models.DateTimeField(null=True, blank=True)
    recognised_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # The municipalities that a co-operative knows its way about; empty: its prefecture.
    district = ArrayField(models.CharField(max_length=40), blank=True, default=list, db_default=[])
    # Merged operations name the same one, itself among them; empty for all others.
    head = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    # How much of it: land, and what else is counted. Prices are shown for it.
    area_ares = models.DecimalField(
        _("land"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    count = models.DecimalField(
        _("how many"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    count_thing = models.CharField(
        _("of what"), max_length=14, choices=Thing, blank=True, default="", db_default=""
    )
    registered_at = models.DateTimeField(db_default=Now())

    objects = OperationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["prefecture", "municipality"], name="operations_of_a_town"),
            # Partial: only what was given is ever looked for.
            models.Index(fields=["phone"], name="operations_by_phone", condition=~Q(phone="")),
            models.Index(
                fields=["corporate_number"],
                name="operations_by_number",
                condition=~Q(corporate_number=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sector__in=Sector.values), name="operation_sector_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(prefecture__in=Prefecture.values),
                name="operation_prefecture_is_known",
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^(0[0-9]{9,10})?$"),
                name="operation_phone_is_ten_or_eleven_digits",
                violation_error_message=_("Write the whole number, with its area code."),
            ),
            models.CheckConstraint(
                condition=Q(corporate_number__regex=r"^([0-9]{13})?$"),
                name="operation_corporate_number_is_thirteen_digits",
                violation_error_message=_("A corporate number has 13 digits."),
            ),
            models.CheckConstraint(
                condition=Q(recognised_at=None, recognised_by=None)
                | Q(recognised_at__isnull=False, recognised_by__isnull=False, is_cooperative=True),
                name="operation_is_recognised_by_somebody_as_a_cooperative",
            ),
            models.CheckConstraint(
                condition=Q(area_ares=None) | Q(area_ares__gt=0),
                name="operation_land_is_more_than_nothing",
                violation_error_message=_("The quantity must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(count=None, count_thing="")
                | Q(count__isnull=False, count__gt=0, count_thing__in=Thing.values),
                name="operation_counts_something_or_nothing",
                violation_error_message=_("Write how many and of what, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def may_vouch(self) -> bool:
        return self.recognised_at is not None

    @property
    def waits_for_recognition(self) -> bool:
        return self.is_cooperative and self.recognised_at is None

    @property
    def identity(self) -> Identity:
        """What tells whether two operations are one; asks for the organisation's name."""
        return Identity(
            name=self.organisation.name,
            products=self.products,
            prefecture=self.prefecture,
            municipality=self.municipality,
            phone=self.phone,
            corporate_number=self.corporate_number,
        )

    def size_in(self, thing: str) -> Decimal | None:
        """Tell how much it has of what a price is per; None where that is not known."""
        if thing == Thing.OPERATION:
            return Decimal(1)
        if thing in AREAS:
            return self.area_ares and self.area_ares / AREAS[Thing(thing)]
        return self.count if thing == self.count_thing else None

    def would_widen_to(self, district: Sequence[str]) -> bool:
        """Tell whether another district takes in places that this one does not."""
        return bool(self.district) and (not district or not set(district) <= set(self.district))

    def has_in_its_district(self, operation: "Operation") -> bool:
        return self.prefecture == operation.prefecture and (
            not self.district or operation.municipality in self.district
        )
