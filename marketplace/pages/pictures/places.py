"""Where: the 47 prefectures as squares of one size, so that a large one says no more."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.pages.pictures.drawing import (
    WIDTH,
    Picture,
    Shape,
    Words,
    box,
    canvas,
    element,
    letters,
    together,
)
from marketplace.pages.wording import number, speaks_japanese

# Column and row of each JIS code, north at the top.
SQUARES: dict[str, tuple[int, int]] = {
    "01": (12, 0), "02": (12, 2), "03": (12, 3), "04": (12, 4), "05": (11, 3), "06": (11, 4),
    "07": (12, 5), "08": (13, 6), "09": (12, 6), "10": (11, 6), "11": (11, 7), "12": (13, 7),
    "13": (12, 7), "14": (11, 8), "15": (11, 5), "16": (10, 5), "17": (9, 5), "18": (8, 6),
    "19": (10, 7), "20": (10, 6), "21": (9, 6), "22": (10, 8), "23": (9, 7), "24": (8, 8),
    "25": (8, 7), "26": (7, 7), "27": (6, 8), "28": (6, 7), "29": (7, 8), "30": (7, 9),
    "31": (5, 7), "32": (4, 7), "33": (5, 8), "34": (4, 8), "35": (3, 8), "36": (5, 11),
    "37": (5, 10), "38": (4, 10), "39": (4, 11), "40": (2, 9), "41": (1, 9), "42": (0, 9),
    "43": (1, 10), "44": (2, 10), "45": (2, 11), "46": (1, 11), "47": (0, 12),
}  # fmt: skip
LARGE = {"01"}  # Hokkaidō takes four squares, for its shape is how one finds the rest
SIZE = WIDTH / 14
SHADES = 4


@dataclass(frozen=True, slots=True)
class MapWords:
    title: Words = gettext_lazy("By prefecture")
    place: Words = gettext_lazy("Prefecture")
    count: Words = gettext_lazy("Count")
    hidden: Words = gettext_lazy("fewer than three, not shown")


def tile_map(
    counts: Mapping[str, int | None],
    *,
    key: str,
    names: Mapping[str, str],
    words: MapWords | None = None,
) -> Picture:
    """Draw one square per prefecture, darker for more.

    `counts` by JIS code "01"–"47": None where a count is hidden, absent where there is
    none. `names` by the same codes, in the language of the page.
    Raises: KeyError for an unknown code.
    """
    said = words or MapWords()
    for code in counts:
        SQUARES[code]
    top = max((count for count in counts.values() if count), default=0)
    shapes = [_square(code, counts.get(code, 0), top, names[code], said) for code in SQUARES]
    shapes += _legend(top, said)
    shown = {code: count for code, count in counts.items() if count != 0}
    ranked = sorted(shown, key=lambda code: (-(shown[code] or 0), code))
    svg = canvas(
        key=key,
        title=said.title,
        description=_summary(ranked, names),
        height=13 * SIZE,
        shapes=shapes,
    )
    rows = tuple((names[code], _amount(shown[code], said)) for code in ranked)
    return Picture(str(said.title), svg, (str(said.place), str(said.count)), rows, is_wide=True)


def shade(count: int | None, top: int) -> str:
    """Choose the class of a square: hidden, none, or one of four shades by even steps."""
    if count is None:
        return "p-shade-hidden"
    return f"p-shade-{math.ceil(count / top * SHADES)}" if count else "p-shade-0"


def short_name(name: str) -> str:
    """Leave out 県, 府 and 都, which every square would repeat; 北海道 is whole."""
    if speaks_japanese():
        return name[:-1] if name[-1] in "都府県" else name
    return name[:4]


def _square(code: str, count: int | None, top: int, name: str, said: MapWords) -> Shape:
    column, row = SQUARES[code]
    side = SIZE * (2 if code in LARGE else 1)
    x, y, middle = column * SIZE, row * SIZE, column * SIZE + side / 2
    written = short_name(name)
    dark = " p-inverse" if shade(count, top) in {"p-shade-3", "p-shade-4"} else ""
    kind = ("p-name-long" if len(written) > 2 else "p-name") + dark  # noqa: PLR2004
    parts = [
        element("title", f"{name} {_amount(count, said)}"),
        box(x + 0.75, y + 0.75, side - 1.5, side - 1.5, kind=shade(count, top), round_by=2),
        letters(middle, y + side / 2 - 1, written, anchor="middle", kind=kind),
    ]
    if count:
        parts.append(
            letters(middle, y + side / 2 + 9, number(count), anchor="middle", kind=f"p-name{dark}")
        )
    return element("g", together(parts))


def _legend(top: int, said: MapWords) -> list[Shape]:
    steps = [("p-shade-0", "0"), ("p-shade-hidden", str(said.hidden))]
    if top:
        edges = [math.floor(top * step / SHADES) for step in range(SHADES + 1)]
        ranges = [
            (f"p-shade-{step + 1}", f"{number(edges[step] + 1)}–{number(edges[step + 1])}")
            for step in range(SHADES)
            if edges[step] < edges[step + 1]
        ]
        steps = [*ranges[::-1], *steps]
    shapes = [letters(0, 10, said.count, kind="p-name")]
    for place, (kind, text) in enumerate(steps):
        y = 18 + place * 15
        shapes.append(box(0, y, 11, 11, kind=kind, round_by=1))
        shapes.append(letters(16, y + 9, text, kind="p-name"))
    return shapes


def _summary(ranked: list[str], names: Mapping[str, str]) -> str:
    if not ranked:
        return _("None yet.")
    return _("Most in %(places)s.") % {"places": ", ".join(names[code] for code in ranked[:3])}


def _amount(count: int | None, said: MapWords) -> str:
    return str(said.hidden) if count is None else number(count)
