"""What grows: over time, and with more labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.pages.pictures.drawing import (
    WIDTH,
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
from marketplace.pages.wording import day, number, percent

TOP, BOTTOM, RIGHT = 40, 180, 350


@dataclass(frozen=True, slots=True)
class TrendWords:
    title: Words = gettext_lazy("Over time")
    value: Words = gettext_lazy("Count")


def trend(
    points: Sequence[tuple[date, float]], *, key: str, words: TrendWords | None = None
) -> Picture:
    """Draw a value over days, from zero, its last one written out.

    Raises: ValueError for fewer than two days.
    """
    if len(points) < 2:  # noqa: PLR2004
        raise ValueError("A trend needs two days.")
    said = words or TrendWords()
    days = [on.toordinal() for on, _value in points]
    marks = ticks(max(value for _on, value in points), about=3)
    left = max(width_of(f"{mark:,g}") for mark in marks) + 8
    across, up = Scale(days[0], days[-1], left, RIGHT), Scale(0, marks[-1], BOTTOM, TOP)
    course = [(across(on), up(value)) for on, (_on, value) in zip(days, points, strict=True)]
    (first_on, first), (last_on, last) = points[0], points[-1]
    x, y = course[-1]
    shapes = [
        letters(0, 14, said.value, kind="p-soft"),
        *_grid(marks, left, up, "{:,g}"),
        path([(course[0][0], BOTTOM), *course, (x, BOTTOM)], kind="p-band", closed=True),
        path(course, kind="p-line"),
        dot(x, y, 6, kind="p-dot"),
        letters(RIGHT, y - 12, f"{last:,g}", anchor="end", kind="p-strong"),
        letters(left, BOTTOM + 20, day(first_on)),
        letters(RIGHT, BOTTOM + 20, day(last_on), anchor="end"),
    ]
    summary = _("From %(first)s on %(first_day)s to %(last)s on %(last_day)s.") % {
        "first": f"{first:,g}",
        "first_day": day(first_on),
        "last": f"{last:,g}",
        "last_day": day(last_on),
    }
    svg = canvas(key=key, title=said.title, description=summary, height=BOTTOM + 30, shapes=shapes)
    rows = tuple((day(on), f"{value:,g}") for on, value in points)
    return Picture(str(said.title), svg, (_("Day"), str(said.value)), rows)


def _grid(marks: Sequence[float], left: float, up: Scale, form: str) -> list[Shape]:
    shapes = []
    for mark in marks:
        shapes.append(stroke(left, up(mark), RIGHT, up(mark), kind="p-grid"))
        shapes.append(letters(left - 6, up(mark) + 5, form.format(mark), anchor="end"))
    return shapes


@dataclass(frozen=True, slots=True)
class Score:
    """What is reached with so many labels, and its 90 % interval; all shares of 0–1."""

    labels: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class LearningWords:
    title: Words = gettext_lazy("What more labels would bring")
    score: Words = gettext_lazy("Right answers")
    labels: Words = gettext_lazy("Number of labels")
    target: Words = gettext_lazy("wanted")
    forecast: Words = gettext_lazy("forecast")


def learning_curve(
    measured: Sequence[Score],
    *,
    key: str,
    forecast: Sequence[Score] = (),
    target: float | None = None,
    words: LearningWords | None = None,
) -> Picture:
    """Draw the measured score over labels, doubling by equal steps, and the forecast dashed.

    Units: scores are shares of 0–1.
    Raises: ValueError for fewer than two measured points.
    """
    if len(measured) < 2:  # noqa: PLR2004
        raise ValueError("A learning curve needs two points.")
    said = words or LearningWords()
    every = [*measured, *forecast]
    across = Scale(math.log(every[0].labels), math.log(every[-1].labels), 56, RIGHT - 16)
    up = Scale(0, 1, BOTTOM, TOP)
    shapes = [
        letters(0, 14, said.score, kind="p-soft"),
        *_grid([0, 0.25, 0.5, 0.75, 1], 54, up, "{:.0%}"),
        *_scores([measured[-1], *forecast], across, up, dashed=True),
        *_scores(measured, across, up, dashed=False),
        *_target(target, every[-1].middle, up, said),
        *_labels(every, len(measured), across, said),
    ]
    now = measured[-1]
    summary = _("%(score)s with the %(labels)s labels in hand.") % {
        "score": percent(now.middle),
        "labels": number(now.labels),
    }
    svg = canvas(key=key, title=said.title, description=summary, height=BOTTOM + 48, shapes=shapes)
    rows = [_row(score, "") for score in measured]
    rows += [_row(score, f" ({said.forecast})") for score in forecast]
    return Picture(
        str(said.title), svg, (str(said.labels), str(said.score), _("Interval (90%)")), tuple(rows)
    )


def _scores(scores: Sequence[Score], across: Scale, up: Scale, *, dashed: bool) -> list[Shape]:
    places = [across(math.log(score.labels)) for score in scores]
    middles = list(zip(places, [up(score.middle) for score in scores], strict=True))
    lows, highs = [up(score.low) for score in scores], [up(score.high) for score in scores]
    shapes = [
        band(places, lows, highs, kind="p-band-soft" if dashed else "p-band"),
        path(middles, kind="p-line-dashed" if dashed else "p-line"),
    ]
    return shapes if dashed else [*shapes, *(dot(x, y, 4, kind="p-dot") for x, y in middles)]


def _target(target: float | None, reached: float, up: Scale, said: LearningWords) -> list[Shape]:
    """Draw what is wanted, its words at the end and on the side where the curve is not."""
    if target is None:
        return []
    y = up(target)
    beside = y + 18 if reached >= target else y - 6
    words = f"{said.target} {percent(target)}"
    return [
        stroke(54, y, RIGHT, y, kind="p-target"),
        letters(RIGHT - 4, beside, words, anchor="end", kind="p-strong"),
    ]


def _labels(
    every: Sequence[Score], measured: int, across: Scale, said: LearningWords
) -> list[Shape]:
    """Write the numbers of labels at the start, now and at the end."""
    places = sorted({0, measured - 1, len(every) - 1})
    shapes = []
    for place in places:
        written = number(every[place].labels)
        x = inside(across(math.log(every[place].labels)), width_of(written) / 2)
        shapes.append(letters(x, BOTTOM + 20, written, anchor="middle"))
    return [*shapes, letters(WIDTH, BOTTOM + 42, said.labels, anchor="end", kind="p-soft")]


def _row(score: Score, note: str) -> tuple[str, str, str]:
    return (
        f"{number(score.labels)}{note}",
        percent(score.middle),
        f"{percent(score.low)}–{percent(score.high)}",
    )
