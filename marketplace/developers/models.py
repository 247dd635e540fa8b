"""Developers: the organisations that build."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library.vocabulary import Use
from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.vocabulary import MAY_ACT
from marketplace.changes.models import Change
from marketplace.developers.vocabulary import Device, Language, Modality

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ROOM_FOR_ONE = _("You need room for at least one need at a time.")
THIRTEEN_DIGITS = _("Write T and thirteen digits, for example T1234567890123.")


def _several(label: "StrPromise", choices: type[models.TextChoices]) -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(
        models.CharField(max_length=12, choices=choices),
        verbose_name=label,
        blank=True,
        default=list,
    )


class DeveloperQuerySet(models.QuerySet["Developer"]):
    def for_list(self) -> Self:
        return self.select_related("organisation")

    def acted_for_by(self, user: User) -> Self:
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role__in=MAY_ACT
        )

    def track(self, developer: "Developer", *, accepted: int, failed: int) -> None:
        """Write down how much of what it built here was accepted; matching looks at it."""
        counted = {"accepted_count": accepted, "failed_count": failed}
        if self.filter(pk=developer.pk).exclude(**counted).update(**counted):
            Change.objects.record(noun="developer", key=developer.pk, kind="tracked")

    def occupy(self, pk: int, *, running: int) -> None:
        """Write down how many agreements a developer has on hand; matching looks at the room."""
        counted = self.filter(pk=pk).exclude(running_count=running)
        if counted.update(running_count=running):
            Change.objects.record(noun="developer", key=pk, kind="occupied")

    def serving(self, sector: str) -> Self:
        """Keep those who name the sector, and those who name none: they serve all."""
        return self.filter(Q(sectors__contains=[sector]) | Q(sectors=[]))

    def real_if_any(self) -> Self:
        """Leave the samples out as soon as one real developer exists."""
        a_real_one = Developer.objects.filter(organisation__is_sample=False)
        return self.filter(Q(organisation__is_sample=False) | ~Exists(a_real_one))


class Developer(models.Model):
    """What a team can do, where, with what, and what its work costs. Costs without tax.

    The costs and the least payoff are the team's own: nobody else is shown them.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="developer")
    summary = models.TextField(_("what you build"), max_length=2000)
    tasks = _several(_("what your models do"), Task)
    modalities = _several(_("what they work on"), Modality)
    devices = _several(_("where they run"), Device)
    sectors = _several(_("sectors"), Sector)
    # None named: anywhere.
    prefectures = _several(_("where you can go"), Prefecture)
    # None named: not said.
    languages = _several(_("languages"), Language)
    use = models.CharField(
        _("what you would use data for"),
        max_length=8,
        choices=Use,
        default=Use.PRODUCT,
        db_default=Use.PRODUCT,
    )
    may_contract = models.BooleanField(_("can sign a contract in Japan"), default=True)
    # As the tax office writes it. Its check digit is not looked at: a sole proprietor's
    # number is no corporate number and has none.
    invoice_number = models.CharField(
        _("qualified invoice number"),
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^T[0-9]{13}$", THIRTEEN_DIGITS)],
    )
    person_month_cost = models.PositiveIntegerField(
        _("cost of one person-month"), default=1_000_000
    )
    label_cost = models.PositiveIntegerField(_("cost of one label"), default=30)
    capacity = models.PositiveSmallIntegerField(
        _("needs at once"), default=1, validators=[MinValueValidator(1, ROOM_FOR_ONE)]
    )
    least_payoff = models.IntegerField(_("least payoff worth your while"), default=0)
    # Counted above, from what both sides told; written by track() only.
    accepted_count = models.PositiveIntegerField(default=0, editable=False)
    failed_count = models.PositiveIntegerField(default=0, editable=False)
    # Counted above, from the offers that cleared; written by occupy() only.
    running_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    registered_at = models.DateTimeField(db_default=Now())

    objects = DeveloperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-registered_at", "-id"], name="developers_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(tasks__len__gte=1),
                name="developer_does_at_least_one_task",
                violation_error_message=_("Choose at least one thing that your models do."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="developer_takes_one_need_at_least",
                violation_error_message=ROOM_FOR_ONE,
            ),
            models.CheckConstraint(
                condition=Q(tasks__contained_by=Task.values)
                & Q(modalities__contained_by=Modality.values)
                & Q(devices__contained_by=Device.values)
                & Q(sectors__contained_by=Sector.values)
                & Q(prefectures__contained_by=Prefecture.values)
                & Q(languages__contained_by=Language.values)
                & Q(use__in=Use.values),
                name="developer_speaks_known_words",
            ),
            models.CheckConstraint(
                condition=Q(invoice_number="") | Q(invoice_number__regex=r"^T[0-9]{13}$"),
                name="developer_invoice_number_is_t_and_thirteen_digits",
                violation_error_message=THIRTEEN_DIGITS,
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def free_capacity(self) -> int:
        """How many more needs it has room for."""
        return max(self.capacity - self.running_count, 0)

    @property
    def task_labels(self) -> list[str]:
        return [str(Task(task).label) for task in self.tasks]
