"""A labelled table as cheap models take it: numbers, a target, and what belongs together."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Array = NDArray[float64]

# More rows teach a cheap baseline little, and cost minutes.
MOST_ROWS = 3_000
MOST_CLASSES = 50
# Words of which there are more kinds are names or notes, not a feature.
MOST_WORDS = 60
FEWEST_GROUPS = 4
SEED = 20_266
# What one farm, field, boat or day sends is alike. The best-known kind of group comes
# first; names as people write them at the head of a column.
GROUPS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"contributor|提供者|生産者|農家|組合員",
        r"farm|農場|農園|牧場|経営体",
        r"field|plot|block|圃場|ほ場|ハウス|畑|水田|区画|林班|生簀|いけす",
        r"vessel|boat|漁船|船名|統",
        r"animal|cow|個体|耳標|樹木番号",
        r"^date$|^day$|日付|測定日|観測日|撮影日|操業日",
    )
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Shapes: features (rows, d); target (rows,), classes as numbers; groups, positions (rows,).

    `positions` are the rows' numbers in the table, from 0; `columns` name the features
    that are one column each, by their place. `classes` is empty where the label is a
    number to be foretold; `group_column` is empty where no group is known, and each row
    stands for itself. `row_count` is that of all rows with a label, of which a long table
    gives only some.
    """

    features: Array
    target: NDArray[Any]
    groups: NDArray[int64]
    positions: NDArray[int64]
    columns: dict[str, int]
    classes: tuple[str, ...]
    group_column: str
    row_count: int


class NothingToLearn(ValueError):
    """No labels, or nothing beside them to tell them by."""


def labelled(parquet: Path, *, label: str, group: str = "") -> Labelled:
    """Read what can be learnt from; of a long table whole groups, up to three thousand rows.

    Raises: NothingToLearn.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(parquet)
    known = table.column(label).is_valid()
    positions = np.flatnonzero(known.to_numpy())
    table = table.filter(known)
    group_column = group or column_of_groups(table, label)
    groups = codes_of(table.column(group_column)) if group_column else np.arange(table.num_rows)
    row_count, rows = table.num_rows, _sample(groups)
    table = table.take(rows)
    features, columns = _features(table, {label, group_column})
    if not features or table.num_rows == 0:
        raise NothingToLearn(label)
    target, classes = _target(table.column(label))
    return Labelled(
        features=np.column_stack(features),
        target=target,
        groups=groups[rows],
        positions=positions[rows],
        columns=columns,
        classes=classes,
        group_column=group_column,
        row_count=row_count,
    )


def _features(table: "pa.Table", left_out: set[str]) -> tuple[list[Array], dict[str, int]]:
    """List the features, and which of them are one column's own."""
    features: list[Array] = []
    places: dict[str, int] = {}
    for name in table.column_names:
        found = [] if name in left_out else _as_numbers(table.column(name))
        if len(found) == 1:
            places[name] = len(features)
        features += found
    return features, places


def column_of_groups(table: "pa.Table", label: str) -> str:
    """Find the column that tells what belongs together, by its name and its values."""
    for pattern in GROUPS:
        for name in table.column_names:
            if name == label or not pattern.search(name):
                continue
            kinds = len(table.column(name).unique())
            if FEWEST_GROUPS <= kinds <= table.num_rows / 2:
                return str(name)
    return ""


def codes_of(column: "pa.ChunkedArray") -> NDArray[int64]:
    """Number the values of a column from 0; those that are missing share the last number."""
    encoded = column.combine_chunks().dictionary_encode()
    missing = len(encoded.dictionary)
    codes = encoded.indices.fill_null(missing).to_numpy(zero_copy_only=False)
    return np.asarray(codes, dtype=np.int64)


def _sample(groups: NDArray[int64]) -> NDArray[int64]:
    """Take whole groups at random, as many as make up the rows that are used at most."""
    if len(groups) <= MOST_ROWS:
        return np.arange(len(groups))
    order = np.random.default_rng(SEED).permutation(groups.max() + 1)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return np.sort(np.argsort(rank[groups], kind="stable")[:MOST_ROWS])


def _as_numbers(column: "pa.ChunkedArray") -> list[Array]:
    """Turn a column into numbers: a day into its year and its place in it, words into codes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return [column.cast(pa.float64()).to_numpy()]
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind):
        parts = (pc.year(column), pc.day_of_year(column))
        return [part.cast(pa.float64()).to_numpy() for part in parts]
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not is_text or len(column.unique()) > MOST_WORDS:
        return []
    return [codes_of(column).astype(float)]


def _target(column: "pa.ChunkedArray") -> tuple[NDArray[Any], tuple[str, ...]]:
    """Tell classes from a number to be foretold: many different numbers are the latter."""
    import pyarrow as pa

    kinds = len(column.unique())
    is_number = pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
    if is_number and (kinds > MOST_CLASSES or pa.types.is_floating(column.type)):
        return column.cast(pa.float64()).to_numpy(), ()
    if kinds > MOST_CLASSES:
        raise NothingToLearn("classes")
    encoded = column.combine_chunks().dictionary_encode()
    names = tuple(str(name) for name in encoded.dictionary.to_pylist())
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64), names
