"""What a picture looks like in two hundred numbers: its colours and where its edges run.

Nothing is learnt here and nothing comes from elsewhere, so the same picture has the same
numbers on every machine. Read in a confined child: pictures are other people's bytes.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import float32, float64
from numpy.typing import NDArray

from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

Array = NDArray[float64]

SIDE = 64
SHADES = 4
CELLS, DIRECTIONS = 4, 8
# Colours in 4 × 4 × 4 boxes, edges in 4 × 4 cells by 8 directions, two moments a channel.
LENGTH = SHADES**3 + CELLS**2 * DIRECTIONS + 6
MOST_PIXELS = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
REPORT_EVERY = 20


def draw_looks(request: dict[str, Any], *, report: Callable[[float], None]) -> dict[str, Any]:
    """Write the looks of the pictures at `paths` to `target`, a row each (npy).

    Raises: Refused for what is no picture.
    """
    paths = request["paths"]
    found = np.zeros((len(paths), LENGTH), dtype=float32)
    for number, path in enumerate(paths):
        found[number] = looks_of(_small(Path(path)))
        if number % REPORT_EVERY == 0:
            report(number / len(paths))
    np.save(request["target"], found, allow_pickle=False)
    return {"count": len(paths)}


def looks_of(pixels: Array) -> Array:
    """Put colours and edges into numbers. Shapes: pixels (SIDE, SIDE, 3), 0–1.

    Source: histograms of oriented gradients, after Dalal & Triggs 2005, without blocks.
    """
    moments = np.concatenate([pixels.mean(axis=(0, 1)), pixels.std(axis=(0, 1))])
    return np.concatenate([_colours(pixels), _edges(pixels.mean(axis=2)), moments])


def _colours(pixels: Array) -> Array:
    shades = np.minimum((pixels * SHADES).astype(int), SHADES - 1)
    boxes = (shades[..., 0] * SHADES + shades[..., 1]) * SHADES + shades[..., 2]
    # Roots: a rare colour tells as much as a common one.
    return np.asarray(np.sqrt(np.bincount(boxes.ravel(), minlength=SHADES**3) / boxes.size))


def _edges(grey: Array) -> Array:
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    direction = (np.arctan2(down, across) % np.pi) / np.pi * DIRECTIONS
    bins = np.minimum(direction.astype(int), DIRECTIONS - 1)
    cell = np.arange(SIDE) * CELLS // SIDE
    places = (cell[:, np.newaxis] * CELLS + cell) * DIRECTIONS + bins
    sums = np.bincount(places.ravel(), strength.ravel(), minlength=CELLS**2 * DIRECTIONS)
    return np.asarray(sums / (np.linalg.norm(sums) + 1e-6))


def _small(path: Path) -> Array:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                return _pixels(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(Code.BOMB) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(Code.DAMAGED) from None


def _pixels(image: "Image") -> Array:
    # A JPEG is decoded only as finely as is needed.
    image.draft("RGB", (2 * SIDE, 2 * SIDE))
    small = image.convert("RGB").resize((SIDE, SIDE))
    return np.asarray(small, dtype=float64) / 255
