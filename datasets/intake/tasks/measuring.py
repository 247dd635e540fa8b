"""The fourth step: statistics over all rows, part by part."""

from typing import Any

from datasets.intake.models import Upload
from datasets.intake.tasks.identification import Report
from datasets.library.models import File
from datasets.library.vocabulary import FileRole
from datasets.measures.models import Part, Statistics


def measure(upload: Upload, report: Report) -> dict[str, Any]:
    """Measure part by part; parts that are measured already are only merged."""
    from datasets.intake.arithmetic.tables import preview
    from datasets.measures.arithmetic import statistics

    version, label = upload.version, upload.findings["label_column"]
    found = upload.findings["table_sha256"]
    table = File(version=version, role=FileRole.TABLE, sha256=found).path
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
