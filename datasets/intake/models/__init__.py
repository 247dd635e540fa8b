"""Uploads and the steps that each goes through."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from datasets.intake.models.collections import Collection, Photo
from datasets.intake.models.corrections import Correction
from datasets.intake.models.transfers import KEPT_FOR, Transfer
from datasets.intake.vocabulary import Refusal, StepName, StepState, place_in_words
from datasets.library.models import Version, original
from marketplace.accounts.models import User

__all__ = [
    "KEPT_FOR",
    "ClaimLost",
    "Collection",
    "Correction",
    "Photo",
    "Step",
    "Transfer",
    "Upload",
]

# A running step says so at least this often; one that is silent for longer was killed.
SILENCE = timedelta(seconds=30)
# A file that has killed its worker so often would kill the next one too.
MOST_ATTEMPTS = 5


class ClaimLost(Exception):
    """Whoever was silent for too long is not at work on the upload any more: another is."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None)

    def forgotten(self, now: datetime) -> Self:
        """Keep unfinished uploads that nobody is working on."""
        return self.unfinished().filter(heard_at__lt=now - SILENCE)

    def claim(self, upload_id: int, now: datetime) -> "Upload | None":
        """Take an unfinished upload to work on, unless somebody is at it already."""
        free = (
            self.unfinished()
            .filter(id=upload_id)
            .filter(Q(claimed_at=None) | Q(heard_at__lt=now - SILENCE))
        )
        if not free.update(claimed_at=now, heard_at=now, attempts=F("attempts") + 1):
            return None
        return self.select_related("version__dataset__organisation", "transfer").get(id=upload_id)


class Upload(models.Model):
    """One file on its way into a version. Its bytes are kept whatever becomes of it."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="upload")
    name = models.CharField(max_length=200)
    byte_count = models.PositiveBigIntegerField()
    # Of what came in pieces it is known when that has been checked.
    sha256 = models.CharField(max_length=64, blank=True)
    transfer = models.OneToOneField(
        Transfer, models.SET_NULL, null=True, blank=True, related_name="upload"
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    # What one step found out and the next needs: kind, encoding, columns, counts.
    findings = models.JSONField(default=dict)
    # How the owner wants it read, as `arithmetic.reading.Reading` writes it; {} by itself.
    reading = models.JSONField(default=dict, db_default={}, blank=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: only uploads still under way are ever looked up this way.
            models.Index(
                fields=["heard_at"], name="uploads_under_way", condition=Q(finished_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        if self.transfer and not self.sha256:
            return self.transfer.path
        return original(self.sha256)

    def hold(self) -> None:
        """Keep the claim to the end of the transaction: nobody else can take it meanwhile.

        Raises: ClaimLost.
        """
        claim = Upload.objects.filter(pk=self.pk, claimed_at=self.claimed_at, finished_at=None)
        if not claim.select_for_update(no_key=True).values_list("pk").first():
            raise ClaimLost


class StepQuerySet(models.QuerySet["Step"]):
    def plan(self, upload: Upload) -> None:
        self.bulk_create(
            Step(upload=upload, name=name, position=position)
            for position, name in enumerate(StepName)
        )

    def forget(self, stopped: "StepQuerySet") -> None:
        """Set steps back to where they have not begun."""
        stopped.update(
            state=StepState.WAITING,
            progress_share=0,
            started_at=None,
            finished_at=None,
            error_code="",
            error_where="",
        )

    def in_order(self) -> Self:
        return self.order_by("position")


class Step(models.Model):
    """One step of an upload: its state, how far it is, how long it took, what went wrong."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=10, choices=StepName)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=StepState, default=StepState.WAITING)
    progress_share = models.FloatField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_where = models.CharField(max_length=200, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "name"], name="a_step_is_taken_once"),
            models.CheckConstraint(
                condition=Q(progress_share__gte=0, progress_share__lte=1),
                name="step_progress_is_a_share",
            ),
            models.CheckConstraint(
                condition=(Q(state=StepState.FAILED) & ~Q(error_code=""))
                | (~Q(state=StepState.FAILED) & Q(error_code="")),
                name="step_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[StepState.DONE, StepState.FAILED],
                    started_at__isnull=False,
                    finished_at__isnull=False,
                )
                | Q(state=StepState.RUNNING, started_at__isnull=False, finished_at=None)
                | Q(state=StepState.WAITING, started_at=None, finished_at=None),
                name="step_times_agree_with_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.upload}"

    @property
    def duration(self) -> timedelta | None:
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @property
    def error(self) -> str:
        """What stopped it, in words, with where."""
        if not self.error_code:
            return ""
        sentence = str(Refusal(self.error_code).label)
        return f"{sentence} ({place_in_words(self.error_where)})" if self.error_where else sentence

    # Each of these is refused to whoever has lost the claim on the upload (ClaimLost).

    def begin(self, now: datetime) -> None:
        self.state, self.progress_share = StepState.RUNNING, 0
        self.started_at, self.finished_at = now, None
        self.error_code = self.error_where = ""
        with transaction.atomic():
            self.upload.hold()
            self.save()

    def report(self, share: float, now: datetime) -> None:
        """Write how far it is, which also says that somebody is still at work."""
        with transaction.atomic():
            self.upload.hold()
            Step.objects.filter(id=self.id).update(progress_share=share)
            Upload.objects.filter(id=self.upload_id).update(heard_at=now)

    def finish(self, now: datetime, **findings: object) -> None:
        """Close the step and keep what it found, both or neither."""
        self.state, self.progress_share, self.finished_at = StepState.DONE, 1, now
        with transaction.atomic():
            self.upload.hold()
            self.save()
            self.upload.findings |= findings
            self.upload.heard_at = now
            self.upload.save(update_fields=["findings", "heard_at"])

    def fail(self, now: datetime, *, code: str, where: str) -> None:
        self.state, self.finished_at = StepState.FAILED, now
        self.error_code, self.error_where = code, where[:200]
        with transaction.atomic():
            self.upload.hold()
            self.save()
            self.upload.finished_at = now
            self.upload.save(update_fields=["finished_at"])
