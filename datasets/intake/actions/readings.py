"""Correcting how a table was read."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from datasets.intake import tasks
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.models import Correction, Step, Upload
from datasets.intake.vocabulary import StepName
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Version
from datasets.library.vocabulary import VersionState
from marketplace.accounts.models import User


class StillUnderWay(Exception):
    """What is being read just now cannot be read otherwise at the same time."""

    code = "still_under_way"
    detail = _("It is being taken in just now. Correct it when that is done.")


class NotSettled(Exception):
    """A column in which persons may stand is left open, or said to be both kept and left out."""

    code = "not_settled"
    detail = _("Say of each column whether it is left out or given out.")


def correct_reading(*, upload: Upload, by: User, now: datetime, reading: Reading) -> Upload:
    """Have a table read as its owner says, now and in all later versions.

    A published version stays as it is: the same file becomes the next one. Returns the
    upload that is read anew. Raises: NotYours, StillUnderWay.
    """
    dataset = upload.version.dataset
    if not dataset.organisation.admits(by):
        raise NotYours
    record = reading.as_record()
    with transaction.atomic():
        # No two at once: both would make the next version.
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        fresh = Upload.objects.select_related("version").get(pk=upload.pk)
        if not fresh.finished_at:
            raise StillUnderWay
        Correction.objects.update_or_create(
            dataset=dataset,
            defaults={"reading": record, "corrected_by": by, "corrected_at": now},
        )
        again = fresh
        if fresh.version.state != VersionState.DRAFT:
            again = _next_version(fresh, by, now)
        _begin_again(again, now)
        tasks.take_in.delay_on_commit(again.pk)  # type: ignore[attr-defined]
    return again


def settle_personal(
    *, upload: Upload, by: User, now: datetime, dropped: Collection[str], kept: Collection[str]
) -> Upload:
    """Say what becomes of the columns in which persons may stand, now and in later versions.

    Raises: NotYours, StillUnderWay, NotSettled unless each of them is named once.
    """
    found = {each["where"] for each in upload.findings.get("personal", ())}
    if {*dropped, *kept} != found or set(dropped) & set(kept):
        raise NotSettled
    reading = Reading.from_record(upload.reading)
    settled = replace(
        reading,
        dropped=sorted({*reading.dropped, *dropped}),
        kept=sorted({*reading.kept, *kept}),
    )
    return correct_reading(upload=upload, by=by, now=now, reading=settled)


def _next_version(upload: Upload, by: User, now: datetime) -> Upload:
    """Put the same bytes down as the next version, under the same terms."""
    dataset, terms = upload.version.dataset, upload.version.terms
    number = dataset.versions.count() + 1
    version = Version.objects.create(dataset=dataset, number=number, terms=terms)
    same = {"name": upload.name, "byte_count": upload.byte_count, "sha256": upload.sha256}
    again = Upload.objects.create(version=version, uploaded_by=by, uploaded_at=now, **same)
    Step.objects.plan(again)
    return again


def _begin_again(upload: Upload, now: datetime) -> None:
    """Set a stopped upload back to where its table is read, with what the owner wants."""
    from_here = upload.steps.filter(name__in=(StepName.CONVERT, StepName.MEASURE))
    stopped = upload.steps.filter(error_code__gt="")
    Step.objects.forget(from_here | stopped)
    upload.version.parts.all().delete()
    correction = Correction.objects.get(dataset=upload.version.dataset)
    Upload.objects.filter(pk=upload.pk).update(
        reading=correction.reading, finished_at=None, claimed_at=None, heard_at=now, attempts=0
    )
