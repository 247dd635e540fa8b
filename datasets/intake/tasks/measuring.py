"""The fourth step: statistics over all rows, part by part."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from datasets.intake.models import Upload
from datasets.intake.reads.coverage import prefecture_names
from datasets.intake.tasks.identification import Report
from datasets.library.arithmetic.manifest import token
from datasets.library.arithmetic.plain import storable
from datasets.library.models import Dataset, File
from datasets.library.vocabulary import DataKind, FileRole
from datasets.measures.arithmetic.cells import Places
from datasets.measures.models import CellCounts, Part, Run, Spread, Statistics
from demand.operations.models import Operation

if TYPE_CHECKING:
    from datasets.measures.arithmetic.statistics import Statistics as Whole


def measure(upload: Upload, report: Report) -> dict[str, Any]:
    """Measure all rows; what this or an older version has measured of them is only merged."""
    from datasets.intake.arithmetic.tables import preview
    from datasets.measures.arithmetic import statistics
    from datasets.measures.arithmetic.beside import spreads

    version = upload.version
    digest = upload.findings["table_sha256"]
    table = File(version=version, role=FileRole.TABLE, sha256=digest).path
    whole = _merged(upload, table, report)
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


def _merged(upload: Upload, table: Path, report: Report) -> "Whole":
    """Merge the parts of a table, from the longest run of them that stands merged already."""
    from datasets.measures.arithmetic.parts import part_digests, run_digest
    from datasets.measures.arithmetic.statistics import Statistics as Sketches

    version, label = upload.version, upload.findings["label_column"]
    digests = part_digests(table, label=label)
    run = Run.objects.begun_by(version.dataset, digests)
    whole = Sketches.from_bytes(bytes(run.sketches)) if run else None
    for number in range(run.part_count if run else 0, len(digests)):
        if whole is not None and number == len(digests) - 1:
            # All but the last, which grows when rows are added: what a later version begins with.
            fields = {"part_count": number, "digest": run_digest(digests[:number])}
            fields["sketches"] = whole.as_bytes()
            with transaction.atomic():
                upload.hold()
                Run.objects.update_or_create(version=version, defaults=fields)
        part = Part.objects.filter(version=version, number=number).first()
        if part is None:
            new = Part(version=version, number=number, digest=digests[number])
            part = _measured(upload, new, table, _from(report, number, len(digests)))
        measured = Sketches.from_bytes(bytes(part.sketches))
        if whole is None:
            whole = measured
        else:
            whole.merge(measured)
        report((number + 1) / len(digests))
    assert whole is not None  # noqa: S101  a table has one part at least
    return whole


def _measured(upload: Upload, part: Part, table: Path, report: Report) -> Part:
    """Measure a part, unless an older version of the data set has measured the same rows."""
    from datasets.measures.arithmetic.statistics import measure_part

    dataset, label = part.version.dataset, upload.findings["label_column"]
    older = Part.objects.filter(version__dataset=dataset, digest=part.digest).first()
    if older is None:
        found = measure_part(table, part.number, label=label, report=report)
        part.row_count, part.sketches = found.row_count, found.as_bytes()
    else:
        part.row_count, part.sketches = older.row_count, older.sketches
    fields = {name: getattr(part, name) for name in ("row_count", "sketches", "digest")}
    with transaction.atomic():
        upload.hold()
        kept, _made = Part.objects.update_or_create(
            version=part.version, number=part.number, defaults=fields
        )
    return kept


def _from(report: Report, number: int, count: int) -> Report:
    """Report the progress of one part among others."""
    return lambda share: report((number + share) / count)


def _soundness(upload: Upload, table: Path) -> dict[str, Any]:
    from datasets.measures.arithmetic.soundness import soundness_of_media, soundness_of_table

    if "labels_sha256" in upload.findings:
        digest = upload.findings["labels_sha256"]
        labels = File(version=upload.version, role=FileRole.LABELS, sha256=digest).path
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
    labels = None
    if digest := found.get("labels_sha256"):
        labels = File(version=version, role=FileRole.LABELS, sha256=digest).path
    counted = count_cells(
        table, label=found["label_column"], places=_places(version.dataset), annotations=labels
    )
    return [[*cell, n] for cell, n in counted.most_common()]


def _places(dataset: Dataset) -> Places:
    """Tell where whoever shares a data set is, and those who contribute to it, by their number."""
    known = dataset.contributors.filter(organisation__operation__isnull=False)
    homes = known.values_list("number", "organisation__operation__prefecture")
    owner = Operation.objects.filter(organisation=dataset.organisation).first()
    by_token = {token(number): prefecture for number, prefecture in homes}
    return Places(prefecture_names(), by_token, owner.prefecture if owner else "")
