"""The fourth step: statistics over all rows, part by part."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from datasets.intake.models import Photo, Upload
from datasets.intake.reads.coverage import prefecture_names
from datasets.intake.tasks.identification import Report
from datasets.library.arithmetic.plain import storable
from datasets.library.models import Dataset, File
from datasets.library.vocabulary import DataKind, FileRole
from datasets.measures.arithmetic.cells import Places
from datasets.measures.models import CellCounts, Part, Spread, Statistics
from demand.operations.models import Operation


def measure(upload: Upload, report: Report) -> dict[str, Any]:
    """Measure part by part; parts that are measured already are only merged."""
    from datasets.intake.arithmetic.tables import preview
    from datasets.measures.arithmetic import statistics
    from datasets.measures.arithmetic.beside import spreads

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
    document = whole.as_document() | {"preview": preview(table)} | _judged(upload, table)
    document |= {"soundness": _soundness(upload, table)}
    cells = _cells(upload, table)
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
        Spread.objects.update_or_create(version=version, defaults={"columns": spreads(whole)})
        CellCounts.objects.update_or_create(version=version, defaults={"cells": cells})
    return {}


def _measured(upload: Upload, table: Path, number: int, report: Report) -> Part:
    """Measure a part, unless an older version of the data set has measured the same rows."""
    from datasets.measures.arithmetic.parts import part_digest
    from datasets.measures.arithmetic.statistics import measure_part

    version, label = upload.version, upload.findings["label_column"]
    digest = part_digest(table, number, label=label)
    older = Part.objects.filter(version__dataset=version.dataset, digest=digest).first()
    if older is None:
        found = measure_part(table, number, label=label, report=report)
        fields = {"row_count": found.row_count, "sketches": found.as_bytes()}
    else:
        fields = {"row_count": older.row_count, "sketches": older.sketches}
    with transaction.atomic():
        upload.hold()
        part, _made = Part.objects.update_or_create(
            version=version, number=number, defaults=fields | {"digest": digest}
        )
    return part


def _from(report: Report, number: int, count: int) -> Report:
    """Report the progress of one part among others."""
    return lambda share: report((number + share) / count)


def _soundness(upload: Upload, table: Path) -> dict[str, Any]:
    from datasets.measures.arithmetic.soundness import soundness_of_media, soundness_of_table

    if "labels_sha256" in upload.findings:
        labels = File(version=upload.version, role=FileRole.LABELS).path
        return soundness_of_media(table, labels)
    return soundness_of_table(table, label=upload.findings["label_column"])


def _judged(upload: Upload, table: Path) -> dict[str, Any]:
    """Measure what experts judged, where that is what the table holds."""
    from datasets.measures.arithmetic.judgements import judgements

    is_judged = upload.findings.get("data_kind") == DataKind.EXPERT
    return {"judgements": judgements(table)} if is_judged else {}


def _cells(upload: Upload, table: Path) -> list[list[Any]]:
    """Count what the labels are of, so that needs can tell what is missing."""
    from datasets.measures.arithmetic.cells import count_cells

    version, found = upload.version, upload.findings
    labels = File(version=version, role=FileRole.LABELS).path if "labels_sha256" in found else None
    counted = count_cells(
        table, label=found["label_column"], places=_places(version.dataset), annotations=labels
    )
    return [[*cell, n] for cell, n in counted.most_common()]


def _places(dataset: Dataset) -> Places:
    """Tell where whoever shares a data set is, and those who sent photos for it."""
    owner = dataset.organisation
    sent = Photo.objects.filter(collection__dataset=dataset).values("organisation")
    people = Operation.objects.filter(Q(organisation=owner) | Q(organisation__in=sent))
    homes = dict(people.values_list("organisation__slug", "prefecture"))
    return Places(prefecture_names(), homes, homes.get(owner.slug, ""))
