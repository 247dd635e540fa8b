"""Photos: looked at, turned upright, made anew without what a camera wrote beside them.

Runs in a confined child: nothing that a camera or somebody hostile wrote is trusted.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from marketplace.confinement.refusal import Code, Refused

FORMATS = ("JPEG", "PNG", "WEBP")
# A phone of today takes 50 megapixels; a bomb unpacks to a thousand.
MOST_PIXELS = 60_000_000
LONGEST_EDGE = 1_600
QUALITY = 82


def clean_photo(request: dict[str, Any], *, report: Callable[[float], None]) -> dict[str, Any]:
    """Make a photo anew from its pixels alone: no EXIF, no position, no comment, no profile.

    `request` names the files `source` and `target`. Returns width and height in pixels.
    Raises: Refused for what is no JPEG, PNG or WebP, is cut short, or is too large.
    """
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    # Between one and two times the most, Pillow only warns.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(request["source"], formats=FORMATS) as picture:
            bare = _bare(_upright(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Code.TOO_LARGE) from None
    except UnidentifiedImageError:
        raise Refused(Code.UNKNOWN) from None
    # Whatever Pillow's readers raise over a broken file.
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused(Code.NOT_WHOLE) from None
    report(0.5)
    bare.save(Path(request["target"]), "JPEG", quality=QUALITY, optimize=True)
    return {"width": bare.width, "height": bare.height}


def _upright(picture: Any) -> Any:
    """Turn a photo as it was held, and make it no larger than a page shows."""
    from PIL import ImageOps

    # Reads a JPEG at a fraction of its size where that will do.
    picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return upright


def _bare(picture: Any) -> Any:
    """Lay the pixels on white, and take nothing else along."""
    from PIL import Image

    bare = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        whole = picture.convert("RGBA")
        bare.paste(whole, mask=whole.getchannel("A"))
    else:
        bare.paste(picture.convert("RGB"))
    return bare
