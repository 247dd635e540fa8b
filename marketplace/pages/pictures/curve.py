"""How many would buy at each price."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.pages.pictures.drawing import (
    Picture,
    Scale,
    Shape,
    Words,
    band,
    canvas,
    dot,
    inside,
    letters,
    path,
    stroke,
    ticks,
    width_of,
)
from marketplace.pages.wording import number, yen

LEFT, RIGHT, TOP, BOTTOM = 40, 354, 48, 194
HEIGHT = 254


@dataclass(frozen=True, slots=True)
class Rung:
    """One public price and the quantity wanted at it, with its 90 % band."""

    price: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class CurveWords:
    title: Words = gettext_lazy("How many would buy at each price")
    quantity: Words = gettext_lazy("Would buy")
    price: Words = gettext_lazy("Price in yen, with tax")
    best: Words = gettext_lazy("brings in the most")


def demand_curve(
    rungs: Sequence[Rung], *, key: str, best: int | None = None, words: CurveWords | None = None
) -> Picture:
    """Draw the wanted quantity over the rungs, with its band, the best rung marked.

    Rungs stand at equal distances: only they were asked, nothing between them was.
    Units: prices in yen per unit; `best` is the price of one of the rungs.
    Raises: ValueError without a rung.
    """
    if not rungs:
        raise ValueError("A demand curve needs a rung.")
    said = words or CurveWords()
    marks = ticks(max(rung.high for rung in rungs))
    across = Scale(0, max(len(rungs) - 1, 1), LEFT + 26, RIGHT - 30)
    up = Scale(0, marks[-1], BOTTOM, TOP)
    shapes = [
        *_axes(rungs, marks, across, up, said),
        *_course(rungs, across, up),
        *_best(rungs, best, across, up, said),
    ]
    svg = canvas(
        key=key, title=said.title, description=_summary(rungs, best), height=HEIGHT, shapes=shapes
    )
    header = (str(said.price), str(said.quantity), _("90% band"))
    return Picture(str(said.title), svg, header, tuple(_row(rung) for rung in rungs))


def _axes(
    rungs: Sequence[Rung], marks: Sequence[float], across: Scale, up: Scale, said: CurveWords
) -> list[Shape]:
    shapes = [letters(0, 14, said.quantity, kind="p-soft")]
    for mark in marks:
        shapes.append(stroke(LEFT, up(mark), RIGHT, up(mark), kind="p-grid"))
        shapes.append(letters(LEFT - 6, up(mark) + 5, f"{mark:,g}", anchor="end"))
    written = [number(rung.price) for rung in rungs]
    # Prices too long to stand side by side take turns on two lines.
    step = 16 if max(map(width_of, written)) > across(1) - across(0) - 4 else 0
    shapes += [
        letters(across(place), BOTTOM + 20 + step * (place % 2), text, anchor="middle")
        for place, text in enumerate(written)
    ]
    return [*shapes, letters(RIGHT, BOTTOM + 56, said.price, anchor="end", kind="p-soft")]


def _course(rungs: Sequence[Rung], across: Scale, up: Scale) -> list[Shape]:
    places = [across(place) for place in range(len(rungs))]
    lows, highs = [up(rung.low) for rung in rungs], [up(rung.high) for rung in rungs]
    middles = [up(rung.middle) for rung in rungs]
    return [
        band(places, lows, highs, kind="p-band"),
        path(list(zip(places, middles, strict=True)), kind="p-line"),
        *(dot(x, y, 5, kind="p-dot") for x, y in zip(places, middles, strict=True)),
    ]


def _best(
    rungs: Sequence[Rung], best: int | None, across: Scale, up: Scale, said: CurveWords
) -> list[Shape]:
    for place, rung in enumerate(rungs):
        if rung.price == best:
            x, y = across(place), up(rung.middle)
            label = f"{yen(rung.price)} {said.best}"
            return [
                stroke(x, y, x, BOTTOM, kind="p-guide"),
                dot(x, y, 9, kind="p-best"),
                letters(
                    inside(x, width_of(label) / 2),
                    min(up(rung.high) - 8, y - 16),
                    label,
                    anchor="middle",
                    kind="p-strong",
                ),
            ]
    return []


def _summary(rungs: Sequence[Rung], best: int | None) -> str:
    first, last = rungs[0], rungs[-1]
    text = _("%(many)s at %(low)s, falling to %(few)s at %(high)s.") % {
        "many": f"{first.middle:,.3g}",
        "low": yen(first.price),
        "few": f"{last.middle:,.3g}",
        "high": yen(last.price),
    }
    return f"{text} {_('Best price: %(price)s.') % {'price': yen(best)}}" if best else text


def _row(rung: Rung) -> tuple[str, str, str]:
    return yen(rung.price), f"{rung.middle:,.3g}", f"{rung.low:,.3g}–{rung.high:,.3g}"
