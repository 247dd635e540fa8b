"""Archives and pictures that tests make: small, valid, and hostile where they ask for it."""

import io
import zipfile

import numpy as np
from PIL import Image


def picture(seed=0, size=(48, 32), form="JPEG", **options):
    """Draw a picture of its own for each seed."""
    noise = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).resize(size).save(written, form, **options)
    return written.getvalue()


def with_position(size=(48, 32), orientation=1):
    """Draw a picture as a phone does, with where and when and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = "2026:05:04 10:11:12"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 26.0, 9.5), 3: "E", 4: (140.0, 0.0, 48.0)})
    return picture(7, size, exif=exif, comment=b"Taken at home")


def packed(members, path=None, **options):
    """Zip `{name: content}`: bytes, or a file at `path`."""
    target = path or io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as writing:
        for name, content in members.items():
            writing.writestr(name, content)
    return path or target.getvalue()


def folders(classes=("病気", "健全"), each=3):
    """Zip a folder for each class: `写真/病気/0.jpg` and so on."""
    return packed(
        {
            f"写真/{name}/{number}.jpg": picture(100 * place + number)
            for place, name in enumerate(classes)
            for number in range(each)
        }
    )


def boxes_of(labels):
    return {
        (each["path"], each["label"], each["x"], each["y"], each["width"], each["height"])
        for each in labels
    }


def files_of(folder, under=""):
    return {
        f"{under}{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
