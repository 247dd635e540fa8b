"""A labelled table as cheap models take it: numbers, a target, and what belongs together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.roles import (
    ANNOTATOR,
    column_for,
    columns_of_marks,
    real_rows,
)

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
# Fewer synthetic rows than this tell nothing of what one is worth.
FEWEST_SYNTHETIC = 20
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


# Whoever is called so can be thanked, and paid.
CONTRIBUTORS = GROUPS[:2]


@dataclass(frozen=True, slots=True)
class Synthetic:
    """Rows that a column marks as synthetic or simulated. Shapes: as of `Labelled`."""

    features: Array
    target: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Shapes: features (rows, d); target (rows,), classes as numbers; groups, positions (rows,).

    `positions` are the rows' numbers in the table, from 0; `columns` name the features
    that are one column each, by their place. `classes` is empty where the label is a
    number to be foretold; `group_column` is empty where no group is known, and each row
    stands for itself. `row_count` is that of all rows with a label, of which a long table
    gives only some. All of them are real: synthetic rows stand apart.
    """

    features: Array
    target: NDArray[Any]
    groups: NDArray[int64]
    positions: NDArray[int64]
    columns: dict[str, int]
    classes: tuple[str, ...]
    group_column: str
    row_count: int
    synthetic: Synthetic | None = None


class NothingToLearn(ValueError):
    """No labels, or nothing beside them to tell them by."""


def labelled(parquet: Path, *, label: str, group: str = "", whole_groups: bool = True) -> Labelled:
    """Read what can be learnt from; of a long table up to three thousand rows.

    These are of whole groups, or drawn from all rows alike.
    Raises: NothingToLearn.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(parquet)
    known, is_real = table.column(label).is_valid().to_numpy(), real_rows(table)
    places = np.flatnonzero(known & is_real)
    real = table.filter(pa.array(known & is_real))
    group_column = group or column_of_groups(real, label)
    groups = codes_of(real.column(group_column)) if group_column else np.arange(real.num_rows)
    rows = _sample(groups if whole_groups else np.arange(real.num_rows))
    made = np.flatnonzero(known & ~is_real)[:MOST_ROWS]
    # Together, so that words get the same codes in both.
    both = table.take(np.concatenate([places[rows], made]))
    roles = {label, group_column, column_for(ANNOTATOR, both.column_names)}
    features, columns = _features(both, roles | {*columns_of_marks(both.column_names)})
    if not features or not len(rows):
        raise NothingToLearn(label)
    every, (target, classes) = np.column_stack(features), target_of(both.column(label))
    return Labelled(
        features=every[: len(rows)],
        target=target[: len(rows)],
        groups=groups[rows],
        positions=places[rows],
        columns=columns,
        classes=classes,
        group_column=group_column,
        row_count=real.num_rows,
        synthetic=_synthetic(every[len(rows) :], target[len(rows) :]),
    )


def _synthetic(features: Array, target: NDArray[Any]) -> Synthetic | None:
    return Synthetic(features, target) if len(target) >= FEWEST_SYNTHETIC else None


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
    return _column_by(table, label, GROUPS, FEWEST_GROUPS)


def column_of_contributors(table: "pa.Table", label: str) -> str:
    """Find the column that tells who sent a row: two of them are enough."""
    return _column_by(table, label, CONTRIBUTORS, 2)


def _column_by(table: "pa.Table", label: str, names: Sequence[re.Pattern[str]], fewest: int) -> str:
    for pattern in names:
        for name in table.column_names:
            if name == label or not pattern.search(name):
                continue
            kinds = len(table.column(name).unique())
            if fewest <= kinds <= table.num_rows / 2:
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


def target_of(column: "pa.ChunkedArray") -> tuple[NDArray[Any], tuple[str, ...]]:
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
