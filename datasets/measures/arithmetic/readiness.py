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
    tried_with_more,
)
from datasets.measures.arithmetic.contributions import Contributed, contributions
from datasets.measures.arithmetic.features import (
    Labelled,
    NothingToLearn,
    codes_of,
    column_of_contributors,
    labelled,
)
from datasets.measures.arithmetic.label_errors import likely_errors
from datasets.measures.arithmetic.leakage import telltale_columns
from datasets.measures.arithmetic.learning_curve import (
    LearningCurve,
    Trials,
    learning_curve,
)
from datasets.measures.arithmetic.roles import real_rows
from datasets.measures.arithmetic.splits import split_by_group
from datasets.measures.arithmetic.sufficiency import (
    Span,
    Sufficiency,
    Target,
    Verdict,
    sufficiencies,
)
from datasets.measures.arithmetic.synthetic import drawn_by_group, synthetic_worth

CODE_VERSION = "2"
# Every "hits of trials" that a need may ask, to the hundredth.
MOST_DOUBTS = 20
# Where the curve is flat a band spans many rows for one: nothing is told then.
MOST_UNSURE = 2.0
SCORES = tuple(percent / 100 for percent in range(50, 100))
TOO_LITTLE: dict[str, Any] = {"version": CODE_VERSION, "verdict": Verdict.TOO_LITTLE}


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
        return TOO_LITTLE
    document = assessed(found, trials, baseline=Baseline.BOOSTED_TREES, ceiling=ceiling)
    return document | {
        "synthetic": _synthetic(found, trials) if document["curve"] else None,
        "worth": _worth(parquet, label),
    }


def assessed(
    found: Labelled, trials: Trials, *, baseline: Baseline, ceiling: float
) -> dict[str, Any]:
    """Read the learning curve off the trials, at every target that a need may set."""
    generic = majority_error(found.target) if found.classes else 1.0
    read = sufficiencies(
        trials,
        [Target(1 - score, ceiling=ceiling) for score in SCORES],
        label_count=found.row_count,
        generic_error=generic,
    )
    return _document(found, read, baseline) | {"ceiling": ceiling}


def _trials(found: Labelled) -> Trials:
    if found.classes:
        return classes_tried(
            found.features, found.target, found.groups, baseline=Baseline.BOOSTED_TREES
        )
    return numbers_tried(found.features, found.target, found.groups)


def _document(found: Labelled, read: list[Sufficiency], baseline: Baseline) -> dict[str, Any]:
    first, targets = read[0], zip(SCORES, read, strict=True)
    return {
        "version": CODE_VERSION,
        # Where no curve could be drawn, for whatever target.
        "verdict": None if first.curve else first.verdict,
        "baseline": str(baseline),
        "is_classes": bool(found.classes),
        "group_column": found.group_column,
        "label_count": found.row_count,
        "tried_count": len(found.target),
        "generic_score": round(first.generic_score, 4),
        "score": _span(first.score, 4),
        "hidden_error": first.hidden_error,
        "curve": first.curve and _curve(first.curve),
        "splits": _splits(found),
        "leaks": _leaks(found),
        "doubts": _doubts(found, baseline),
        "targets": [_target(score, each) for score, each in targets] if first.curve else [],
    }


def _synthetic(found: Labelled, trials: Trials) -> dict[str, Any] | None:
    """Tell what a synthetic row is worth in real ones, where there are both."""
    made = found.synthetic
    if made is None:
        return None
    real_count, errors = tried_with_more(
        found.features,
        found.target,
        found.groups,
        more=(made.features, made.target),
        is_classes=bool(found.classes),
    )
    real = learning_curve(trials)
    # Item by item: what is hard for both kinds of training says nothing of either.
    gained = drawn_by_group(errors - trials.errors[-1].mean(axis=0), found.groups)
    worth = synthetic_worth(
        real,
        real_count=real_count,
        synthetic_count=len(made.target),
        mixed_errors=real.point.at(trials.sizes[-1:])[0, 0] + gained,
    )
    told = {"kappa": worth.kappa, "low": worth.low, "high": worth.high}
    is_known = isfinite(worth.high) and worth.high - worth.low <= MOST_UNSURE
    return {
        "row_count": len(made.target),
        **{name: round(value, 3) if is_known else None for name, value in told.items()},
    }


def _worth(parquet: Path, label: str) -> dict[str, Any] | None:
    """Value what each contributor's rows teach, where a column tells who sent them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(parquet)
    column = column_of_contributors(table, label)
    if not column:
        return None
    found = labelled(parquet, label=label, group=column, whole_groups=False)
    if not found.classes:
        return None
    is_sent = table.column(label).is_valid().to_numpy() & real_rows(table)
    named = table.column(column).filter(pa.array(is_sent))
    counts = {str(each["values"]): each["counts"] for each in named.value_counts().to_pylist()}
    places = table.column(column).take(found.positions)
    names = [str(each) for each in places.combine_chunks().dictionary_encode().dictionary]
    is_named = places.is_valid().to_numpy()
    return contributions(
        Contributed(
            features=found.features[is_named],
            labels=found.target[is_named],
            owners=codes_of(places)[is_named],
            names=tuple(names),
            row_counts=tuple(counts[name] for name in names),
            column=column,
        )
    )


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


def _doubts(found: Labelled, baseline: Baseline) -> list[dict[str, Any]]:
    """List the labels to look at again, surest first, by their row's number."""
    if not found.classes:
        return []
    probabilities = out_of_fold(found.features, found.target, found.groups, baseline=baseline)
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
