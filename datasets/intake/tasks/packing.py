"""Before the first step of a collection's version: its photos become one archive."""

import csv
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from datasets.consent.models import Contributor
from datasets.intake.models import Photo, Upload
from datasets.intake.tasks.identification import Report, digest
from datasets.library.arithmetic.manifest import token
from datasets.library.models import Dataset, original_key
from marketplace import storage

PACKED_NAME = "photos.zip"


def pack(upload: Upload, report: Report) -> None:
    """Pack the photos that were given when the version was asked for, and are still."""
    given = Photo.objects.given().filter(
        collection__dataset=upload.version.dataset_id, sent_at__lte=upload.uploaded_at
    )
    # By their hash: nobody learns who of the neighbours came first.
    photos = list(given.select_related("organisation").order_by("sha256"))
    numbers = _numbers(upload.version.dataset, photos)
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
def _numbers(dataset: Dataset, photos: list[Photo]) -> dict[str, int]:
    """Tell what each sender is called in this data set, by the organisation's slug."""
    Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    # In an order that says nothing of who came first.
    slugs = sorted({photo.organisation.slug for photo in photos})
    return Contributor.objects.numbered(dataset, slugs)


def _write(photos: list[Photo], numbers: dict[str, int], target: Path, report: Report) -> None:
    """Zip photos with a table of what they show, and of the numbers of those who sent them."""
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(("file", "label", "contributor"))
    with zipfile.ZipFile(target, "w") as archive:
        for place, photo in enumerate(photos):
            name = f"photos/{photo.sha256}"
            # Without the time at which it came.
            archive.writestr(zipfile.ZipInfo(name), photo.path.read_bytes())
            rows.writerow((name, photo.label, token(numbers[photo.organisation.slug])))
            report(place / len(photos))
        archive.writestr("labels.csv", table.getvalue())
