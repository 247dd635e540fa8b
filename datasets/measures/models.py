"""What was measured: mergeable statistics per part, and their sum over a version."""

from django.db import models
from django.db.models.functions import Now

from datasets.library.models import Version


class Part(models.Model):
    """The sketches of one run of row groups; merged, never rescanned."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    row_count = models.PositiveBigIntegerField()
    sketches = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="parts_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.version} part {self.number}"


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
