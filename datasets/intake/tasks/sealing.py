"""Sealing labels: three tables are made of one, and what is left becomes the next version."""

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from datasets.intake.arithmetic.reading import Reading
from datasets.intake.models import Step, Upload
from datasets.intake.tasks.identification import digest
from datasets.library.models import Dataset, File, Sealing, Version, original_key
from datasets.library.models.media import medium_key
from datasets.library.models.sealing import MOST_ATTEMPTS
from datasets.library.vocabulary import DataKind, FileRole, VersionState
from marketplace import storage
from marketplace.changes.models import Change
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    from datasets.intake.arithmetic.lots import Parted
    from datasets.library.arithmetic.exports.listing import Shown

logger = logging.getLogger(__name__)
NAMES = {FileRole.SEALED_INPUTS: "inputs", FileRole.SEALED_LABELS: "labels"}


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=900)
def seal_labels(sealing_id: int) -> None:
    """Part the table as was asked for, and hand what is left to the pipeline.

    What is made depends on the row alone, so that two runs make the same; one of them writes.
    """
    sealing = Sealing.objects.claim(sealing_id, timezone.now())
    if sealing is None:
        return
    if sealing.attempts > MOST_ATTEMPTS:
        _give_up(sealing, Refused(Code.CRASHED))
        return
    try:
        _seal(sealing)
    except Refused as refusal:
        _give_up(sealing, refusal)
    except Exception:
        # Ours, not the table's: it is tried again, and no more than a few times.
        logger.exception("Sealing %s failed", sealing.pk)
        Sealing.objects.let_go(sealing.pk)
        raise


def _seal(sealing: Sealing) -> None:
    near = storage.place("quarantine/sealing").parent
    with TemporaryDirectory(prefix="sealing-", dir=near) as folder:
        scratch = Path(folder)
        _finish(sealing, _part(sealing, scratch), scratch)


def _part(sealing: Sealing, scratch: Path) -> dict[str, Any]:
    whole = Version.objects.whole().filter(dataset=sealing.dataset)
    files = File.objects.filter(version__in=whole).select_related("version__dataset")
    is_pictures = sealing.version.kind == DataKind.IMAGES
    parted = (_part_pictures if is_pictures else _part_table)(sealing, files, scratch)
    return {
        "row_count": parted.row_count,
        "group_count": parted.group_count,
        "group_column": parted.group_column,
        "set_aside_count": parted.set_aside_count,
        "label_column": sealing.version.label_column,
    }


def _part_table(sealing: Sealing, files: QuerySet[File], scratch: Path) -> "Parted":
    from datasets.intake.arithmetic.sealing import part

    tables = files.filter(role=FileRole.TABLE)
    return part(
        tables.get(version=sealing.version).path,
        label=sealing.version.label_column,
        share=sealing.share,
        salt=sealing.salt,
        seen=[file.path for file in tables],
        into=scratch,
    )


def _part_pictures(sealing: Sealing, files: QuerySet[File], scratch: Path) -> "Parted":
    """Part the pictures, and pack what is left as others would send it."""
    from datasets.intake.arithmetic.sealed_pictures import part_pictures
    from datasets.library.arithmetic.exports import Shape, export
    from datasets.library.arithmetic.exports.listing import Listing

    tables = files.filter(role=FileRole.TABLE)
    parted = part_pictures(
        tables.get(version=sealing.version).path,
        files.get(version=sealing.version, role=FileRole.LABELS).path,
        share=sealing.share,
        salt=sealing.salt,
        seen=[file.path for file in tables],
        fetch=lambda digest, form: storage.fetched(medium_key(digest, form)).read_bytes(),
        into=scratch,
    )
    rest, labels = scratch / "rest.parquet", scratch / "rest_labels.parquet"
    about = dict.fromkeys(("description", "version", "url", "date_created"), "")
    listing = Listing(rest, labels, lambda _digest, _form: "", about)
    # Outlines stand in COCO alone, files that nobody has labelled in CSV alone.
    shape = Shape.COCO if listing.has_outlines else Shape.CSV
    with (scratch / "rest.zip").open("wb") as archive:
        archive.writelines(export(listing, shape, terms={}, fetch=_bytes_of))
    return parted


def _bytes_of(shown: "Shown") -> Iterator[bytes]:
    key = medium_key(shown.about["sha256"], shown.about["format"])
    yield storage.fetched(key).read_bytes()


def _give_up(sealing: Sealing, why: Refused) -> None:
    """Give the versions out again as they were: nothing could be sealed."""
    told = {"refusal": why.code, "refused_where": why.where[:200]}
    with transaction.atomic():
        if Sealing.objects.waiting().filter(pk=sealing.pk).update(**told):
            sealed = Version.objects.filter(dataset=sealing.dataset, state=VersionState.SEALED)
            sealed.update(state=VersionState.PUBLISHED)
            _tell(sealing, "published")


def _finish(sealing: Sealing, parted: dict[str, Any], scratch: Path) -> None:
    """Write down what is sealed, and the next version to be taken in: both or neither."""
    from datasets.intake.tasks import take_in

    now = timezone.now()
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).get(pk=sealing.dataset_id)
        if not Sealing.objects.waiting().filter(pk=sealing.pk).exists():
            return
        version = Version.objects.create(
            dataset=sealing.version.dataset,
            number=sealing.dataset.versions.count() + 1,
            terms=sealing.version.terms,
        )
        kept = {name: _kept(version, role, scratch) for role, name in NAMES.items()}
        Sealing.objects.filter(pk=sealing.pk).update(sealed_at=now, **kept, **parted)
        upload = _next_upload(sealing, version, scratch, now)
        _tell(sealing, "sealed")
        take_in.delay_on_commit(upload.pk)  # type: ignore[attr-defined]


def _kept(version: Version, role: FileRole, scratch: Path) -> File:
    made = scratch / f"{NAMES[role]}.parquet"
    file = File(version=version, role=role, name=made.name, byte_count=made.stat().st_size)
    file.sha256 = digest(made, lambda _share: None)
    shutil.copyfile(made, storage.place(file.key))
    storage.keep(file.key)
    file.save()
    return file


def _next_upload(sealing: Sealing, version: Version, scratch: Path, now: datetime) -> Upload:
    is_pictures = sealing.version.kind == DataKind.IMAGES
    rest = scratch / ("rest.zip" if is_pictures else "rest.parquet")
    found = digest(rest, lambda _share: None)
    shutil.copyfile(rest, storage.place(original_key(found)))
    storage.keep(original_key(found))
    upload = Upload.objects.create(
        version=version,
        name="pictures.zip" if is_pictures else "table.parquet",
        byte_count=rest.stat().st_size,
        sha256=found,
        uploaded_by=sealing.asked_by,
        uploaded_at=now,
        reading=Reading(label=sealing.version.label_column).as_record(),
    )
    Step.objects.plan(upload)
    return upload


def _tell(sealing: Sealing, kind: str) -> None:
    for need_id in sealing.version.dataset.needs.values_list("id", flat=True):
        Change.objects.record(noun="dataset", key=need_id, kind=kind)
