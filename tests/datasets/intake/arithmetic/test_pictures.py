"""A picture keeps its pixels and loses where it was taken."""

import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from datasets.intake.arithmetic.pictures import cleaned
from marketplace.confinement.refusal import Code, Refused
from tests.datasets.archives import picture, with_position


def pixels(content):
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))


def code_of(content):
    with pytest.raises(Refused) as refusal:
        cleaned(content)
    return refusal.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pixels_stay_to_the_bit_and_all_else_goes(form):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 26.0, 9.5)})
    options = {"exif": exif, "xmp": b"<x:xmpmeta>here</x:xmpmeta>"}
    content = picture(3, form=form, **options)

    clean = cleaned(content)

    assert (clean.format, clean.width, clean.height) == (form, 48, 32)
    np.testing.assert_array_equal(pixels(clean.content), pixels(content))
    with Image.open(io.BytesIO(clean.content)) as image:
        assert not dict(image.getexif())
    for trace in (b"Exif", b"EXIF", b"eXIf", b"xmp", b"here"):
        assert trace not in clean.content


def test_a_real_picture_from_a_drone_loses_its_position(shared_file):
    content = shared_file("images/exif_gps/small_dji_0495.jpg").read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        assert image.getexif().get_ifd(0x8825)

    clean = cleaned(content)

    with Image.open(io.BytesIO(clean.content)) as image:
        assert not dict(image.getexif())
    assert b"DJI" not in clean.content.upper().replace(b"ADJI", b"")
    assert len(clean.content) < len(content)


def test_of_the_camera_s_day_the_quarter_is_kept():
    assert cleaned(with_position()).taken_in == "2026-Q2"
    assert cleaned(picture()).taken_in == ""


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_is_turned_as_the_camera_was_held(orientation):
    content = with_position(orientation=orientation)
    with Image.open(io.BytesIO(content)) as image:
        from PIL import ImageOps

        upright = np.asarray(ImageOps.exif_transpose(image).convert("RGB")).astype(int)

    clean = cleaned(content)

    assert (clean.width, clean.height) == upright.shape[1::-1]
    assert np.abs(pixels(clean.content) - upright).mean() < 4
    assert (clean.raw_size, clean.orientation) == ((48, 32), orientation)
    assert b"Exif" not in clean.content


def test_a_second_picture_behind_the_first_goes_too():
    content = picture(1) + with_position()

    assert cleaned(content).content == cleaned(picture(1)).content


def test_words_in_a_png_go():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "secret place")

    assert b"secret" not in cleaned(picture(1, form="PNG", pnginfo=words)).content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_a_picture_cut_short_is_damaged(form, share):
    content = picture(5, (300, 200), form)

    assert code_of(content[: int(len(content) * share)]) == Code.DAMAGED


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("converted_truncated_leaf.jpg", Code.DAMAGED),
        ("converted_html_named_jpg.jpg", Code.DAMAGED),
        ("made_huge_30000x30000_1bit.png", Code.BOMB),
    ],
)
def test_real_hostile_pictures_are_refused(shared_file, name, code):
    assert code_of(shared_file(f"messy/{name}").read_bytes()) == code


@pytest.mark.parametrize("form", ["GIF", "TIFF", "BMP"])
def test_other_formats_are_not_opened(form):
    assert code_of(picture(1, form=form)) == Code.DAMAGED


def test_pictures_that_look_alike_have_prints_that_are_alike():
    one, again = (int(cleaned(picture(9, size)).print, 16) for size in ((256, 256), (200, 200)))
    other = int(cleaned(picture(10)).print, 16)

    assert (one ^ again).bit_count() <= 3
    assert (one ^ other).bit_count() > 10
