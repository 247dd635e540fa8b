"""Before the first step of a collection's version: its photos become one archive."""

import csv
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from datasets.intake.models import Photo, Upload
from datasets.intake.tasks.identification import Report, digest
from datasets.library.models import original_key
from marketplace import storage

PACKED_NAME = "photos.zip"


def pack(upload: Upload, report: Report) -> None:
    """Pack the photos that were given when the version was asked for, and are still."""
    given = Photo.objects.given().filter(
        collection__dataset=upload.version.dataset_id, sent_at__lte=upload.uploaded_at
    )
    photos = list(given.select_related("organisation").order_by("id"))
    with TemporaryDirectory(dir=upload.version.folder) as folder:
        made = Path(folder) / PACKED_NAME
        _write(photos, made, report)
        found = digest(made, report)
        key, byte_count = original_key(found), made.stat().st_size
        with transaction.atomic():
            upload.hold()
            made.rename(storage.place(key))
            Upload.objects.filter(pk=upload.pk).update(sha256=found, byte_count=byte_count)
    upload.sha256, upload.byte_count = found, byte_count
    storage.keep(key, report)


def _write(photos: list[Photo], target: Path, report: Report) -> None:
    """Write a zip of photos with a table of what they show and who sent them."""
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(("file", "label", "contributor"))
    with zipfile.ZipFile(target, "w") as archive:
        for number, photo in enumerate(photos):
            # By its hash: a name would tell in which order the neighbours sent theirs.
            name = f"photos/{photo.sha256}"
            archive.write(photo.path, name)
            rows.writerow((name, photo.label, photo.organisation.slug))
            report(number / len(photos))
        archive.writestr("labels.csv", table.getvalue())
