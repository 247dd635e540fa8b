"""The fourth step: statistics over all rows, part by part."""

from pathlib import Path
from typing import Any

from django.db import transaction

from datasets.intake.models import Upload
from datasets.intake.tasks.identification import Report
from datasets.library.arithmetic.plain import storable
from datasets.library.models import File
from datasets.library.vocabulary import FileRole
from datasets.measures.models import Part, Statistics


def measure(upload: Upload, report: Report) -> dict[str, Any]:
    """Measure part by part; parts that are measured already are only merged."""
    from datasets.intake.arithmetic.tables import preview
    from datasets.measures.arithmetic import statistics

    version = upload.version
    table = File(version=version, role=FileRole.TABLE).path
    whole, count = None, statistics.part_count(table)
    for number in range(count):
        part = Part.objects.filter(version=version, number=number).first()
        if part is None:
            part = _measured(upload, table, number, _from(report, number, count))
        measured = statistics.Statistics.from_bytes(bytes(part.sketches))
        if whole is None:
            whole = measured
        else:
            whole.merge(measured)
        report((number + 1) / count)
    assert whole is not None  # noqa: S101  a table has one part at least
    soundness = _soundness(upload, table)
    document = whole.as_document() | {"preview": preview(table), "soundness": soundness}
    with transaction.atomic():
        upload.hold()
        Statistics.objects.update_or_create(
            version=version,
            defaults={
                "document": storable(document),
                "row_count": whole.row_count,
                "code_version": statistics.CODE_VERSION,
            },
        )
    return {}


def _soundness(upload: Upload, table: Path) -> dict[str, Any]:
    from datasets.measures.arithmetic.soundness import soundness_of_media, soundness_of_table

    if "labels_sha256" in upload.findings:
        labels = File(version=upload.version, role=FileRole.LABELS).path
        return soundness_of_media(table, labels)
    return soundness_of_table(table, label=upload.findings["label_column"])


def _measured(upload: Upload, table: Path, number: int, report: Report) -> Part:
    from datasets.measures.arithmetic.statistics import measure_part

    label = upload.findings["label_column"]
    measured = measure_part(table, number, label=label, report=report)
    with transaction.atomic():
        upload.hold()
        part, _made = Part.objects.update_or_create(
            version=upload.version,
            number=number,
            defaults={"row_count": measured.row_count, "sketches": measured.as_bytes()},
        )
    return part


def _from(report: Report, number: int, count: int) -> Report:
    """Report the progress of one part among others."""
    return lambda share: report((number + share) / count)
