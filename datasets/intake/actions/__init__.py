"""What people do to share data: send a file, and have a step tried again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from datasets.consent.actions import agree
from datasets.intake import tasks
from datasets.intake.actions.transfers import AlreadyShared
from datasets.intake.models import Correction, Step, Transfer, Upload
from datasets.intake.vocabulary import StepName, StepState
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Terms, Version, original_key
from demand.needs.models import Need
from marketplace import storage
from marketplace.accounts.models import Organisation, User
from marketplace.confinement.refusal import Code

EMPTY = _("This file is empty. Choose the one with your rows in it.")


class Chunked(Protocol):
    """A file as it comes in: a name, and its bytes piece by piece."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


class NothingToRetry(Exception):
    """No step of this upload has stopped."""

    code = "nothing_to_retry"
    detail = _("Nothing has stopped here.")


def share_dataset(
    *,
    organisation: Organisation,
    by: User,
    now: datetime,
    file: Chunked | Transfer,
    terms: dict[str, Any],
    needs: list[Need] | None = None,
    is_sample: bool = False,
    **fields: Any,
) -> Upload:
    """Take a file in as the first version of a new data set.

    Its bytes are on disk before anything is acknowledged. `terms` are the acts of
    Terms, `fields` those of Dataset: title, description, access.
    Raises: NotYours; ValidationError, field by field.
    """
    if not organisation.admits(by):
        raise NotYours
    dataset = Dataset(organisation=organisation, is_sample=is_sample, created_at=now, **fields)
    agreed = Terms.agreed(by=by, **terms)
    dataset.full_clean()
    agreed.full_clean()
    kept = _arrived(file) if isinstance(file, Transfer) else keep(file)
    with transaction.atomic():
        dataset.save()
        dataset.needs.set(needs or [])
        return begin(dataset, agreed, kept, by, now)


def share_version(
    *,
    dataset: Dataset,
    by: User,
    now: datetime,
    file: Chunked | Transfer,
    terms: dict[str, Any],
) -> Upload:
    """Take a file in as the next version of one's data set.

    Raises: NotYours; ValidationError, field by field.
    """
    if not dataset.organisation.admits(by):
        raise NotYours
    agreed = Terms.agreed(by=by, **terms)
    agreed.full_clean()
    kept = _arrived(file) if isinstance(file, Transfer) else keep(file)
    with transaction.atomic():
        return begin(dataset, agreed, kept, by, now)


def retry(*, upload: Upload, by: User, now: datetime) -> None:
    """Have the step that stopped tried again, with all that follow it.

    Raises: NotYours, NothingToRetry.
    """
    if not upload.version.dataset.organisation.admits(by):
        raise NotYours
    with transaction.atomic():
        stopped = upload.steps.select_for_update().filter(state=StepState.FAILED)
        if not stopped.exists():
            raise NothingToRetry
        if stopped.filter(error_code=Code.WITHDRAWN_MEANWHILE).exists():
            # What was read holds rows that were taken back: it is read anew without them.
            stopped |= upload.steps.filter(name__in=(StepName.CONVERT, StepName.MEASURE))
            upload.version.parts.all().delete()
        Step.objects.forget(stopped)
        Upload.objects.filter(pk=upload.pk).update(
            finished_at=None, claimed_at=None, heard_at=now, attempts=0
        )
        tasks.take_in.delay_on_commit(upload.pk)  # type: ignore[attr-defined]


def keep(file: Chunked) -> dict[str, Any]:
    """Write a file's bytes to quarantine under their hash, and make sure that they stay.

    Never whole in memory. The same bytes sent twice are kept once.
    Raises: ValidationError for an empty file.
    """
    folder = storage.place("quarantine/arriving").parent
    arriving, digest, size = folder / f"arriving-{uuid4().hex}", sha256(), 0
    try:
        with arriving.open("wb") as target:
            for piece in file.chunks():
                digest.update(piece)
                size += target.write(piece)
        if not size:
            raise ValidationError({"file": EMPTY})
        key = original_key(digest.hexdigest())
        arriving.rename(storage.place(key))
        storage.keep(key)
    finally:
        with suppress(FileNotFoundError):
            arriving.unlink()
    return {
        "name": Path(file.name or "data.csv").name[-200:],
        "byte_count": size,
        "sha256": digest.hexdigest(),
    }


def _arrived(transfer: Transfer) -> dict[str, Any]:
    """Take a file that came in pieces. Raises: ValidationError unless it is whole and free."""
    if transfer.is_shared:
        raise ValidationError({"file": AlreadyShared.detail})
    if not transfer.is_whole:
        raise ValidationError({"file": _("Only a part of this file has arrived. Send the rest.")})
    if not transfer.length:
        raise ValidationError({"file": EMPTY})
    return {
        "name": transfer.name or "data",
        "byte_count": transfer.length,
        "sha256": "",
        "transfer": transfer,
    }


def begin(dataset: Dataset, terms: Terms, kept: dict[str, Any], by: User, now: datetime) -> Upload:
    """Put the file down as the next version, with its steps, and queue the work.

    Within a transaction. `kept` are the fields of Upload that name the file.
    """
    Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    terms.save()
    # Whoever sends it agrees with the same click.
    agree(dataset=dataset, organisation=dataset.organisation, terms=terms, by=by, now=now)
    number = dataset.versions.count() + 1
    version = Version.objects.create(dataset=dataset, number=number, terms=terms)
    correction = Correction.objects.filter(dataset=dataset).first()
    upload = Upload.objects.create(
        version=version,
        uploaded_by=by,
        uploaded_at=now,
        reading=correction.reading if correction else {},
        **kept,
    )
    Step.objects.plan(upload)
    tasks.take_in.delay_on_commit(upload.pk)  # type: ignore[attr-defined]
    return upload
