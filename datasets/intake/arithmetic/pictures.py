"""A picture is looked at whole, turned upright, and loses all that is not picture.

Positions, times and names of devices go with the segments that hold them; the pixels stay
as they are to the bit, unless the picture has to be turned.
"""

import io
import struct
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake.arithmetic.texts import Report
from datasets.library.arithmetic.manifest import ENDINGS
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION, TAKEN_AT, EXIF_PART = 0x0112, 0x9003, 0x8769
UPRIGHT = 1
HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# JPEG: what is needed to draw it. Application segments 0 (JFIF), 2 (colours), 14 (Adobe).
KEPT_SEGMENTS = {0xE0, 0xE2, 0xEE, 0xDB, 0xDD, *range(0xC0, 0xD0)}
START_OF_SCAN, END_OF_IMAGE, RESTARTS = 0xDA, 0xD9, range(0xD0, 0xD8)
# An application segment may hold anything: of these two only what they were made for.
MADE_FOR = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00"}
KEPT_CHUNKS = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA"),
    *(b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"),
}
KEPT_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
# Of the VP8X header: that EXIF and XMP follow, or an animation.
CLAIMS_MORE = 0b0000_1110


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as others may have it. Units: pixels; `taken_in` is a quarter, as "2026-Q2".

    `raw_size` is what a tool sees that does not turn it, `orientation` how it was turned,
    in EXIF's numbers.
    """

    content: bytes
    format: str
    width: int
    height: int
    raw_size: tuple[int, int]
    orientation: int
    taken_in: str
    print: str

    @property
    def ending(self) -> str:
        return ENDINGS[self.format]


def is_picture(head: bytes) -> bool:
    return head.startswith(HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def clean_picture(request: dict[str, Any], *, report: Report) -> dict[str, Any]:
    """Write the picture at `source` to `target` as others may have it. Raises: Refused."""
    picture = cleaned(Path(request["source"]).read_bytes())
    Path(request["target"]).write_bytes(picture.content)
    report(1)
    return {"format": picture.format}


def cleaned(content: bytes) -> Picture:
    """Take a picture apart and put together what others may have.

    Raises: Refused for what is no picture, is broken, or grows too large when it is opened.
    """
    with _opened(content) as image:
        # To Pillow a JPEG with another behind it is an MPO.
        kind, raw_size = str(image.format).replace("MPO", "JPEG"), image.size
        orientation, taken_in = _exif(image)
        bare = _bare(content, kind) if orientation == UPRIGHT else _turned(image, kind)
    # What is shown to others is what has been looked at whole.
    with _opened(bare) as image:
        _draw(image)
        width, height = image.size
        seen = _print(image)
    return Picture(bare, kind, width, height, raw_size, orientation, taken_in, seen)


def _opened(content: bytes) -> "Image":
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(Code.BOMB) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(Code.DAMAGED) from None


def _draw(image: "Image") -> None:
    """Decode every pixel. Raises: Refused where there are none."""
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused(Code.DAMAGED) from None


def _turned(image: "Image", kind: str) -> bytes:
    """Turn it as the camera was held; this alone draws it anew."""
    from PIL import ImageOps

    _draw(image)
    written = io.BytesIO()
    upright = ImageOps.exif_transpose(image)
    kept = {"icc_profile": image.info.get("icc_profile")}
    quality: dict[str, Any] = {} if kind == "PNG" else {"quality": 95}
    for each in ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif"):
        upright.info.pop(each, None)
    upright.save(written, kind, **kept, **quality)
    return _bare(written.getvalue(), kind)


def _exif(image: "Image") -> tuple[int, str]:
    """Read how it was held and when it was taken; nonsense says nothing."""
    try:
        exif = image.getexif()
        orientation = exif.get(ORIENTATION, UPRIGHT)
        quarter = _quarter(exif.get_ifd(EXIF_PART).get(TAKEN_AT))
    except (SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error):
        return UPRIGHT, ""
    return (orientation if orientation in range(1, 9) else UPRIGHT), quarter


def _quarter(written: object) -> str:
    """Name the quarter of a camera's day: the day itself would tell who was where."""
    try:
        day = datetime.strptime(str(written)[:10], "%Y:%m:%d")  # noqa: DTZ007  a camera's own day
    except ValueError:
        return ""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _print(image: "Image") -> str:
    """Give 64 bits that are alike for pictures that look alike. Source: pHash, by imagehash."""
    import imagehash

    return str(imagehash.phash(image.convert("L")))


def _bare(content: bytes, kind: str) -> bytes:
    """Leave out what is not needed to draw it. Raises: Refused where it is broken."""
    try:
        return {"JPEG": _bare_jpeg, "PNG": _bare_png, "WEBP": _bare_webp}[kind](content)
    except (IndexError, ValueError):
        raise Refused(Code.DAMAGED) from None


def _bare_jpeg(content: bytes) -> bytes:
    """Source: ITU-T T.81, annex B: segments of marker and length, scans up to the next marker."""
    kept, place = [content[:2]], 2
    while True:
        if content[place] != 0xFF:  # noqa: PLR2004  every marker begins so
            raise ValueError(place)
        marker = content[place + 1]
        if marker == 0xFF:  # noqa: PLR2004  a byte to fill
            place += 1
            continue
        if marker == END_OF_IMAGE:
            # What follows is another picture or a film, with another position.
            return b"".join([*kept, content[place : place + 2]])
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        segment = content[place:end]
        if marker == START_OF_SCAN:
            end = _end_of_scan(content, end)
            kept.append(content[place:end])
        elif marker in KEPT_SEGMENTS and segment[4:].startswith(MADE_FOR.get(marker, b"")):
            kept.append(segment)
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """Find the marker that ends a scan: a zero or a restart after 0xFF belongs to it."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] not in {0, *RESTARTS}:
            return place
        place += 2


def _bare_png(content: bytes) -> bytes:
    kept, place, kind = [content[:8]], 8, b""
    while kind != b"IEND":
        size = int.from_bytes(content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + 12 + size
        if len(kind) < 4 or end > len(content):  # noqa: PLR2004  four letters name a chunk
            raise ValueError(place)
        if kind in KEPT_CHUNKS:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)


def _bare_webp(content: bytes) -> bytes:
    kept, place = [], 12
    while place + 8 <= len(content):
        kind = content[place : place + 4]
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        end = place + 8 + size + size % 2
        part = bytearray(content[place:end])
        if kind == b"VP8X":
            part[8] &= ~CLAIMS_MORE & 0xFF
        if kind in KEPT_PARTS:
            kept.append(bytes(part))
        place = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
