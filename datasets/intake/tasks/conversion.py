"""The third step: any file becomes tables, and pictures or sounds under their hashes.

A confined child writes into a scratch folder. What lies there is hashed again here, and
only what has been seen here is kept.
"""

import re
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.db import transaction

from datasets.intake.arithmetic.identity import Kind
from datasets.intake.arithmetic.reading import Reading
from datasets.intake.arithmetic.subtraction import labels_without
from datasets.intake.models import Upload
from datasets.intake.tasks.attribution import attribute, attribute_media
from datasets.intake.tasks.identification import Report, digest
from datasets.library.arithmetic.manifest import ENDINGS
from datasets.library.models import File, Sealing
from datasets.library.models.media import medium_key
from datasets.library.vocabulary import DataKind, FileRole
from datasets.measures.arithmetic.judgements import find_columns
from marketplace import storage
from marketplace.confinement.child import Limits, confined
from marketplace.confinement.refusal import Code, Refused

MEDIA = (Kind.IMAGES, Kind.SOUNDS)
# 100,000 pictures take their time.
MEDIA_LIMITS = Limits(processor_seconds=3 * 3600, wall_seconds=7 * 1800)
MEDIUM_NAME = re.compile(r"([0-9a-f]{64})\.(jpg|png|webp|wav|flac)")
FORMATS = {ending: form for form, ending in ENDINGS.items()}


def convert(upload: Upload, report: Report) -> dict[str, Any]:
    """Convert in a confined child, in a scratch folder of this run; then put all in its place."""
    for left in upload.version.folder.glob("scratch*"):
        shutil.rmtree(left, ignore_errors=True)
    scratch = Path(mkdtemp(prefix="scratch-", dir=upload.version.folder))
    # Uploads from before other kinds were taken are tables in text.
    kind = upload.findings.get("kind", Kind.TEXT)
    found = (_gather if kind in MEDIA else _tabulate)(upload, scratch, report)
    shutil.rmtree(scratch)
    return found


def _tabulate(upload: Upload, scratch: Path, report: Report) -> dict[str, Any]:
    made = scratch / "table.parquet"
    request = {
        "source": str(upload.path),
        "target": str(made),
        "kind": upload.findings.get("kind", Kind.TEXT),
        "encoding": upload.findings["encoding"],
        "delimiter": upload.findings["delimiter"],
        "reading": upload.reading,
    }
    account = confined("convert", request, scratch, report=report)
    reading = Reading.from_record(upload.reading)
    account |= attribute(upload.version, made, account["contributor_column"], reading)
    account |= _without_dropped(account, reading)
    return {
        **account,
        **_unsealed(upload, made, account),
        "data_kind": _kind(account),
        **_placed(upload, FileRole.TABLE, made, report),
    }


def _kind(account: dict[str, Any]) -> DataKind:
    if account["holds_judgements"]:
        return DataKind.EXPERT
    return DataKind.SERIES if account["time_column"] else DataKind.TABLE


def _without_dropped(account: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Forget what was found of columns that are not given out."""
    names = (each["name"] for each in account["columns"])
    left = tuple(name for name in names if name not in reading.dropped)
    label, time = account["label_column"], account["time_column"]
    return {
        "label_column": label if label in left else "",
        "time_column": time if time in left else "",
        "holds_judgements": account["holds_judgements"] and bool(find_columns(left)),
    }


def _unsealed(upload: Upload, made: Path, account: dict[str, Any]) -> dict[str, Any]:
    """Leave the rows out whose labels are sealed, should the file bring them again."""
    sealing = Sealing.objects.done().filter(dataset=upload.version.dataset).first()
    if sealing is None or sealing.inputs is None:
        return {}
    from datasets.intake.arithmetic.known_rows import without_sealed

    same = Upload.objects.filter(version=sealing.version, sha256=upload.sha256)
    count = without_sealed(
        made,
        sealing.inputs.path,
        unreadable=account["unreadable"],
        holds_all=same.exists(),
    )
    written = account["rows_written"] - count
    return {"sealing": sealing.pk, "sealed_count": count, "rows_written": written}


def _gather(upload: Upload, scratch: Path, report: Report) -> dict[str, Any]:
    contributor = upload.version.dataset.organisation.slug
    request = {"source": str(upload.path), "target": str(scratch), "contributor": contributor}
    account = confined("gather", request, scratch, limits=MEDIA_LIMITS, report=report)
    seen = _kept_media(scratch / "media", report)
    manifest = scratch / "manifest.parquet"
    if not _digests(manifest) <= seen:
        # It names bytes of others: whoever wrote it was not our code any more.
        raise Refused(Code.CRASHED)
    labels = scratch / "annotations.parquet"
    reading = Reading.from_record(upload.reading)
    account |= attribute_media(upload.version, manifest, labels, reading)
    account |= _labels_of(account, labels, manifest)
    return {
        **account,
        **_unsealed_pictures(upload, scratch, account),
        "data_kind": upload.findings["kind"],
        **_placed(upload, FileRole.LABELS, labels, report),
        **_placed(upload, FileRole.TABLE, manifest, report),
    }


def _labels_of(account: dict[str, Any], labels: Path, manifest: Path) -> dict[str, Any]:
    """Leave the labels out of files that were taken back."""
    if not account["withdrawn_count"]:
        return {}
    target = labels.with_suffix(".left")
    counted = labels_without(labels, manifest, target)
    target.replace(labels)
    return counted


def _unsealed_pictures(upload: Upload, scratch: Path, account: dict[str, Any]) -> dict[str, Any]:
    """Leave the pictures out whose labels are sealed, should the archive bring them again."""
    sealing = Sealing.objects.done().filter(dataset=upload.version.dataset).first()
    if sealing is None or sealing.inputs is None or upload.findings["kind"] != DataKind.IMAGES:
        return {}
    from datasets.intake.arithmetic.sealed_pictures import without_sealed_pictures

    count = without_sealed_pictures(
        scratch / "manifest.parquet", scratch / "annotations.parquet", sealing.inputs.path
    )
    written = account["rows_written"] - count
    return {"sealing": sealing.pk, "sealed_count": count, "rows_written": written}


def _kept_media(folder: Path, report: Report) -> set[str]:
    """Put each file under the hash of its bytes. Returns the hashes."""
    seen, keys, files = set(), list[str](), sorted(folder.iterdir())
    for number, made in enumerate(files):
        name = MEDIUM_NAME.fullmatch(made.name)
        found = digest(made, lambda _share: report(number / len(files)))  # noqa: B023  at once
        if name is None or found != name[1]:
            raise Refused(Code.CRASHED)
        key = medium_key(found, FORMATS[name[2]])
        made.rename(storage.place(key))
        keys.append(key)
        seen.add(found)
    storage.keep_all(keys, report)
    return seen


def _digests(manifest: Path) -> set[str]:
    import pyarrow.parquet as pq

    return set(pq.read_table(manifest, columns=["sha256"]).column("sha256").to_pylist())


def _placed(upload: Upload, role: FileRole, made: Path, report: Report) -> dict[str, Any]:
    """Put a file in its place among those of the version, and tell its hash and size."""
    file = File(version=upload.version, role=role, sha256=digest(made, report))
    name, size = role.lower(), made.stat().st_size
    with transaction.atomic():
        upload.hold()
        made.rename(storage.place(file.key))
    storage.keep(file.key, report)
    return {f"{name}_sha256": file.sha256, f"{name}_bytes": size}
