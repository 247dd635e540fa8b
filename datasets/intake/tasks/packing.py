"""Before the first step of a collection's version: its photos become one archive."""

import csv
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from datasets.intake.models import Collection, Photo, Sender, Upload
from datasets.intake.tasks.identification import Report, digest
from datasets.library.models import original_key
from marketplace import storage

PACKED_NAME = "photos.zip"


def pack(upload: Upload, report: Report) -> None:
    """Pack the photos that were given when the version was asked for, and are still."""
    given = Photo.objects.given().filter(
        collection__dataset=upload.version.dataset_id, sent_at__lte=upload.uploaded_at
    )
    # By their hash, and senders by a number: nobody learns who of the neighbours came first.
    photos = list(given.order_by("sha256"))
    numbers = _numbers(upload, photos)
    with TemporaryDirectory(dir=upload.version.folder) as folder:
        made = Path(folder) / PACKED_NAME
        _write(photos, numbers, made, report)
        found = digest(made, report)
        key, byte_count = original_key(found), made.stat().st_size
        with transaction.atomic():
            upload.hold()
            made.rename(storage.place(key))
            Upload.objects.filter(pk=upload.pk).update(sha256=found, byte_count=byte_count)
    upload.sha256, upload.byte_count = found, byte_count
    storage.keep(key, report)


@transaction.atomic
def _numbers(upload: Upload, photos: list[Photo]) -> dict[int, int]:
    collections = Collection.objects.select_for_update(no_key=True)
    collection = collections.get(dataset=upload.version.dataset_id)
    return Sender.objects.number(collection, {photo.organisation_id for photo in photos})


def _write(photos: list[Photo], numbers: dict[int, int], target: Path, report: Report) -> None:
    """Zip photos with a table of what they show, and of the numbers of those who sent them."""
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(("file", "label", "contributor"))
    with zipfile.ZipFile(target, "w") as archive:
        for place, photo in enumerate(photos):
            name = f"photos/{photo.sha256}"
            # Without the time at which it came.
            archive.writestr(zipfile.ZipInfo(name), photo.path.read_bytes())
            rows.writerow((name, photo.label, numbers[photo.organisation_id]))
            report(place / len(photos))
        archive.writestr("labels.csv", table.getvalue())
