"""The few strokes that every picture is made of.

A picture is 360 units wide, so that one unit is about one pixel on a phone and
its letters keep the size they are given in the style sheet. Colours are class names.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

type Words = str | Promise
type Shape = SafeString

WIDTH = 360
# Of a picture's letters, as .p-text in pictures.css has it.
LETTER = 15


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and the table that says the same."""

    title: str
    svg: SafeString
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    # Wider than a phone: the page lets it scroll sideways instead of shrinking its letters.
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from low–high to places from start–end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.start + share * (self.end - self.start), 2)


def canvas(
    *, key: str, title: Words, description: Words, height: float, shapes: Iterable[Shape]
) -> SafeString:
    """Frame shapes as an image with a name and a description; `key` is unique on its page."""
    return format_html(
        '<svg class="picture" viewBox="0 0 {} {}" role="img" aria-labelledby="{key}-title"'
        ' aria-describedby="{key}-desc"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-desc">{description}</desc>{shapes}</svg>',
        WIDTH,
        number(height),
        key=key,
        title=title,
        description=description,
        shapes=together(shapes),
    )


def together(shapes: Iterable[Shape]) -> Shape:
    return mark_safe("".join(shapes))  # noqa: S308  every shape is escaped where it is made


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, content: Words = "", **attributes: float | str) -> Shape:
    """Write one element; `kind` becomes its class, an underscore in a name a hyphen."""
    pairs = (
        (
            "class" if name == "kind" else name.replace("_", "-"),
            value if isinstance(value, str) else number(value),
        )
        for name, value in attributes.items()
    )
    return format_html(
        "<{name}{attributes}>{content}</{name}>",
        name=mark_safe(name),  # noqa: S308  only our own names of elements come here
        attributes=format_html_join("", ' {}="{}"', pairs),
        content=content,
    )


def letters(x: float, y: float, content: Words, *, anchor: str = "start", kind: str = "") -> Shape:
    """Write text; `anchor` is start, middle or end."""
    return element("text", content, x=x, y=y, text_anchor=anchor, kind=f"p-text {kind}".strip())


def stroke(x: float, y: float, to_x: float, to_y: float, *, kind: str) -> Shape:
    return element("line", x1=x, y1=y, x2=to_x, y2=to_y, kind=kind)


def box(
    x: float, y: float, width: float, height: float, *, kind: str, round_by: float = 0
) -> Shape:
    return element("rect", x=x, y=y, width=width, height=height, rx=round_by, kind=kind)


def dot(x: float, y: float, radius: float, *, kind: str) -> Shape:
    return element("circle", cx=x, cy=y, r=radius, kind=kind)


def path(points: Sequence[tuple[float, float]], *, kind: str, closed: bool = False) -> Shape:
    course = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{course}{'Z' if closed else ''}", kind=kind)


def band(
    places: Sequence[float], lows: Sequence[float], highs: Sequence[float], *, kind: str
) -> Shape:
    """Fill between two courses over the same places."""
    there = list(zip(places, highs, strict=True))
    back = list(zip(places, lows, strict=True))[::-1]
    return path(there + back, kind=kind, closed=True)


def ticks(high: float, about: int = 4) -> list[float]:
    """Choose round marks from 0 to at least `high`: steps of 1, 2 or 5 times a power of ten."""
    rough = max(high, 1e-9) / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * 0.999)
    return [round(step * place, 10) for place in range(math.ceil(high / step - 1e-9) + 1)]


def inside(x: float, half: float) -> float:
    """Move a centred text of the given half width just far enough to stay on the canvas."""
    return min(max(x, half), WIDTH - half)


def width_of(text: str) -> float:
    """Guess how wide a text runs: a Japanese letter is as wide as high, others about 0.58."""
    return LETTER * sum(1 if ord(letter) > 0x2E7F else 0.58 for letter in text)  # noqa: PLR2004
