"""From an upload to a published version, one step after the other.

Each step can be done again: what it writes depends on the file alone. A step that is
done is passed over; one that was killed half-way starts anew.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from datasets.intake.models import MOST_ATTEMPTS, ClaimLost, Step, Transfer, Upload
from datasets.intake.tasks.conversion import convert
from datasets.intake.tasks.identification import check, identify
from datasets.intake.tasks.measuring import measure
from datasets.intake.tasks.packing import pack
from datasets.intake.tasks.publication import publish
from datasets.intake.tasks.sealing import seal_labels
from datasets.intake.tasks.withdrawing import follow_withdrawals
from datasets.intake.vocabulary import StepName, StepState
from datasets.library.models import Sealing, original_key
from marketplace import storage
from marketplace.confinement.refusal import Code, Refused

__all__ = ["follow_withdrawals", "forget_transfers", "resume_forgotten", "seal_labels", "take_in"]

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
    try:
        for step in upload.steps.in_order():
            if step.state != StepState.DONE and not _take(step, upload):
                return
        with transaction.atomic():
            upload.hold()
            Upload.objects.filter(id=upload_id).update(finished_at=timezone.now())
    except ClaimLost:
        # Whoever took it over does it all again, and must not be written over.
        logger.warning("Upload %s was taken over by another worker.", upload_id)
        return
    storage.release(original_key(upload.sha256))


@shared_task(acks_late=True, time_limit=60)
def resume_forgotten() -> None:
    """Queue again what nobody has been heard working on for a while."""
    now = timezone.now()
    forgotten = Upload.objects.forgotten(now)
    for upload_id in forgotten.values_list("id", flat=True):
        # Let go of by whoever fell silent, and not asked for again at the very next beat.
        if forgotten.filter(id=upload_id).update(claimed_at=None, heard_at=now):
            take_in.delay(upload_id)
    for sealing_id in Sealing.objects.forgotten(now).values_list("id", flat=True):
        seal_labels.delay(sealing_id)


@shared_task(acks_late=True, time_limit=600)
def forget_transfers() -> None:
    """Throw away what came in part and nobody goes on with."""
    for transfer in Transfer.objects.unshared().filter(expires_at__lt=timezone.now()):
        transfer.path.unlink(missing_ok=True)
        transfer.delete()


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
    except (OperationalError, ClaimLost):
        raise  # the database will be back, and the step is done again then, or by another
    except Exception:
        # Ours, not the file's: the trace goes to the log, and retrying may help.
        logger.exception("Step %s of upload %s failed", step.name, upload.pk)
        step.fail(timezone.now(), code=Code.CRASHED, where="")
        raise
    step.finish(timezone.now(), **findings)
    return True


def _identify(upload: Upload, report: Report) -> dict[str, Any]:
    """Tell what a file is; photos that were sent one by one become a file first."""
    if not upload.sha256 and upload.transfer is None:
        pack(upload, report)
    return identify(upload, report)


def _reporter(step: Step) -> Report:
    """Write progress down now and then; each time it also says that somebody is at work."""
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_EVERY_SECONDS:
            last = time.monotonic()
            step.report(share, timezone.now())

    return report


WORK: dict[StepName, Callable[[Upload, Report], dict[str, Any]]] = {
    StepName.IDENTIFY: _identify,
    StepName.CHECK: check,
    StepName.CONVERT: convert,
    StepName.MEASURE: measure,
    StepName.PUBLISH: publish,
}
