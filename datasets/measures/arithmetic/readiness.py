"""How far a table's labels reach: one learning curve, read at every target a need may set."""

from math import isfinite
from pathlib import Path
from typing import Any

from datasets.measures.arithmetic.baselines import (
    Baseline,
    TooLittle,
    classes_tried,
    majority_error,
    numbers_tried,
    out_of_fold,
)
from datasets.measures.arithmetic.features import Labelled, NothingToLearn, labelled
from datasets.measures.arithmetic.label_errors import likely_errors
from datasets.measures.arithmetic.leakage import telltale_columns
from datasets.measures.arithmetic.learning_curve import LearningCurve, Trials
from datasets.measures.arithmetic.splits import split_by_group
from datasets.measures.arithmetic.sufficiency import (
    Span,
    Sufficiency,
    Target,
    Verdict,
    sufficiency,
)

CODE_VERSION = "1"
# Every "hits of trials" that a need may ask, to the hundredth.
MOST_DOUBTS = 20
SCORES = tuple(percent / 100 for percent in range(50, 100))


def readiness(parquet: Path, *, label: str, ceiling: float = 1.0) -> dict[str, Any]:
    """Train cheap baselines on growing shares of a table, and write down what they tell.

    Scores are the share of labels told rightly, or for numbers one minus the error as a
    share of a constant guess's; `targets` say for each score asked how many labels are
    missing, None where nothing can be said. `ceiling` is how far people agree.

    Source: science.md, section 5; data.md, "Sufficiency".
    """
    try:
        found = labelled(parquet, label=label)
        trials = _trials(found)
    except (NothingToLearn, TooLittle):
        return {"version": CODE_VERSION, "verdict": Verdict.TOO_LITTLE}
    generic = majority_error(found.target) if found.classes else 1.0
    read = [
        (
            score,
            sufficiency(
                trials,
                Target(1 - score, ceiling=ceiling),
                label_count=found.row_count,
                generic_error=generic,
            ),
        )
        for score in SCORES
    ]
    return _document(found, read)


def _trials(found: Labelled) -> Trials:
    if found.classes:
        return classes_tried(
            found.features, found.target, found.groups, baseline=Baseline.BOOSTED_TREES
        )
    return numbers_tried(found.features, found.target, found.groups)


def _document(found: Labelled, read: list[tuple[float, Sufficiency]]) -> dict[str, Any]:
    first = read[0][1]
    return {
        "version": CODE_VERSION,
        # Where no curve could be drawn, for whatever target.
        "verdict": None if first.curve else first.verdict,
        "baseline": str(Baseline.BOOSTED_TREES),
        "is_classes": bool(found.classes),
        "group_column": found.group_column,
        "label_count": found.row_count,
        "generic_score": round(first.generic_score, 4),
        "score": _span(first.score, 4),
        "hidden_error": first.hidden_error,
        "curve": first.curve and _curve(first.curve),
        "splits": _splits(found),
        "leaks": _leaks(found),
        "doubts": _doubts(found),
        "targets": [_target(score, each) for score, each in read] if first.curve else [],
    }


def _splits(found: Labelled) -> dict[str, Any]:
    """Count what a split by whole groups gives; by rows at random where none is known."""
    groups = [str(group) for group in found.groups] if found.group_column else None
    splits = split_by_group(groups, item_count=len(found.groups), salt=found.group_column)
    return {
        "is_random": splits.is_random,
        "shares": {
            str(split): round(count / len(found.groups), 4)
            for split, count in splits.counts().items()
        },
    }


def _leaks(found: Labelled) -> list[str]:
    """Name the columns that tell the label alone: they were written after it."""
    if not found.classes:
        return []
    columns = {name: found.features[:, place] for name, place in found.columns.items()}
    told = telltale_columns(columns, found.target)
    return list(told.examples) if told else []


def _doubts(found: Labelled) -> list[dict[str, Any]]:
    """List the labels to look at again, surest first, by their row's number."""
    if not found.classes:
        return []
    probabilities = out_of_fold(found.features, found.target, found.groups)
    return [
        {
            "row": int(found.positions[doubt.item]),
            "given": found.classes[doubt.given],
            "suggested": found.classes[doubt.suggested],
            "margin": round(doubt.margin, 3),
        }
        for doubt in likely_errors(probabilities, found.target)[:MOST_DOUBTS]
    ]


def _curve(curve: LearningCurve) -> list[dict[str, float]]:
    """List the scores seen at each size, with their band."""
    rows = zip(curve.sizes, curve.seen, curve.low, curve.high, strict=True)
    return [
        {
            "labels": int(size),
            "score": round(1 - float(seen), 4),
            "low": round(1 - float(high), 4),
            "high": round(1 - float(low), 4),
        }
        for size, seen, low, high in rows
    ]


def _target(score: float, found: Sufficiency) -> dict[str, Any]:
    return {
        "score": score,
        "verdict": str(found.verdict),
        "missing": _span(found.missing, 0),
        "unreachable_share": found.unreachable_share,
        "next_round": found.next_round,
    }


def _span(span: Span | None, digits: int) -> dict[str, float | None] | None:
    """Write a span as JSON takes it: what is infinite is not a number there."""
    if span is None:
        return None
    return {
        name: round(value, digits) if isfinite(value) else None
        for name, value in (("point", span.point), ("low", span.low), ("high", span.high))
    }
