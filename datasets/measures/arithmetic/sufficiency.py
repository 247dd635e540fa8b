"""Whether the labels in hand are enough for what a need asks, and how many more it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite

import numpy as np

from datasets.measures.arithmetic.learning_curve import (
    BAND,
    FARTHEST,
    FEWEST_SIZES,
    LearningCurve,
    NotALearningCurve,
    TooFewSizes,
    Trials,
    learning_curve,
)

# Labels are best collected in about five rounds, asking again after each.
ROUNDS = 5
# A round of fewer labels than a tenth of what is there would teach nothing new.
SMALLEST_ROUND_SHARE = 0.1
# Out of reach, or as good as: so many of ten replicates never get there.
HOPELESS_SHARE = 0.9


class Verdict(StrEnum):
    """What can be said."""

    ENOUGH = "ENOUGH"
    MORE = "MORE"
    ASK_AGAIN = "ASK_AGAIN"
    OUT_OF_REACH = "OUT_OF_REACH"
    ABOVE_AGREEMENT = "ABOVE_AGREEMENT"
    NOT_A_CURVE = "NOT_A_CURVE"
    TOO_LITTLE = "TOO_LITTLE"


@dataclass(frozen=True, slots=True)
class Target:
    """What a need asks. Units: error 0–1; label_price yen each; fixed_cost yen.

    `ceiling` is the greatest score that people's agreement lets anybody measure.
    """

    error: float
    label_price: int = 0
    fixed_cost: int = 0
    ceiling: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its 90 % band; `high` is infinite where it may never come."""

    point: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The verdict and what it rests on.

    `score` now, with all labels; `missing` labels and their `cost` in yen, each None
    where nothing can be said; `unreachable_share` of the replicates never get there;
    `next_round` is how many labels to collect before asking again; `hidden_error` how
    far the curve was off when its largest sizes were hidden from it.
    """

    verdict: Verdict
    label_count: int
    generic_score: float
    score: Span | None = None
    missing: Span | None = None
    cost: Span | None = None
    unreachable_share: float | None = None
    next_round: int | None = None
    hidden_error: float | None = None
    curve: LearningCurve | None = None


def sufficiency(
    trials: Trials, target: Target, *, label_count: int, generic_error: float
) -> Sufficiency:
    """Say whether the labels are enough for a target, and what it would take.

    `generic_error` is that of a guess without any training.

    Source: science.md, section 5; rounds as in Mahmood et al. 2022.
    """
    return sufficiencies(trials, [target], label_count=label_count, generic_error=generic_error)[0]


def sufficiencies(
    trials: Trials, targets: Sequence[Target], *, label_count: int, generic_error: float
) -> list[Sufficiency]:
    """Say it for several targets: the curve is learnt once, and read at each."""
    try:
        curve = learning_curve(trials)
    except TooFewSizes:
        return [Sufficiency(Verdict.TOO_LITTLE, label_count, 1 - generic_error)] * len(targets)
    except NotALearningCurve:
        return [Sufficiency(Verdict.NOT_A_CURVE, label_count, 1 - generic_error)] * len(targets)
    error, low, high = curve.error_at(label_count)
    found = Sufficiency(
        verdict=Verdict.ABOVE_AGREEMENT,
        label_count=label_count,
        generic_score=1 - generic_error,
        score=Span(1 - error, 1 - high, 1 - low),
        hidden_error=hidden_error(trials),
        curve=curve,
    )
    return [
        found if 1 - target.error > target.ceiling else _towards(found, curve, target)
        for target in targets
    ]


def _towards(found: Sufficiency, curve: LearningCurve, target: Target) -> Sufficiency:
    """Count what is missing to reach the target."""
    now = found.label_count
    point, drawn = curve.sizes_for(target.error, farthest=now * FARTHEST)
    missing = _span(max(point - now, 0), np.maximum(drawn - now, 0))
    verdict = _verdict(missing, unreachable := float(np.isinf(drawn).mean()))
    return Sufficiency(
        verdict=verdict,
        label_count=now,
        generic_score=found.generic_score,
        score=found.score,
        missing=missing,
        cost=_cost(missing, target),
        unreachable_share=unreachable,
        next_round=None if verdict is Verdict.ENOUGH else _next_round(missing, now),
        hidden_error=found.hidden_error,
        curve=curve,
    )


def _verdict(missing: Span, unreachable_share: float) -> Verdict:
    if unreachable_share >= HOPELESS_SHARE:
        return Verdict.OUT_OF_REACH
    if missing.high == 0:
        return Verdict.ENOUGH
    return Verdict.MORE if isfinite(missing.point) else Verdict.ASK_AGAIN


def _span(point: float, drawn: "np.typing.NDArray[np.float64]") -> Span:
    # Infinite draws must sort, not be averaged with their neighbours.
    low, high = np.quantile(drawn, BAND, method="nearest")
    return Span(point, min(float(low), point), max(float(high), point))


def _cost(missing: Span, target: Target) -> Span | None:
    """Price the labels: missing × price each, and what any collecting costs at all."""
    if not target.label_price:
        return None
    return Span(
        *(
            count * target.label_price + (target.fixed_cost if count else 0)
            for count in (missing.point, missing.low, missing.high)
        )
    )


def _next_round(missing: Span, label_count: int) -> int:
    least = int(np.ceil(label_count * SMALLEST_ROUND_SHARE))
    if not isfinite(missing.point):
        return max(least, label_count * (FARTHEST - 1) // ROUNDS)
    return max(least, int(np.ceil(missing.point / ROUNDS)))


def hidden_error(trials: Trials) -> float | None:
    """Hide the two largest sizes from the curve, and see how far off it is at the largest.

    None where too few sizes are left to learn from.
    """
    kept = trials.first(len(trials.sizes) - 2)
    if len(kept.sizes) < FEWEST_SIZES:
        return None
    try:
        foretold, _, _ = learning_curve(kept).error_at(float(trials.sizes[-1]))
    except NotALearningCurve:
        return inf
    return abs(foretold - float(trials.mean()[-1]))
