"""What a need would pay a developer whose costs differ from a typical one's, without drawing again.

On the stored document of an estimate: it runs while a page is made.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

type Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnCosts:
    """Units: yen without tax, per person-month and per checked label."""

    person_month: int
    label: int


def middle(prior: Document) -> float:
    """Give the middle of an assumption as its document tells it: median, mode or mean."""
    match prior["kind"]:
        case "fixed":
            value = prior["value"]
        case "uniform":
            value = (prior["low"] + prior["high"]) / 2
        case "triangular":
            value = prior["mode"]
        case "lognormal":
            value = prior["median"]
        case _:
            value = prior["a"] / (prior["a"] + prior["b"])
    return float(value)


def dearer_by(estimate: Document, costs: OwnCosts) -> float:
    """Tell how much more than typical it costs, upkeep included; below zero if it costs less.

    Every input at its middle.

    Units: discounted yen.
    """
    person_months, labels, typical = _amounts(estimate)
    return person_months * costs.person_month + labels * costs.label - typical


def own_positive_shares(
    estimate: Document, person_month: NDArray[int64], label: NDArray[int64]
) -> NDArray[float64]:
    """Give the share of outcomes above zero at many developers' costs, as `own_positive_share`.

    Shapes: person_month, label and what it gives (developers,).
    """
    person_months, labels, typical = _amounts(estimate)
    amounts, below = zip(*outcomes(estimate["payoff"]), strict=True)
    dearer = person_months * person_month + labels * label - typical
    return np.asarray(1 - np.interp(dearer, amounts, below))


def _amounts(estimate: Document) -> tuple[float, float, float]:
    """Give the person-months and labels to be paid for, and what they typically cost together.

    Units: months and labels in discounted terms, upkeep included; discounted yen.
    """
    assumed = {name: middle(prior) for name, prior in estimate["assumed"].items()}
    labels = max(assumed["labels"] - estimate["labels_in_hand"], 0)
    capital = assumed["person_months"] * assumed["wage"] + labels * assumed["label_cost"]
    # Upkeep is paid in every year in which it works and nothing has replaced it.
    yearly = math.exp(-assumed["substitution"]) / (1 + assumed["discount"])
    years = math.fsum(yearly**year for year in range(1, estimate["horizon_years"] + 1))
    upkept: float = 1 + assumed["maintenance_share"] * assumed["technical"] * years
    return assumed["person_months"] * upkept, labels * upkept, capital * upkept


def own_positive_share(estimate: Document, costs: OwnCosts) -> float:
    """Give the share of outcomes above zero at one's own costs, 0–1.

    Dearer work moves every outcome down by as much; between the stored outcomes
    the share is read off straight lines.
    """
    return share_above(outcomes(estimate["payoff"]), dearer_by(estimate, costs))


def outcomes(payoff: Document) -> list[tuple[float, float]]:
    """List yen with the share of outcomes below each, rising, zero among them.

    Source: the stored histogram, and the share above zero as it was counted.
    """
    bars: Sequence[Sequence[float]] = payoff["histogram"]
    edges = [bars[0][0], *(high for _low, high, _share in bars)]
    below = [0.0, *accumulate(share for _low, _high, share in bars)]
    zero = (0.0, 1 - payoff["positive_share"])
    loss = [(yen, share) for yen, share in zip(edges, below, strict=True) if yen < 0]
    gain = [(yen, share) for yen, share in zip(edges, below, strict=True) if yen > 0]
    known = [(yen, min(share, zero[1])) for yen, share in loss]
    return [*known, zero, *((yen, max(share, zero[1])) for yen, share in gain)]


def share_above(rising: Sequence[tuple[float, float]], yen: float) -> float:
    """Read off the share of outcomes above an amount; beyond the ends, that of the end."""
    place = bisect_right([amount for amount, _share in rising], yen)
    if place in {0, len(rising)}:
        return 1 - rising[min(place, len(rising) - 1)][1]
    (low, low_share), (high, high_share) = rising[place - 1], rising[place]
    return 1 - (low_share + (yen - low) / (high - low) * (high_share - low_share))
