"""What was measured of an offer: on sealed labels, and in the field."""

from datetime import datetime
from math import floor
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library.models import Sealing, original_key
from marketplace.accounts.models import Organisation, User
from marketplace.offers.models.offers import Offer
from marketplace.offers.vocabulary import EvaluationState

# Of one offer: a test, and one more where it was not passed.
MOST_TESTS = 2
# By then a job is done, or was lost with its worker.
PATIENCE_SECONDS = 120


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def by_developer(self, organisation: Organisation, sealing: Sealing) -> Self:
        """Keep what one developer has tried on the same labels, for whichever offer."""
        return self.filter(offer__developer__organisation=organisation, sealing=sealing)

    def counted(self) -> Self:
        """Keep what used up a try: not what could not be scored, and so told nothing."""
        return self.exclude(state=EvaluationState.REFUSED)

    def tests(self) -> Self:
        return self.filter(is_test=True)

    def waiting(self) -> Self:
        return self.filter(state=EvaluationState.WAITING)


class Evaluation(models.Model):
    """Predictions for sealed rows, and how well they meet the labels.

    With `is_test` it counts towards the promise; without, it is practice. Of what was
    measured its maker is told `told` and `is_passed` alone. Units: those of the metric.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="evaluations")
    sealing = models.ForeignKey(Sealing, models.PROTECT, related_name="+")
    is_test = models.BooleanField(_("counts towards the promise"), default=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    code_hash = models.CharField(
        _("hash of the code"),
        max_length=64,
        validators=[RegexValidator(r"^[0-9a-fA-F]{7,64}$", _("Write 7 to 64 digits 0–9, a–f."))],
    )
    seed = models.BigIntegerField(_("seed"), null=True, blank=True)
    environment = models.CharField(_("environment"), max_length=1000)
    state = models.CharField(max_length=7, choices=EvaluationState, default=EvaluationState.WAITING)
    scored_at = models.DateTimeField(null=True, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    worst = models.FloatField(null=True, blank=True)
    worst_bound = models.FloatField(null=True, blank=True)
    effective_count = models.FloatField(null=True, blank=True)
    level = models.FloatField(null=True, blank=True)
    told = models.FloatField(null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)
    code_version = models.CharField(max_length=20, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: only what waits to be scored is ever looked up this way.
            models.Index(
                fields=["uploaded_at"],
                name="evaluations_waiting",
                condition=Q(state=EvaluationState.WAITING),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EvaluationState.values), name="evaluation_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.SCORED)
                | Q(
                    scored_at__isnull=False,
                    value__isnull=False,
                    bound__isnull=False,
                    baseline__isnull=False,
                    is_passed__isnull=False,
                ),
                name="evaluation_scored_says_what",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evaluation_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.offer}"

    @property
    def key(self) -> str:
        """Where the predictions lie as they came in."""
        return original_key(self.sha256)


class TrialQuerySet(models.QuerySet["Trial"]):
    def enter(self, offer: Offer, *, by: User, now: datetime, **fields: object) -> "Trial":
        """Make the next trial of an offer. The caller holds the offer's row."""
        number = self.filter(offer=offer).count() + 1
        trial = Trial(offer=offer, number=number, entered_by=by, entered_at=now, **fields)
        trial.full_clean()
        trial.save()
        return trial


class Trial(models.Model):
    """A field trial on one's own ordinary work: how often it was right. Append-only."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="trials")
    number = models.PositiveSmallIntegerField()
    right_count = models.PositiveIntegerField(_("how often it was right"))
    try_count = models.PositiveIntegerField(
        _("how often it was tried"), validators=[MinValueValidator(1)]
    )
    bound = models.FloatField()
    level = models.FloatField()
    note = models.CharField(_("how it was tried"), max_length=400, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())

    objects = TrialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "number"], name="trials_of_an_offer_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_TESTS),
                name="offer_is_tried_twice_at_most",
                violation_error_message=_("It was tried twice already."),
            ),
            models.CheckConstraint(
                condition=Q(try_count__gte=1, right_count__lte=F("try_count")),
                name="trial_is_right_no_oftener_than_tried",
                violation_error_message=_("It cannot be right more often than it was tried."),
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.number} of {self.offer}"

    @property
    def least_of_hundred(self) -> int:
        """What it shows, never rounded up to a promise that was missed."""
        return floor(self.bound * 100)
