"""What of a version's statistics may be read by those who may not take it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from demand.answers.arithmetic.suppression import FEWEST_SHOWN, shown_cells

# Rows, values and names as they stand in the data.
AS_THEY_STAND = {"preview", "most_common", "examples"}


def without_values(document: Any) -> Any:
    """Leave out what shows cells of the table, wherever it stands. Names of classes stay."""
    return without(document, AS_THEY_STAND)


def without(document: Any, names: AbstractSet[str]) -> Any:
    """Leave out what is called so, wherever it stands."""
    if isinstance(document, Mapping):
        kept = {name: each for name, each in document.items() if name not in names}
        return {name: without(each, names) for name, each in kept.items()}
    return [without(each, names) for each in document] if isinstance(document, list) else document


def without_small_cells(document: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out figures that rest on fewer than three rows, extremes among them.

    A count of such is None, and so is as much beside it as would give it away.
    """
    rows, label = document["rows"], document["label"]
    # What single experts said is theirs: cases are few, and each is somebody's.
    told = {name: each for name, each in document.items() if name != "judgements"}
    return {
        **told,
        "columns": [_discreet(column, rows) for column in document["columns"]],
        "label": label and _balanced(label),
    }


def _discreet(column: Mapping[str, Any], rows: int) -> dict[str, Any]:
    missing = column["missing"]["value"]
    present = rows - missing
    counts = shown_cells({"missing": missing, "present": present})
    # Where none is missing nobody is behind it.
    shown = {
        **column,
        "missing": {**column["missing"], "value": counts["missing"] if missing else 0},
    }
    if "moments" in column and present < FEWEST_SHOWN:
        del shown["moments"], shown["quantiles"]
    elif "moments" in column:
        figures = {"exact", "mean", "deviation"}
        shown["moments"] = {k: v for k, v in column["moments"].items() if k in figures}
        shown["quantiles"] = {**column["quantiles"], "values": _inner(column["quantiles"], present)}
    return shown


def _inner(quantiles: Mapping[str, Any], count: int) -> dict[str, float]:
    """Keep the quantiles beyond which three values lie at least."""
    return {
        name: value
        for name, value in quantiles["values"].items()
        if count * min(float(name), 1 - float(name)) >= FEWEST_SHOWN
    }


def _balanced(label: Mapping[str, Any]) -> dict[str, Any]:
    counts = shown_cells({each["label"]: each["count"] for each in label["balance"]})
    return {
        **label,
        "balance": [{"label": name, "count": count} for name, count in counts.items()],
        "per_class": {
            name: {
                column: {"mean": told["mean"], "deviation": told["deviation"]}
                for column, told in summary.items()
                if told["count"] >= FEWEST_SHOWN
            }
            for name, summary in label["per_class"].items()
            if counts.get(name) is not None
        },
    }
