"""Datasets, their immutable versions, their terms, and the ledger of who took what."""

from datetime import datetime
from pathlib import Path
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from datasets.library.models.grants import Grant
from datasets.library.models.media import Medium
from datasets.library.models.pulls import Pull
from datasets.library.models.sealing import Sealing
from datasets.library.models.terms import ACTS, CLAUSES, TERMS, Terms
from datasets.library.vocabulary import OWNERS_ALONE, Access, DataKind, FileRole, VersionState
from demand.needs.models import Need
from marketplace import storage
from marketplace.accounts.models import Organisation, new_slug

__all__ = [
    "ACTS",
    "CLAUSES",
    "TERMS",
    "Dataset",
    "File",
    "Grant",
    "Medium",
    "Pull",
    "Sealing",
    "Terms",
    "Version",
    "original",
    "original_key",
]


class NoAddress(Exception):
    """A file that nobody can ask for. The argument is its role."""


def original_key(digest: str) -> str:
    """Where bytes lie as they came in, by their SHA-256, out of everybody's reach."""
    return f"quarantine/{digest[:2]}/{digest}"


def original(digest: str) -> Path:
    """Give bytes as they came in, on disk."""
    return storage.fetched(original_key(digest))


def shown_needs() -> "models.Prefetch[str]":
    """Bring the needs of a data set along, but for those that a moderator has hidden."""
    return models.Prefetch("needs", Need.objects.visible().order_by("id"))


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def published(self) -> Self:
        return self.filter(
            models.Exists(Version.objects.published().filter(dataset=models.OuterRef("pk")))
        )

    def visible_to(self, organisation: Organisation | None) -> Self:
        """Keep what is published and may be taken or asked for, and whatever is one's own."""
        return self.filter(
            Q(pk__in=Dataset.objects.published().exclude(access=Access.OWNER))
            | Q(organisation=organisation)
        )

    def takeable_by(self, organisation: Organisation | None, now: datetime) -> Self:
        """Keep what one may pull: what is open, what one was allowed, and one's own."""
        allowed = Grant.objects.in_force(now).filter(organisation=organisation)
        return self.filter(
            Q(pk__in=Dataset.objects.published().filter(access=Access.OPEN))
            | Q(access=Access.GRANT, pk__in=allowed.values("dataset"))
            | Q(organisation=organisation)
        )

    def for_list(self) -> Self:
        """Bring what a list shows along: owner, needs, and published versions, newest first."""
        versions = Version.objects.published().order_by("-number")
        return self.select_related("organisation").prefetch_related(
            models.Prefetch("versions", versions, to_attr="published_versions"), shown_needs()
        )

    def real_if_any(self) -> Self:
        """Leave the samples out as soon as one real data set exists."""
        a_real_one = Dataset.objects.filter(is_sample=False)
        return self.filter(Q(is_sample=False) | ~models.Exists(a_real_one))


class Dataset(models.Model):
    """Labelled data that one organisation shares, through all its versions."""

    slug = models.SlugField(unique=True, default=new_slug)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="datasets")
    title = models.CharField(_("title"), max_length=100)
    description = models.TextField(_("what it is"), max_length=4000)
    needs = models.ManyToManyField(Need, related_name="datasets", blank=True)
    access = models.CharField(
        _("who may take it"), max_length=5, choices=Access, default=Access.OPEN
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = DatasetQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="datasets_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(access__in=Access.values), name="dataset_access_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(description=""), name="dataset_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dataset", args=[self.slug])

    @property
    def latest(self) -> "Version | None":
        """The newest published version, where `for_list` brought them along."""
        published: list[Version] = self.published_versions  # type: ignore[attr-defined]
        return published[0] if published else None


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def withdrawn(self) -> Self:
        return self.filter(state=VersionState.WITHDRAWN)

    def whole(self) -> Self:
        """Keep what was published once, be it given out still or not."""
        return self.filter(state__in=[VersionState.PUBLISHED, VersionState.SEALED])


class Version(models.Model):
    """One state of a dataset; immutable once published."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="versions")
    state = models.CharField(max_length=9, choices=VersionState, default=VersionState.DRAFT)
    kind = models.CharField(
        max_length=6, choices=DataKind, default=DataKind.TABLE, db_default=DataKind.TABLE
    )
    row_count = models.PositiveBigIntegerField(null=True)
    label_column = models.CharField(max_length=200, blank=True)
    # Of the table that is pulled, the same as its file's: what a receipt can name.
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "number"], name="versions_of_a_dataset_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DataKind.values), name="version_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, sha256="", published_at=None)
                | Q(
                    ~Q(state=VersionState.DRAFT),
                    sha256__regex=r"^[0-9a-f]{64}$",
                    published_at__isnull=False,
                    row_count__isnull=False,
                ),
                name="version_published_has_its_hash_and_rows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} v{self.number}"

    @property
    def folder(self) -> Path:
        """Where its files are made."""
        return storage.place(f"datasets/{self.dataset.slug}/{self.number}/table").parent


class File(models.Model):
    """One file of a version: the original as it came, or what was made of it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="files")
    role = models.CharField(max_length=13, choices=FileRole)
    name = models.CharField(max_length=200)
    byte_count = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "role", "name"], name="files_have_names"),
            models.CheckConstraint(
                condition=Q(role__in=FileRole.values), name="file_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is pulled; a table's name ends in what clients expect."""
        slug, number = self.version.dataset.slug, self.version.number
        if self.role == FileRole.ORIGINAL:
            return reverse("pull_original", args=[slug, number])
        if self.role == FileRole.LABELS:
            return reverse("pull_labels", args=[slug, number])
        if self.role == FileRole.SEALED_INPUTS:
            return reverse("pull_sealed_inputs", args=[slug])
        if self.role == FileRole.SEALED_LABELS:
            raise NoAddress(self.role)
        return reverse("pull", args=[slug, number, slug])

    @property
    def key(self) -> str:
        if self.role in OWNERS_ALONE:
            return original_key(self.sha256)
        return f"{self._key_of_before}-{self.sha256}"

    @property
    def kept_key(self) -> str:
        """The key under which it is found: some lie where they lay before keys held a hash.

        Costs a look at the storage.
        """
        key = self.key
        if self.role in OWNERS_ALONE or storage.holds(key):
            return key
        return self._key_of_before if storage.holds(self._key_of_before) else key

    @property
    def _key_of_before(self) -> str:
        version = self.version
        return f"datasets/{version.dataset.slug}/{version.number}/{self.role.lower()}"

    @property
    def path(self) -> Path:
        """Give its bytes on disk. Costs a download where they lie with another storage."""
        return storage.fetched(self.kept_key)

    @property
    def content_type(self) -> str:
        is_original = self.role == FileRole.ORIGINAL
        return "application/octet-stream" if is_original else "application/vnd.apache.parquet"
