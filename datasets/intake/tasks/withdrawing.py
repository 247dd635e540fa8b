"""What was taken back: the next version is made without it, from the newest that holds it."""

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone

from datasets.consent.models import Contributor, Withdrawal
from datasets.intake.arithmetic.protection import Protected, Wishes, names_in, protect
from datasets.intake.arithmetic.subtraction import (
    account_without,
    labels_without,
)
from datasets.intake.models import Photo, Step, Upload
from datasets.intake.tasks.identification import digest
from datasets.intake.vocabulary import StepName, StepState
from datasets.library.models import Dataset, File, Version, original_key
from datasets.library.vocabulary import FileRole, VersionState
from marketplace import storage
from marketplace.changes.reads import follow
from marketplace.confinement.refusal import Refused

READER = "datasets.intake.withdrawals"
SOON = 0.2
DONE_ALREADY = (StepName.IDENTIFY, StepName.CHECK, StepName.CONVERT)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=3600)
def follow_withdrawals() -> None:
    """Take out of each data set what was taken back since this was last done."""
    if follow(READER, ("consent",), subtract):
        follow_withdrawals.apply_async(countdown=SOON)


def subtract(dataset_id: int) -> None:
    """Make the next version without what was taken back, if one is needed; ten runs equal one.

    What is made depends on the rows alone. Who is killed half-way has changed nothing, and
    the withdrawal still waits.
    """
    waiting = Withdrawal.objects.waiting().filter(contributor__dataset=dataset_id)
    if not waiting.exists():
        return
    dataset = Dataset.objects.select_related("organisation").get(pk=dataset_id)
    _take_photos_back(dataset)
    left_out = Contributor.objects.withdrawn_numbers(dataset)
    base = _base(dataset)
    if base is None:
        _close(dataset, left_out)
        return
    scratch = storage.place(f"quarantine/withdrawing-{base.pk}/table").parent
    try:
        done = _protected(base, scratch, left_out)
    except Refused:
        # Nothing is left: there is no next version.
        _close(dataset, left_out)
    else:
        _finish(base, scratch, done, left_out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _take_photos_back(dataset: Dataset) -> None:
    """Take the photos back too that a contributor sent one by one, up to that moment."""
    waiting = Withdrawal.objects.waiting().filter(contributor__dataset=dataset)
    for withdrawal in waiting.select_related("contributor"):
        Photo.objects.filter(
            collection__dataset=dataset,
            organisation=withdrawal.contributor.organisation,
            sent_at__lte=withdrawal.asked_at,
        ).withdraw(withdrawal.asked_at)


def _base(dataset: Dataset) -> Version | None:
    """Find the version to take rows out of; none if the newest is free of them."""
    newest = dataset.versions.exclude(state=VersionState.DRAFT).order_by("-number").first()
    return newest if newest and newest.state == VersionState.WITHDRAWN else None


def _protected(base: Version, scratch: Path, left_out: Collection[int]) -> Protected:
    """Write the table, and the labels of media, without what was taken back."""
    table = base.files.select_related("version__dataset").get(role=FileRole.TABLE).path
    column = _column(base)
    names = names_in(table, column) if column else []
    dataset = base.dataset
    own = dataset.organisation.slug
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        numbers = Contributor.objects.numbered(dataset, [*names, own])
    wishes = Wishes(contributor=column, numbers=numbers, own=numbers[own], left_out=left_out)
    return protect(table, scratch / "table.parquet", wishes)


def _column(base: Version) -> str:
    upload = Upload.objects.filter(version=base).first()
    if upload is None:
        return ""
    is_media = "labels_sha256" in upload.findings
    return "contributor" if is_media else str(upload.findings.get("contributor_column", ""))


def _close(dataset: Dataset, left_out: Collection[int]) -> None:
    """Say that all is done: no version is left, or the newest has nothing of it."""
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        _of(dataset, left_out).finish(timezone.now(), None, _row_counts(dataset))


def _of(dataset: Dataset, left_out: Collection[int]) -> Any:
    return Withdrawal.objects.filter(
        contributor__dataset=dataset, contributor__number__in=list(left_out)
    )


def _row_counts(dataset: Dataset) -> dict[int, int]:
    """Count for each contributor the rows that the newest version with any of theirs had."""
    counted = dataset.contributors.annotate(most=Max("contributions__row_count"))
    return {number: most or 0 for number, most in counted.values_list("number", "most")}


def _finish(base: Version, scratch: Path, done: Protected, left_out: Collection[int]) -> None:
    """Put the next version down, ready to be measured, and close what waited: both or neither."""
    from datasets.intake.tasks import take_in

    now = timezone.now()
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update(no_key=True).get(pk=base.dataset_id)
        waiting = Withdrawal.objects.waiting().filter(contributor__dataset=dataset)
        if not waiting.exists() or _base(dataset) != base:
            return
        version = Version.objects.create(
            dataset=dataset, number=dataset.versions.count() + 1, terms=base.terms
        )
        found = account_without(_found(base), done, left_out)
        found |= _placed(base, version, scratch)
        upload = _upload(version, base, waiting, found, now)
        _of(dataset, left_out).finish(now, version, _row_counts(dataset))
        take_in.delay_on_commit(upload.pk)  # type: ignore[attr-defined]


def _found(base: Version) -> dict[str, Any]:
    upload = Upload.objects.filter(version=base).first()
    known = {"data_kind": base.kind, "label_column": base.label_column}
    return (upload.findings if upload else {}) | known


def _placed(base: Version, version: Version, scratch: Path) -> dict[str, Any]:
    """Put the files in their places, and tell their hashes, sizes and counts."""
    table, counted = scratch / "table.parquet", dict[str, Any]()
    made = {FileRole.TABLE: table}
    if base.files.filter(role=FileRole.LABELS).exists():
        made[FileRole.LABELS] = scratch / "labels.parquet"
        labels = base.files.select_related("version__dataset").get(role=FileRole.LABELS).path
        counted = labels_without(labels, table, made[FileRole.LABELS])
    for role, path in made.items():
        found = digest(path, lambda _share: None)
        key = File(version=version, role=role, sha256=found).key
        shutil.copyfile(path, storage.place(key))
        storage.keep(key)
        counted[f"{role.lower()}_sha256"] = found
        counted[f"{role.lower()}_bytes"] = path.stat().st_size
    key = original_key(counted["table_sha256"])
    shutil.copyfile(table, storage.place(key))
    storage.keep(key)
    return counted


def _upload(
    version: Version, base: Version, waiting: Any, found: dict[str, Any], now: datetime
) -> Upload:
    """Plan the steps that are left: measuring and publishing."""
    asked = waiting.select_related("asked_by").order_by("id").first()
    earlier = Upload.objects.filter(version=base).first()
    upload = Upload.objects.create(
        version=version,
        name="table.parquet",
        byte_count=found["table_bytes"],
        sha256=found["table_sha256"],
        uploaded_by=asked.asked_by,
        uploaded_at=now,
        findings=found,
        reading=earlier.reading if earlier else {},
    )
    Step.objects.plan(upload)
    upload.steps.filter(name__in=DONE_ALREADY).update(
        state=StepState.DONE, progress_share=1, started_at=now, finished_at=now
    )
    return upload
