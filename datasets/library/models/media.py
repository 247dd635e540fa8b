"""Pictures and sounds of a version, one by one."""

from pathlib import Path

from django.db import models
from django.db.models import Q
from django.urls import reverse

from datasets.library.arithmetic.manifest import ENDINGS
from marketplace import storage

# What HTTP calls pictures and sounds.
CONTENT_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "WAV": "audio/wav",
    "FLAC": "audio/flac",
}


def medium_key(digest: str, form: str) -> str:
    """Where a picture or a sound lies as others may have it."""
    return f"media/{digest[:2]}/{digest}.{ENDINGS[form]}"


class Medium(models.Model):
    """One picture or sound of a version, as others may have it: without a place or a name."""

    version = models.ForeignKey("library.Version", models.CASCADE, related_name="media")
    # Its path in the archive that it came in; the manifest calls it so.
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=4)
    byte_count = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["version", "sha256"], name="media_by_their_hash")]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="media_have_names"),
            models.CheckConstraint(
                condition=Q(format__in=list(ENDINGS)), name="medium_format_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="medium_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        version = self.version
        name = f"{self.sha256}.{ENDINGS[self.format]}"
        return reverse("pull_medium", args=[version.dataset.slug, version.number, name])

    @property
    def key(self) -> str:
        return medium_key(self.sha256, self.format)

    @property
    def kept_key(self) -> str:
        return self.key

    @property
    def path(self) -> Path:
        """Give its bytes on disk. Costs a download where they lie with another storage."""
        return storage.fetched(self.key)

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.format]
