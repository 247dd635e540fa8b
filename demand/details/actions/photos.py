"""Photos of a need: added, and taken away."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from demand.details.models import MOST_PHOTOS, Photo
from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.talk.actions.speaking import let_write
from marketplace.accounts.models import User
from marketplace.changes.models import Change
from marketplace.confinement.child import Limits, confined
from marketplace.confinement.refusal import Refused

MOST_PHOTO_BYTES = 20 * 1024**2
# A photo takes a fraction of a second and some tens of megabytes; a bomb meets these.
PHOTO_LIMITS = Limits(
    memory=1024**3, processor_seconds=15, wall_seconds=30, file_size=MOST_PHOTO_BYTES
)


class NoSuchPhoto(Exception):
    """A file is no photo that can be shown."""

    code = "no_such_photo"
    detail = _("This file could not be read as a photo. Choose a JPEG, PNG or WebP.")


class PhotoIsTooLarge(Exception):
    """A photo holds more bytes or more pixels than a phone makes."""

    code = "photo_is_too_large"
    detail = _("This photo is too large: at most 20 MB and 60 megapixels.")


class TooManyPhotos(Exception):
    """A need has five photos already."""

    code = "too_many_photos"
    detail = _("There are five photos already. Take one away first.")


def add_photo(*, need: Need, upload: "UploadedFile[Any]", by: User, now: datetime) -> Photo:
    """Add a photo, made anew in a confined child: nothing but its pixels is kept.

    Raises: NotYourOperation, AuthorIsBlocked, NoSuchPhoto, PhotoIsTooLarge, TooManyPhotos.
    """
    speak_for(need.posted_by, by)
    let_write(by)
    if (upload.size or 0) > MOST_PHOTO_BYTES:
        raise PhotoIsTooLarge
    place = _free_place(need)
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "source"), Path(folder, "target")
        with source.open("wb") as written:
            written.writelines(upload.chunks())
        size = _cleaned(source, target, Path(folder))
        photo = Photo(need=need, place=place, added_at=now, **size)
        with target.open("rb") as bare:
            default_storage.save(photo.file_name, File(bare))
    try:
        return _keep(photo)
    except BaseException:
        # No row, no file.
        default_storage.delete(photo.file_name)
        raise


@transaction.atomic
def remove_photo(*, photo: Photo, by: User) -> None:
    """Take a photo away; its file goes once that is certain.

    Raises: NotYourOperation.
    """
    speak_for(photo.need.posted_by, by)
    photo.delete()
    Change.objects.record(noun="need", key=photo.need_id, kind="described")
    transaction.on_commit(lambda: default_storage.delete(photo.file_name))


def _free_place(need: Need) -> int:
    """Find the first place without a photo. Raises: TooManyPhotos."""
    taken = set(need.photos.values_list("place", flat=True))
    free = [place for place in range(MOST_PHOTOS) if place not in taken]
    if not free:
        raise TooManyPhotos
    return free[0]


def _cleaned(source: Path, target: Path, folder: Path) -> dict[str, Any]:
    """Have a photo made anew. Raises: NoSuchPhoto, PhotoIsTooLarge."""
    asked = {"source": str(source), "target": str(target)}
    try:
        size = confined("clean_photo", asked, folder, limits=PHOTO_LIMITS)
    except Refused as refusal:
        if refusal.code.startswith("TOO_"):
            raise PhotoIsTooLarge from None
        raise NoSuchPhoto from None
    return {name: int(size[name]) for name in ("width", "height")}


@transaction.atomic
def _keep(photo: Photo) -> Photo:
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:
        # Another came at the same moment and took the place.
        photo.place = _free_place(photo.need)
        photo.save()
    Change.objects.record(noun="need", key=photo.need_id, kind="described")
    return photo
