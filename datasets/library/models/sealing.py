"""Labels that never leave: sealed by their owner, to judge what others build."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from datasets.library.vocabulary import DataKind, VersionState
from marketplace.accounts.models import User

if TYPE_CHECKING:
    from datasets.library.models import Version

# By then a job is begun. It may take a while, and one that takes longer was lost with its worker.
SOON, PATIENCE = timedelta(minutes=1), timedelta(minutes=16)
MOST_ATTEMPTS = 3
SMALLEST_SHARE, LARGEST_SHARE = 0.05, 0.5
BETWEEN = _("Seal between 5 and 50 of a hundred rows.")


class SealingQuerySet(models.QuerySet["Sealing"]):
    def standing(self) -> Self:
        """Keep what is sealed, and what is being sealed."""
        return self.filter(refusal="")

    def waiting(self) -> Self:
        return self.standing().filter(sealed_at=None)

    def forgotten(self, now: datetime) -> Self:
        """Keep what was asked for a while ago and nobody is at."""
        return self._free(now).filter(asked_at__lt=now - SOON)

    def claim(self, key: int, now: datetime) -> "Sealing | None":
        """Take one to work on, unless somebody is at it or it is done."""
        if not self._free(now).filter(pk=key).update(claimed_at=now, attempts=F("attempts") + 1):
            return None
        return self.select_related("version__dataset", "asked_by").get(pk=key)

    def let_go(self, key: int) -> None:
        """Leave it to be tried again."""
        self.waiting().filter(pk=key).update(claimed_at=None)

    def _free(self, now: datetime) -> Self:
        return self.waiting().filter(Q(claimed_at=None) | Q(claimed_at__lt=now - PATIENCE))

    def done(self) -> Self:
        return self.filter(sealed_at__isnull=False).select_related(
            "inputs__version", "labels", "version"
        )


class Sealing(models.Model):
    """A share of a table's labels, sealed by whole groups; before `sealed_at`, on its way.

    From the moment it is asked for no version of before is given out any more. `salt`
    decides which groups they are, so it is as secret as the labels. `set_aside_count` are
    rows that are neither sealed nor given out: of sealed groups, but seen, synthetic or
    without a label.
    """

    dataset = models.ForeignKey("library.Dataset", models.CASCADE, related_name="sealings")
    version = models.ForeignKey("library.Version", models.CASCADE, related_name="+")
    share = models.FloatField(
        _("what share"),
        validators=[
            MinValueValidator(SMALLEST_SHARE, BETWEEN),
            MaxValueValidator(LARGEST_SHARE, BETWEEN),
        ],
    )
    salt = models.CharField(max_length=64, default=token_hex, editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    sealed_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Why it came to nothing, as a code of `marketplace.confinement.refusal`, and at which column.
    refusal = models.CharField(max_length=40, blank=True)
    refused_where = models.CharField(max_length=200, blank=True, db_default="")
    inputs = models.OneToOneField(
        "library.File", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    labels = models.OneToOneField(
        "library.File", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    label_column = models.CharField(max_length=200, blank=True)
    group_column = models.CharField(max_length=200, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    group_count = models.PositiveIntegerField(default=0)
    set_aside_count = models.PositiveIntegerField(default=0)

    objects = SealingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(refusal=""), name="a_dataset_is_sealed_once"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=SMALLEST_SHARE, share__lte=LARGEST_SHARE),
                name="sealing_takes_a_share_and_leaves_one",
                violation_error_message=BETWEEN,
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None, inputs=None, labels=None)
                | Q(
                    refusal="",
                    sealed_at__isnull=False,
                    inputs__isnull=False,
                    labels__isnull=False,
                    row_count__gt=0,
                    group_count__gt=0,
                ),
                name="sealing_done_has_its_files",
            ),
        ]

    def __str__(self) -> str:
        return f"sealed labels of {self.dataset}"


def can_be_sealed(version: "Version") -> bool:
    """Tell whether a version has labels that can judge: a table's column, or those of pictures."""
    has_labels = version.kind == DataKind.IMAGES or (
        version.kind in (DataKind.TABLE, DataKind.SERIES) and bool(version.label_column)
    )
    return version.state == VersionState.PUBLISHED and has_labels
