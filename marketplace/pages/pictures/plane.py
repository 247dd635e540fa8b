"""Wanted against feasible: each need a dot, the middle line between high and low."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from marketplace.pages.pictures.drawing import (
    WIDTH,
    Picture,
    Scale,
    Shape,
    Words,
    box,
    canvas,
    dot,
    letters,
    stroke,
)
from marketplace.pages.wording import number

LEAST, MIDDLE, MOST = 1, 3, 5
TOP, BOTTOM, LEFT = 24, 330, 8
# Dots nearer than that share one place; so many fill its size.
STEP, FULL = 0.25, 12


@dataclass(frozen=True, slots=True)
class Spot:
    """One need. Units: means of ratings 1 to 5; a border one is hollow."""

    wanted: float
    feasible: float
    is_border: bool


@dataclass(frozen=True, slots=True)
class Corner:
    """One quarter of the plane: what it is called, and the cells of its row in the table."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaneWords:
    title: Words = gettext_lazy("Wanted and feasible")
    across: Words = gettext_lazy("can be built ▶")
    up: Words = gettext_lazy("▲ wanted")
    summary: Words = gettext_lazy("Each dot is a need; a hollow one stands on the border.")


def plane(
    spots: Sequence[Spot],
    corners: Sequence[Corner],
    *,
    key: str,
    header: tuple[str, ...],
    words: PlaneWords | None = None,
) -> Picture:
    """Draw needs by how feasible (across) and how wanted (up) they are.

    `corners` stand in the order top right, bottom right, top left, bottom left; the
    table has one row for each of them, under `header`.
    """
    said = words or PlaneWords()
    across = Scale(LEAST, MOST, LEFT, WIDTH - 8)
    up = Scale(LEAST, MOST, BOTTOM, TOP)
    shapes = [
        box(across(LEAST), up(MOST), WIDTH - LEFT - 8, BOTTOM - TOP, kind="p-shade-0"),
        box(across(MIDDLE), up(MOST), across(MOST) - across(MIDDLE), up(MIDDLE) - up(MOST),
            kind="p-band-soft"),
        stroke(across(MIDDLE), TOP, across(MIDDLE), BOTTOM, kind="p-axis"),
        stroke(across(LEAST), up(MIDDLE), across(MOST), up(MIDDLE), kind="p-axis"),
        *_dots(spots, across, up),
        letters(0, 14, said.up),
        letters(WIDTH, BOTTOM + 20, said.across, anchor="end"),
    ]  # fmt: skip
    svg = canvas(
        key=key, title=said.title, description=said.summary, height=BOTTOM + 28, shapes=shapes
    )
    rows = tuple((corner.name, *corner.cells) for corner in corners)
    return Picture(str(said.title), svg, header, rows)


def _dots(spots: Sequence[Spot], across: Scale, up: Scale) -> list[Shape]:
    """Draw those that lie close together as one dot, larger for more, with their number."""
    gathered = Counter(
        (round(spot.feasible / STEP), round(spot.wanted / STEP), spot.is_border) for spot in spots
    )
    drawn = []
    for (feasible, wanted, is_border), count in sorted(gathered.items()):
        # A border one may share the place of a sure one: it stands a little beside it.
        x, y = across(feasible * STEP) + (7 if is_border else 0), up(wanted * STEP)
        radius = 6 + 8 * math.sqrt(min(count, FULL) / FULL)
        x, y = min(max(x, radius), WIDTH - radius), min(max(y, TOP + radius), BOTTOM - radius)
        drawn.append(dot(x, y, radius, kind="p-loss" if is_border else "p-dot"))
        if count > 1:
            kind = "" if is_border else "p-inverse"
            drawn.append(letters(x, y + 5, number(count), anchor="middle", kind=kind))
    return drawn
