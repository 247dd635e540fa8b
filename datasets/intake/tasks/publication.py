"""The last step: a version with its files, its media and the news of it, all or nothing."""

from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.consent.models import Contribution, Contributor
from datasets.intake.models import Upload
from datasets.intake.tasks.identification import Report
from datasets.library.models import Dataset, File, Medium, Sealing, Version
from datasets.library.vocabulary import FileRole, VersionState
from marketplace.changes.models import Change
from marketplace.confinement.refusal import Code, Refused

MEDIA_AT_ONCE = 5_000
MANIFEST_COLUMNS = ["path", "sha256", "format", "byte_count"]


def publish(upload: Upload, report: Report) -> dict[str, Any]:
    """Make the version public."""
    version, found, now = upload.version, upload.findings, timezone.now()
    if unsettled := found.get("personal"):
        raise Refused(Code.PERSONAL, ", ".join(each["where"] for each in unsettled))
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=version.dataset_id)
        upload.hold()
        _count_contributors(version, found)
        sealing = Sealing.objects.standing().filter(dataset=version.dataset_id).first()
        if found.get("sealing") != (sealing.pk if sealing else None):
            raise Refused(Code.SEALED_MEANWHILE)
        for role, name, byte_count, digest in _files(upload):
            File.objects.update_or_create(
                version=version,
                role=role,
                name=name,
                defaults={"byte_count": byte_count, "sha256": digest},
            )
        if "labels_sha256" in found:
            _list_media(version, version.files.get(role=FileRole.TABLE).path)
        Version.objects.filter(pk=version.pk).update(
            state=VersionState.PUBLISHED,
            published_at=now,
            kind=found["data_kind"],
            sha256=found["table_sha256"],
            row_count=found["rows_written"],
            label_column=found["label_column"],
        )
        # By need: those who stand above ask what a need has, not what a data set is.
        for need_id in version.dataset.needs.values_list("id", flat=True):
            Change.objects.record(noun="dataset", key=need_id, kind="published")
        # So long a list may have kept it silent that somebody is about to take over.
        report(1)
    return {}


def _count_contributors(version: Version, found: dict[str, Any]) -> None:
    """Write down whose the rows are. Raises: Refused where some were taken back meanwhile."""
    counts = {int(number): count for number, count in found.get("contributors", {}).items()}
    if counts.keys() & set(Contributor.objects.withdrawn_numbers(version.dataset)):
        raise Refused(Code.WITHDRAWN_MEANWHILE)
    there = Contributor.objects.filter(dataset=version.dataset_id, number__in=counts)
    Contribution.objects.filter(version=version).delete()
    Contribution.objects.bulk_create(
        Contribution(version=version, contributor=each, row_count=counts[each.number])
        for each in there
    )


def _files(upload: Upload) -> Iterator[tuple[FileRole, str, int, str]]:
    found = upload.findings
    yield FileRole.ORIGINAL, upload.name, upload.byte_count, upload.sha256
    yield FileRole.TABLE, "table.parquet", found["table_bytes"], found["table_sha256"]
    if "labels_sha256" in found:
        yield FileRole.LABELS, "labels.parquet", found["labels_bytes"], found["labels_sha256"]


def _list_media(version: Version, manifest: Path) -> None:
    """Write down which pictures or sounds the version has, so that each can be asked for."""
    import pyarrow.parquet as pq

    Medium.objects.filter(version=version).delete()
    rows = pq.read_table(manifest, columns=MANIFEST_COLUMNS).to_pylist()
    for some in batched(rows, MEDIA_AT_ONCE):
        Medium.objects.bulk_create(
            Medium(version=version, name=row.pop("path"), **row) for row in some
        )
