"""What a need may pay: its distribution, and what moves it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    dot,
    element,
    inside,
    letters,
    stroke,
    together,
    width_of,
)
from marketplace.pages.wording import chance, short_yen

CHANCES = 20
RADIUS = 10
COLUMNS = 17
LABEL_HEIGHT, ROW_HEIGHT = 16, 54
MARGIN = 92

type Quantile = tuple[float, float]  # share of outcomes below, yen


@dataclass(frozen=True, slots=True)
class Lever:
    """One input, and the payoff with it at its worst and at its best."""

    label: str
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class PayoffWords:
    title: Words = gettext_lazy("What it may pay: twenty equally likely outcomes")
    loss: Words = gettext_lazy("◀ loss")
    gain: Words = gettext_lazy("gain ▶")
    middle: Words = gettext_lazy("middle")


def payoff_distribution(
    quantiles: Sequence[Quantile],
    *,
    key: str,
    gain_share: float,
    words: PayoffWords | None = None,
) -> Picture:
    """Draw twenty dots, each an outcome as likely as any other, to the left or right of zero.

    Between the given quantiles outcomes are read off straight lines; beyond the
    outermost nothing is drawn. `gain_share` is the share of outcomes above zero.

    Units: shares 0–1, yen of net present value.
    Raises: ValueError for fewer than three quantiles.
    Source: quantile dot plots, Kay et al. 2016: people decide better by counting dots.
    """
    ordered = sorted(quantiles)
    if len(ordered) < 3:  # noqa: PLR2004
        raise ValueError("A distribution needs at least three quantiles.")
    said = words or PayoffWords()
    outcomes = [value_at(ordered, (place + 0.5) / CHANCES) for place in range(CHANCES)]
    across = Scale(min(*outcomes, 0), max(*outcomes, 0), 2 * RADIUS, WIDTH - 2 * RADIUS)
    dots, highest = _dots(outcomes, across)
    floor = highest * 2 * RADIUS + 52
    middle = value_at(ordered, 0.5)
    shapes = [
        element("g", together(dots), transform=f"translate(0 {floor})"),
        *_zero(across, floor, said),
        *_places(ordered, middle, across, floor, said),
    ]
    summary = _("It pays %(chance)s.") % {"chance": chance(gain_share, CHANCES)}
    svg = canvas(key=key, title=said.title, description=summary, height=floor + 50, shapes=shapes)
    rows = [(_rank(share), short_yen(value)) for share, value in ordered]
    rows.append((_("Pays at all"), chance(gain_share, CHANCES)))
    return Picture(str(said.title), svg, (_("Outcome"), _("Net present value")), tuple(rows))


def value_at(quantiles: Sequence[Quantile], share: float) -> float:
    """Read the value at a share off the straight lines between quantiles, flat outside them."""
    if share <= quantiles[0][0]:
        return quantiles[0][1]
    for (low, low_value), (high, high_value) in pairwise(quantiles):
        if share <= high:
            return low_value + (share - low) / (high - low) * (high_value - low_value)
    return quantiles[-1][1]


def _dots(outcomes: Sequence[float], across: Scale) -> tuple[list[Shape], int]:
    stacked: Counter[int] = Counter()
    dots = []
    width = (across.end - across.start) / COLUMNS
    for outcome in outcomes:
        # Columns start at zero, so that no dot of a loss shares one with a gain.
        column = int((across(outcome) - across(0)) // width)
        stacked[column] += 1
        x = inside(across(0) + (column + 0.5) * width, RADIUS)
        y = -(2 * stacked[column] - 1) * RADIUS - 2
        dots.append(dot(x, y, RADIUS - 1, kind="p-loss" if outcome < 0 else "p-gain"))
    return dots, max(stacked.values())


def _zero(across: Scale, floor: float, said: PayoffWords) -> list[Shape]:
    zero = across(0)
    gap = 8
    sides = [
        (zero - gap, str(said.loss), "end", zero - gap - width_of(str(said.loss)) > 0),
        (zero + gap, str(said.gain), "start", zero + gap + width_of(str(said.gain)) < WIDTH),
    ]
    return [
        stroke(0, floor, WIDTH, floor, kind="p-axis"),
        stroke(zero, 22, zero, floor, kind="p-zero"),
        *(letters(x, 34, text, anchor=end, kind="p-soft") for x, text, end, fits in sides if fits),
        letters(inside(zero, 14), 14, short_yen(0), anchor="middle"),
    ]


def _places(
    quantiles: Sequence[Quantile], middle: float, across: Scale, floor: float, said: PayoffWords
) -> list[Shape]:
    """Write the two ends under the axis, and the middle a line below where it cannot collide."""
    label = f"{said.middle} {short_yen(middle)}"
    low, high = quantiles[0][1], quantiles[-1][1]
    return [
        letters(0, floor + 18, short_yen(low)),
        letters(WIDTH, floor + 18, short_yen(high), anchor="end"),
        element(
            "path",
            d=f"M{across(middle)} {floor + 2}l6 10h-12z",
            kind="p-pointer",
        ),
        letters(
            inside(across(middle), width_of(label) / 2 + 4),
            floor + 40,
            label,
            anchor="middle",
            kind="p-strong",
        ),
    ]


def _rank(share: float) -> str:
    if share == 0.5:  # noqa: PLR2004
        return _("Middle: half of the outcomes are worse")
    if share < 0.5:  # noqa: PLR2004
        return _("Worse only %(chance)s") % {"chance": chance(share, CHANCES)}
    return _("Better only %(chance)s") % {"chance": chance(round(1 - share, 6), CHANCES)}


@dataclass(frozen=True, slots=True)
class TornadoWords:
    title: Words = gettext_lazy("What moves the payoff most")
    worst: Words = gettext_lazy("if it goes badly")
    best: Words = gettext_lazy("if it goes well")


def tornado(
    levers: Sequence[Lever], *, key: str, centre: float, words: TornadoWords | None = None
) -> Picture:
    """Draw one bar per input, the widest first, from its bad end to its good end.

    Units: yen; `centre` is the payoff with every input at its middle.
    Raises: ValueError without a lever.
    """
    if not levers:
        raise ValueError("A tornado needs a lever.")
    said = words or TornadoWords()
    ranked = sorted(levers, key=lambda lever: lever.worst - lever.best)
    values = [value for lever in levers for value in (lever.worst, lever.best)]
    across = Scale(min(*values, centre), max(*values, centre), MARGIN, WIDTH - MARGIN)
    bottom = LABEL_HEIGHT + len(ranked) * ROW_HEIGHT - 8
    shapes = [stroke(across(centre), 4, across(centre), bottom, kind="p-guide")]
    for place, lever in enumerate(ranked):
        shapes += _lever(lever, centre, across, LABEL_HEIGHT + place * ROW_HEIGHT)
    shapes += [
        letters(
            inside(across(centre), 50),
            bottom + 18,
            short_yen(centre),
            anchor="middle",
            kind="p-strong",
        ),
    ]
    svg = canvas(
        key=key,
        title=said.title,
        description=_("Most: %(lever)s.") % {"lever": ranked[0].label},
        height=bottom + 26,
        shapes=shapes,
    )
    rows = tuple((lever.label, short_yen(lever.worst), short_yen(lever.best)) for lever in ranked)
    return Picture(str(said.title), svg, (_("Assumption"), str(said.worst), str(said.best)), rows)


def _lever(lever: Lever, centre: float, across: Scale, top: float) -> list[Shape]:
    left, right = across(lever.worst), across(lever.best)
    middle = min(max(across(centre), left), right)
    y = top + 8
    return [
        letters(0, top, lever.label),
        box(left, y, middle - left, 18, kind="p-loss-bar"),
        box(middle, y, right - middle, 18, kind="p-gain-bar"),
        letters(left - 5, y + 14, short_yen(lever.worst), anchor="end", kind="p-soft"),
        letters(right + 5, y + 14, short_yen(lever.best), kind="p-soft"),
    ]
