"""How many of each: classes, and ranges of a value."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.pages.pictures.drawing import (
    WIDTH,
    Picture,
    Scale,
    Shape,
    Words,
    box,
    canvas,
    letters,
    stroke,
    ticks,
    width_of,
)
from marketplace.pages.wording import number, percent

ROW_HEIGHT = 46
TOP, BOTTOM = 30, 180


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie from `low` up to `high`."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class BalanceWords:
    title: Words = gettext_lazy("How many of each label")
    label: Words = gettext_lazy("Label")
    count: Words = gettext_lazy("Count")
    others: Words = gettext_lazy("All others")


def class_balance(
    counts: Sequence[Count], *, key: str, most: int = 12, words: BalanceWords | None = None
) -> Picture:
    """Draw one bar per label, the largest first; past `most` the rest is one bar.

    Raises: ValueError without a count.
    """
    if not counts:
        raise ValueError("A balance needs a count.")
    said = words or BalanceWords()
    total = sum(count.count for count in counts) or 1
    shown = _largest(counts, most, str(said.others))
    top = max(count.count for count in shown) or 1
    shapes: list[Shape] = []
    for place, count in enumerate(shown):
        shapes += _bar(count, count.count / top, count.count / total, 16 + place * ROW_HEIGHT)
    first, last = shown[0], shown[-1]
    summary = _("From %(most)s (%(most_count)s) to %(least)s (%(least_count)s).") % {
        "most": first.label,
        "most_count": number(first.count),
        "least": last.label,
        "least_count": number(last.count),
    }
    svg = canvas(
        key=key,
        title=said.title,
        description=summary,
        height=len(shown) * ROW_HEIGHT,
        shapes=shapes,
    )
    rows = tuple((c.label, number(c.count), percent(c.count / total)) for c in shown)
    return Picture(str(said.title), svg, (str(said.label), str(said.count), _("Share")), rows)


def _largest(counts: Sequence[Count], most: int, others: str) -> list[Count]:
    ranked = sorted(counts, key=lambda count: (-count.count, count.label))
    if len(ranked) <= most:
        return ranked
    rest = sum(count.count for count in ranked[most - 1 :])
    return [*ranked[: most - 1], Count(others, rest)]


def _bar(count: Count, length: float, share: float, y: float) -> list[Shape]:
    amount = f"{number(count.count)} ({percent(share)})"
    room = WIDTH - width_of(amount) - 10
    return [
        letters(0, y, _shortened(count.label, room)),
        letters(WIDTH, y, amount, anchor="end", kind="p-soft"),
        box(0, y + 7, WIDTH, 12, kind="p-track", round_by=2),
        # A class that exists is seen, however few it has.
        box(0, y + 7, max(length * WIDTH, 2 if count.count else 0), 12, kind="p-bar", round_by=2),
    ]


def _shortened(label: str, room: float) -> str:
    """Cut a label that would run into its number; the table has it whole."""
    if width_of(label) <= room:
        return label
    while label and width_of(label) + width_of("…") > room:
        label = label[:-1]
    return f"{label.rstrip()}…"


@dataclass(frozen=True, slots=True)
class HistogramWords:
    title: Words = gettext_lazy("How the values are spread")
    value: Words = gettext_lazy("Value")
    count: Words = gettext_lazy("Count")


def histogram(bins: Sequence[Bin], *, key: str, words: HistogramWords | None = None) -> Picture:
    """Draw one column per range, its height the count: ranges are meant to be of one width.

    Raises: ValueError without a bin.
    """
    if not bins:
        raise ValueError("A histogram needs a bin.")
    said = words or HistogramWords()
    marks = ticks(max(bin_.count for bin_ in bins), about=3)
    # The widest mark decides where the columns begin.
    left = max(width_of(f"{mark:,g}") for mark in marks) + 8
    across = Scale(0, len(bins), left, WIDTH - 2)
    up = Scale(0, marks[-1], BOTTOM, TOP)
    shapes = [letters(0, 14, said.count, kind="p-soft")]
    for mark in marks:
        shapes.append(stroke(left, up(mark), WIDTH, up(mark), kind="p-grid"))
        shapes.append(letters(left - 6, up(mark) + 5, f"{mark:,g}", anchor="end"))
    shapes += [
        box(
            across(place) + 1,
            up(bin_.count),
            max(across(1) - across(0) - 2, 1),
            BOTTOM - up(bin_.count),
            kind="p-bar",
        )
        for place, bin_ in enumerate(bins)
    ]
    shapes += _edges(bins, across, said)
    fullest = max(bins, key=lambda bin_: bin_.count)
    summary = _("Most lie from %(low)s to %(high)s.") % {
        "low": f"{fullest.low:,g}",
        "high": f"{fullest.high:,g}",
    }
    svg = canvas(key=key, title=said.title, description=summary, height=BOTTOM + 48, shapes=shapes)
    rows = tuple((f"{b.low:,g} – {b.high:,g}", number(b.count)) for b in bins)
    return Picture(str(said.title), svg, (str(said.value), str(said.count)), rows)


def _edges(bins: Sequence[Bin], across: Scale, said: HistogramWords) -> list[Shape]:
    middle = len(bins) // 2
    y = BOTTOM + 20
    edges = [letters(across(0), y, f"{bins[0].low:,g}")]
    if middle:
        edges.append(letters(across(middle), y, f"{bins[middle].low:,g}", anchor="middle"))
    edges.append(letters(WIDTH, y, f"{bins[-1].high:,g}", anchor="end"))
    return [*edges, letters(WIDTH, BOTTOM + 42, said.value, anchor="end", kind="p-soft")]
