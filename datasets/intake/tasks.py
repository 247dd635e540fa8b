"""From an upload to a published version, one step after the other.

Each step can be done again: what it writes depends on the file alone. A step that is
done is passed over; one that was killed half-way starts anew.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from datasets.intake.arithmetic.identity import HEAD_BYTES, identify
from datasets.intake.models import MOST_ATTEMPTS, Step, Upload
from datasets.intake.vocabulary import StepName, StepState
from datasets.library.models import File, Version
from datasets.library.vocabulary import FileRole, VersionState
from datasets.measures.models import Part, Statistics
from marketplace.changes.models import Change
from marketplace.confinement.child import confined
from marketplace.confinement.refusal import Code, Refused

logger = logging.getLogger(__name__)
PROGRESS_EVERY_SECONDS = 0.5
Report = Callable[[float], None]


@shared_task(
    acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=4 * 3600
)
def take_in(upload_id: int) -> None:
    """Take an upload through all steps that are not done yet, unless somebody else does."""
    upload = Upload.objects.claim(upload_id, timezone.now())
    if upload is None:
        return
    for step in upload.steps.in_order():
        if step.state != StepState.DONE and not _take(step, upload):
            return
    Upload.objects.filter(id=upload_id).update(finished_at=timezone.now())


@shared_task(acks_late=True, time_limit=60)
def resume_forgotten() -> None:
    """Queue again what nobody has been heard working on for a while."""
    now = timezone.now()
    forgotten = Upload.objects.forgotten(now)
    for upload_id in forgotten.values_list("id", flat=True):
        # Let go of by whoever fell silent, and not asked for again at the very next beat.
        if forgotten.filter(id=upload_id).update(claimed_at=None, heard_at=now):
            take_in.delay(upload_id)


def _take(step: Step, upload: Upload) -> bool:
    """Do one step and keep what it found. Returns whether the next may begin."""
    step.upload = upload
    step.begin(timezone.now())
    if upload.attempts > MOST_ATTEMPTS:
        step.fail(timezone.now(), code=Code.CRASHED, where="")
        return False
    try:
        findings = WORK[StepName(step.name)](upload, _reporter(step))
    except Refused as refusal:
        step.fail(timezone.now(), code=refusal.code, where=refusal.where)
        return False
    except OperationalError:
        raise  # the database will be back, and the step is done again then
    except Exception:
        # Ours, not the file's: the trace goes to the log, and retrying may help.
        logger.exception("Step %s of upload %s failed", step.name, upload.pk)
        step.fail(timezone.now(), code=Code.CRASHED, where="")
        raise
    step.finish(timezone.now(), **findings)
    return True


def _reporter(step: Step) -> Report:
    """Write progress down now and then; each time it also says that somebody is at work."""
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_EVERY_SECONDS:
            last = time.monotonic()
            step.report(share, timezone.now())

    return report


def _identify(upload: Upload, report: Report) -> dict[str, Any]:
    with upload.path.open("rb") as file:
        found = identify(file.read(HEAD_BYTES))
    return {"encoding": found.encoding, "delimiter": found.delimiter}


def _check(upload: Upload, report: Report) -> dict[str, Any]:
    if _hash(upload.path, report) != upload.sha256:
        raise Refused(Code.NOT_WHOLE)
    return {}


def _hash(path: Path, report: Report) -> str:
    digest, size = sha256(), max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
            report(file.tell() / size)
    return digest.hexdigest()


def _convert(upload: Upload, report: Report) -> dict[str, Any]:
    """Convert in a confined child, in a scratch folder; then put the table in its place."""
    version = upload.version
    scratch = version.folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    made = scratch / "table.parquet"
    request = {
        "source": str(upload.path),
        "target": str(made),
        "encoding": upload.findings["encoding"],
        "delimiter": upload.findings["delimiter"],
    }
    account = confined("convert", request, scratch, report=report)
    table = File(version=version, role=FileRole.TABLE)
    _sync(made)
    made.rename(table.path)
    shutil.rmtree(scratch)
    return {
        **account,
        "table_sha256": _hash(table.path, report),
        "table_bytes": table.path.stat().st_size,
    }


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _measure(upload: Upload, report: Report) -> dict[str, Any]:
    """Measure part by part; parts that are measured already are only merged."""
    from datasets.intake.arithmetic.tables import preview
    from datasets.measures.arithmetic import statistics

    version, label = upload.version, upload.findings["label_column"]
    table = File(version=version, role=FileRole.TABLE).path
    whole, count = None, statistics.part_count(table)
    for number in range(count):
        part = Part.objects.filter(version=version, number=number).first()
        if part is None:
            measured = statistics.measure_part(table, number, label=label)
            part, _made = Part.objects.update_or_create(
                version=version,
                number=number,
                defaults={"row_count": measured.row_count, "sketches": measured.as_bytes()},
            )
        measured = statistics.Statistics.from_bytes(bytes(part.sketches))
        if whole is None:
            whole = measured
        else:
            whole.merge(measured)
        report((number + 1) / count)
    assert whole is not None  # noqa: S101  a table has one part at least
    Statistics.objects.update_or_create(
        version=version,
        defaults={
            "document": whole.as_document() | {"preview": preview(table)},
            "row_count": whole.row_count,
            "code_version": statistics.CODE_VERSION,
        },
    )
    return {}


def _publish(upload: Upload, report: Report) -> dict[str, Any]:
    """Make the version public with its files and the news of it, all or nothing."""
    version, found, now = upload.version, upload.findings, timezone.now()
    files = {
        FileRole.ORIGINAL: (upload.name, upload.byte_count, upload.sha256),
        FileRole.TABLE: ("table.parquet", found["table_bytes"], found["table_sha256"]),
    }
    with transaction.atomic():
        for role, (name, byte_count, digest) in files.items():
            File.objects.update_or_create(
                version=version,
                role=role,
                name=name,
                defaults={"byte_count": byte_count, "sha256": digest},
            )
        Version.objects.filter(pk=version.pk).update(
            state=VersionState.PUBLISHED,
            published_at=now,
            sha256=found["table_sha256"],
            row_count=found["rows_written"],
            label_column=found["label_column"],
        )
        # By need: those who stand above ask what a need has, not what a data set is.
        for need_id in version.dataset.needs.values_list("id", flat=True):
            Change.objects.record(noun="dataset", key=need_id, kind="published")
    return {}


WORK: dict[StepName, Callable[[Upload, Report], dict[str, Any]]] = {
    StepName.IDENTIFY: _identify,
    StepName.CHECK: _check,
    StepName.CONVERT: _convert,
    StepName.MEASURE: _measure,
    StepName.PUBLISH: _publish,
}
