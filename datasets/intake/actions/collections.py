"""Photos one by one: asked for, sent with a tap, taken back, published together."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from datasets.consent.actions import agree
from datasets.intake.actions import Chunked, begin, keep
from datasets.intake.arithmetic.pictures import is_picture
from datasets.intake.models import Collection, Photo, Upload
from datasets.intake.models.collections import FEWEST_CLASSES
from datasets.intake.tasks.packing import PACKED_NAME
from datasets.library.actions import NotYours
from datasets.library.models import TERMS, Dataset, Terms
from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User
from marketplace.confinement.child import Limits, confined
from marketplace.confinement.refusal import Refused

HEAD = 64
# One photo is looked at while its sender waits.
LIMITS = Limits(processor_seconds=30, wall_seconds=60)


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


class AlreadyBeingMade(Exception):
    """A version is on its way already."""

    code = "already_being_made"
    detail = _("The next version is being made already. Look again when that is done.")


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
    kept, dataset, terms = _bare(file), collection.dataset, collection.terms
    try:
        with transaction.atomic():
            agree(dataset=dataset, organisation=organisation, terms=terms, by=by, now=now)
            return Photo.objects.create(
                collection=collection,
                organisation=organisation,
                by=by,
                label=label,
                sha256=kept["sha256"],
                byte_count=kept["byte_count"],
                terms_sha256=terms.text_sha256,
                sent_at=now,
            )
    except IntegrityError:
        raise AlreadySent from None


def _bare(file: Chunked) -> dict[str, Any]:
    """Keep the picture of a photo, and nothing that a camera wrote beside it. Raises: NotAPhoto."""
    with tempfile.TemporaryDirectory() as folder:
        taken, bare = Path(folder) / "taken", Path(folder) / "bare"
        with taken.open("wb") as target:
            for piece in file.chunks():
                if not target.tell() and not is_picture(piece[:HEAD]):
                    raise NotAPhoto
                target.write(piece)
        asked = {"source": str(taken), "target": str(bare)}
        try:
            confined("clean_picture", asked, Path(folder), limits=LIMITS)
        except Refused:
            raise NotAPhoto from None
        return keep(OnDisk(bare, "photo"))


def withdraw_photo(*, photo: Photo, by: User, now: datetime) -> None:
    """Take a photo back: the next version is without it. Raises: NotYours."""
    if not photo.organisation.admits(by):
        raise NotYours
    Photo.objects.filter(pk=photo.pk).withdraw(now)


def publish_collection(*, collection: Collection, by: User, now: datetime) -> Upload:
    """Begin the next version, of all photos that are given now; a job packs them.

    Raises: NotYours, NothingToPublish, AlreadyBeingMade.
    """
    dataset = collection.dataset
    if not dataset.organisation.admits(by):
        raise NotYours
    _bare_those_of_before(collection, now)
    labels = collection.photos.given().exclude(label="").order_by().values("label").distinct()
    if labels.count() < FEWEST_CLASSES:
        raise NothingToPublish
    terms = Terms.agreed(by=by, **{act: getattr(collection.terms, act) for act in TERMS})
    with transaction.atomic():
        # Two taps make one version.
        Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
        if Upload.objects.unfinished().filter(version__dataset=dataset).exists():
            raise AlreadyBeingMade
        return begin(dataset, terms, {"name": PACKED_NAME, "byte_count": 0}, by, now)


def _bare_those_of_before(collection: Collection, now: datetime) -> None:
    """Take away what cameras wrote beside photos that were kept as they came."""
    for photo in collection.photos.given().filter(is_bare=False):
        same = Photo.objects.filter(pk=photo.pk)
        try:
            kept = _bare(OnDisk(photo.path, "photo"))
            with transaction.atomic():
                same.update(sha256=kept["sha256"], byte_count=kept["byte_count"], is_bare=True)
        except (NotAPhoto, IntegrityError):
            # Broken, or without that another one's twin.
            same.withdraw(now)


@dataclass(slots=True)
class OnDisk:
    """A file that lies on disk, as if it came in."""

    path: Path
    name: str | None

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                yield piece


def close_collection(*, collection: Collection, by: User, now: datetime) -> None:
    """Ask for no more photos. Raises: NotYours."""
    if not collection.dataset.organisation.admits(by):
        raise NotYours
    Collection.objects.filter(pk=collection.pk, closed_at=None).update(closed_at=now)
