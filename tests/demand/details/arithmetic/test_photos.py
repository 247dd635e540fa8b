"""A photo keeps its pixels, and nothing that a camera wrote beside them."""

import io

import pytest
from PIL import Image

from demand.details.arithmetic import photos
from demand.details.arithmetic.photos import clean_photo
from marketplace.confinement.refusal import Code, Refused


def picture(size=(64, 48), kind="JPEG", mode="RGB", colour="green", **saved):
    held = io.BytesIO()
    Image.new(mode, size, colour).save(held, kind, **saved)
    return held.getvalue()


@pytest.fixture
def clean(tmp_path):
    """Clean a picture: the bytes that came out, or the code of the refusal."""

    def run(content):
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(content)
        asked = {"source": str(source), "target": str(target)}
        try:
            told = clean_photo(asked, report=lambda share: None)
        except Refused as refusal:
            return refusal.code
        return told, target.read_bytes()

    return run


def test_position_maker_and_comment_are_gone_and_the_photo_stands_upright(clean):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretMaker"
    exif[0x8825] = {1: "N", 2: (36.0, 26.0, 24.0), 3: "E", 4: (140.0, 0.0, 48.0)}
    hostile = picture(exif=exif, comment=b"SecretComment")
    assert b"SecretMaker" in hostile

    told, bare = clean(hostile)

    assert told == {"width": 48, "height": 64}
    with Image.open(io.BytesIO(bare)) as photo:
        assert photo.format == "JPEG"
        assert photo.size == (48, 64)
        assert not photo.getexif()
        assert "comment" not in photo.info
    assert b"Secret" not in bare
    assert b"Exif" not in bare


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_phones_make_is_taken(clean, kind):
    assert clean(picture(kind=kind))[0] == {"width": 64, "height": 48}


def test_what_can_be_seen_through_lies_on_white(clean):
    _told, bare = clean(picture(kind="PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    with Image.open(io.BytesIO(bare)) as photo:
        assert photo.getpixel((1, 1)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller(clean):
    assert clean(picture((3_200, 1_600)))[0] == {"width": 1_600, "height": 800}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Code.UNKNOWN),
        (picture(kind="GIF"), Code.UNKNOWN),
        (picture(kind="TIFF"), Code.UNKNOWN),
        (picture((400, 400), kind="PNG")[:120], Code.NOT_WHOLE),
        (picture()[:-200], Code.NOT_WHOLE),
    ],
)
def test_what_is_no_whole_photo_is_refused(clean, content, code):
    assert clean(content) == code


@pytest.mark.parametrize("most", [10, 2_000])
def test_a_bomb_is_refused_by_its_size_alone(clean, monkeypatch, most):
    monkeypatch.setattr(photos, "MOST_PIXELS", most)

    assert clean(picture()) == Code.TOO_LARGE
