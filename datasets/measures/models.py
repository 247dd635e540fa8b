"""What was measured: mergeable statistics per part, and their sum over a version."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from datasets.library.models import Dataset, Version
from datasets.library.vocabulary import DataKind
from datasets.measures.arithmetic.cells import Cell
from datasets.measures.arithmetic.parts import run_digest
from datasets.measures.arithmetic.readiness import CODE_VERSION

# An assessment that has not ended by then was killed.
PATIENCE = timedelta(minutes=20)
MOST_ATTEMPTS = 3


def code_version() -> str:
    """Tell which code assesses now; the schema need not know each."""
    return CODE_VERSION


class Part(models.Model):
    """The sketches of one run of row groups; merged, never rescanned."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    row_count = models.PositiveBigIntegerField()
    sketches = models.BinaryField()
    # Of its rows: a later version that holds the same ones takes the sketches over.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="parts_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.version} part {self.number}"


class RunQuerySet(models.QuerySet["Run"]):
    def begun_by(self, dataset: Dataset, digests: Sequence[str]) -> "Run | None":
        """Find the longest run of parts with which a table begins. Two queries at most."""
        known = self.filter(version__dataset=dataset, part_count__lte=len(digests))
        rows = known.order_by("-part_count", "pk").values_list("pk", "part_count", "digest")
        for key, count, digest in rows:
            if digest == run_digest(digests[:count]):
                return self.get(pk=key)
        return None


class Run(models.Model):
    """The first parts of a version merged, all but its last: a longer one begins with them."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="run")
    part_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sketches = models.BinaryField()

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part_count__gte=1), name="a_run_has_a_part_at_least")
        ]

    def __str__(self) -> str:
        return f"the first {self.part_count} parts of {self.version}"


class Statistics(models.Model):
    """The statistics of a whole version, each number exact or with its error."""

    version = models.OneToOneField(
        Version, models.CASCADE, primary_key=True, related_name="statistics"
    )
    document = models.JSONField()
    row_count = models.PositiveBigIntegerField()
    code_version = models.CharField(max_length=20)
    measured_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"statistics of {self.version}"


class CellCounts(models.Model):
    """How many labels a version has of each product, region, season and class."""

    version = models.OneToOneField(
        Version, models.CASCADE, primary_key=True, related_name="cell_counts"
    )
    # Each a list: product, region, season, label, how many.
    cells = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"cells of {self.version}"

    @property
    def counted(self) -> list[tuple[Cell, int]]:
        return [(Cell(*words), count) for *words, count in self.cells]


class Spread(models.Model):
    """How the columns of numbers of a version are spread: 99 percentiles of each, by name."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="spread")
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"spread of {self.version}"


class ReadinessQuerySet(models.QuerySet["Readiness"]):
    def claim(self, now: datetime) -> "Readiness | None":
        """Take the next version whose labels are to be assessed; nobody else takes it then.

        Versions that a newer one has followed are left as they are.
        """
        version = self._waiting().first()
        if version is not None:
            claimed, is_new = self.get_or_create(version=version, defaults={"claimed_at": now})
            return claimed if is_new else None
        return self._abandoned(now)

    def _waiting(self) -> models.QuerySet[Version]:
        newer = Version.objects.published().filter(
            dataset=OuterRef("dataset"), number__gt=OuterRef("number")
        )
        labelled = Q(kind__in=[DataKind.TABLE, DataKind.IMAGES]) & ~Q(label_column="")
        # What is measured next is the label of what was measured before.
        assessed = Version.objects.published().filter(labelled | Q(kind=DataKind.SERIES))
        return assessed.filter(~Exists(newer), readiness=None).order_by("id")

    def _abandoned(self, now: datetime) -> "Readiness | None":
        """Take over what a worker left behind, or what an older code has assessed."""
        unfinished = Q(assessed_at=None, claimed_at__lt=now - PATIENCE, attempts__lt=MOST_ATTEMPTS)
        outdated = Q(assessed_at__isnull=False) & ~Q(code_version=CODE_VERSION)
        key = self.filter(unfinished | outdated).order_by("pk").values_list("pk", flat=True).first()
        taken = self.filter(unfinished | outdated, pk=key).update(
            claimed_at=now, attempts=models.F("attempts") + 1, assessed_at=None
        )
        return self.get(pk=key) if taken else None

    def told(self) -> Self:
        return self.filter(assessed_at__isnull=False)


class Readiness(models.Model):
    """How far the labels of a version reach; before `assessed_at` they are being tried out."""

    version = models.OneToOneField(
        Version, models.CASCADE, primary_key=True, related_name="readiness"
    )
    document = models.JSONField(default=dict)
    code_version = models.CharField(max_length=20, default=code_version)
    attempts = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField()
    assessed_at = models.DateTimeField(null=True)

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(assessed_at=None) | ~Q(document={}),
                name="readiness_assessed_says_what",
            )
        ]

    def __str__(self) -> str:
        return f"readiness of {self.version}"
