"""Pictures as phones make them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(size=(64, 48), kind="JPEG", mode="RGB", colour="green", **saved):
    held = io.BytesIO()
    Image.new(mode, size, colour).save(held, kind, **saved)
    return held.getvalue()


def with_position(size=(64, 48), orientation=6):
    """A JPEG held sideways in Moka: its EXIF tells where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretMaker"
    exif[0x8825] = {1: "N", 2: (36.0, 26.0, 24.0), 3: "E", 4: (140.0, 0.0, 48.0)}
    return picture(size, exif=exif, comment=b"SecretComment")


@pytest.fixture
def photo_file():
    """A photo as a browser sends it: `photo_file()` holds a position, `photo_file(bytes)` that."""

    def make(content=None, name="IMG_0001.jpg"):
        return SimpleUploadedFile(name, content or with_position(), "image/jpeg")

    return make


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
