"""Photos one by one: asked for, sent with a tap, taken back, published together."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from datasets.consent.actions import agree
from datasets.intake.actions import Chunked, keep, share_version
from datasets.intake.arithmetic.pictures import is_picture
from datasets.intake.models import Collection, Photo, Upload
from datasets.library.actions import NotYours
from datasets.library.models import TERMS, Dataset, Terms
from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User

HEAD = 64


class NoSuchClass(Exception):
    """A photo is said to show what nobody asked for."""

    code = "no_such_class"
    detail = _("Choose one of the answers.")


class CollectionIsClosed(Exception):
    """No more photos are asked for."""

    code = "collection_is_closed"
    detail = _("No more photos are being collected here.")


class AlreadySent(Exception):
    """The same photo was sent before."""

    code = "already_sent"
    detail = _("This photo is here already.")


class NotAPhoto(Exception):
    """The file is no picture that can be taken in."""

    code = "not_a_photo"
    detail = _("This is no photo that we can read: send a JPEG, PNG or WebP.")


class NothingToPublish(Exception):
    """There are no photos with an answer yet."""

    code = "nothing_to_publish"
    detail = _("There are not yet photos of two kinds: publish when there are.")


def open_collection(
    *,
    organisation: Organisation,
    by: User,
    now: datetime,
    classes: list[str],
    terms: dict[str, Any],
    needs: list[Need],
    **fields: Any,
) -> Collection:
    """Ask for photos: a dataset that has no version yet, and grows.

    Raises: NotYours; ValidationError, field by field.
    """
    if not organisation.admits(by):
        raise NotYours
    dataset = Dataset(organisation=organisation, created_at=now, **fields)
    agreed = Terms.agreed(by=by, **terms)
    collection = Collection(
        dataset=dataset, classes=classes, terms=agreed, opened_by=by, opened_at=now
    )
    dataset.full_clean()
    agreed.full_clean()
    collection.full_clean(exclude=["dataset", "terms"])
    with transaction.atomic():
        dataset.save()
        dataset.needs.set(needs)
        agreed.save()
        Collection.objects.create(
            dataset=dataset, classes=classes, terms=agreed, opened_by=by, opened_at=now
        )
    return dataset.collection


def send_photo(
    *,
    collection: Collection,
    organisation: Organisation,
    by: User,
    now: datetime,
    label: str,
    file: Chunked,
) -> Photo:
    """Add a photo to a collection; an empty label says that its sender cannot tell.

    Its bytes are on disk before it is acknowledged.
    Raises: NotYours, CollectionIsClosed, NoSuchClass, NotAPhoto, AlreadySent; ValidationError.
    """
    if not organisation.admits(by):
        raise NotYours
    if collection.closed_at:
        raise CollectionIsClosed
    if label and label not in collection.classes:
        raise NoSuchClass
    if not is_picture(next(file.chunks(), b"")[:HEAD]):
        raise NotAPhoto
    kept = keep(file)
    try:
        with transaction.atomic():
            agree(
                dataset=collection.dataset,
                organisation=organisation,
                terms=collection.terms,
                by=by,
                now=now,
            )
            return Photo.objects.create(
                collection=collection,
                organisation=organisation,
                by=by,
                label=label,
                sha256=kept["sha256"],
                byte_count=kept["byte_count"],
                terms_sha256=collection.terms.text_sha256,
                sent_at=now,
            )
    except IntegrityError:
        raise AlreadySent from None


def withdraw_photo(*, photo: Photo, by: User, now: datetime) -> None:
    """Take a photo back: the next version is without it. Raises: NotYours."""
    if not photo.organisation.admits(by):
        raise NotYours
    Photo.objects.filter(pk=photo.pk).withdraw(now)


def publish_collection(*, collection: Collection, by: User, now: datetime) -> Upload:
    """Make the next version of all photos that are given now.

    Raises: NotYours, NothingToPublish; ValidationError.
    """
    dataset = collection.dataset
    if not dataset.organisation.admits(by):
        raise NotYours
    given = collection.photos.given().select_related("organisation").order_by("id")
    photos = list(given)
    if len({photo.label for photo in photos} - {""}) < 2:  # noqa: PLR2004  two kinds
        raise NothingToPublish
    terms = {act: getattr(collection.terms, act) for act in TERMS}
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "photos.zip")
        archive.write(photos)
        return share_version(dataset=dataset, by=by, now=now, file=archive, terms=terms)


class Archive:
    """A zip of photos with a table of what they show and who sent them."""

    name: str | None = "photos.zip"

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, photos: list[Photo]) -> None:
        table = io.StringIO(newline="")
        rows = csv.writer(table)
        rows.writerow(("file", "label", "contributor"))
        with zipfile.ZipFile(self.path, "w") as archive:
            for photo in photos:
                # By its hash: a name would tell in which order the neighbours sent theirs.
                name = f"photos/{photo.sha256}"
                archive.write(photo.path, name)
                rows.writerow((name, photo.label, photo.organisation.slug))
            archive.writestr("labels.csv", table.getvalue())

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                yield piece


def close_collection(*, collection: Collection, by: User, now: datetime) -> None:
    """Ask for no more photos. Raises: NotYours."""
    if not collection.dataset.organisation.admits(by):
        raise NotYours
    Collection.objects.filter(pk=collection.pk, closed_at=None).update(closed_at=now)
