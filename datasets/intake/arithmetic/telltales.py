"""Columns that say what the label says: whoever has them needs no model.

Not every good column: one that tells some classes well is what models live on. Only one
that settles the label of all rows by itself is found, be it a code beside a name, a finer
name, or a figure of which the label was made.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.features import MOST_CLASSES, codes_of

if TYPE_CHECKING:
    import pyarrow as pa

# Of each class so many are told rightly.
TOLD_SHARE = 0.99
# Two figures of one thing, in other units or rounded, keep the order of the rows.
SAME_ORDER = 0.999
# With fewer rows outside the largest class it may be chance.
FEWEST_OTHERS = 5
FEWEST_KNOWN = 10
KNOWN_SHARE = 0.5


def telltales(
    table: "pa.Table", *, label: str, group: str, sealed: NDArray[bool_], rest: NDArray[bool_]
) -> list[str]:
    """Name the columns from which the label follows.

    Shapes: `sealed` and `rest` (rows,), both of labelled rows only. The column of `group`
    is none: sealed groups are not those of the rest.
    """
    import pyarrow as pa

    judged = sealed | rest
    table, is_sealed = table.filter(pa.array(judged)), sealed[judged]
    wanted = table.column(label)
    others = [(name, table.column(name)) for name in table.column_names if name != label]
    if _is_figure(wanted):
        figures = wanted.cast(pa.float64()).to_numpy()
        return [name for name, column in others if _tells_figure(column, figures)]
    classes = codes_of(wanted)
    return [
        name
        for name, column in others
        if name != group and _tells_class(column, classes, is_sealed)
    ]


def _is_figure(label: "pa.ChunkedArray") -> bool:
    """Tell a number that is to be foretold from one that names a class."""
    import pyarrow as pa

    is_whole = pa.types.is_integer(label.type)
    return pa.types.is_floating(label.type) or (is_whole and len(label.unique()) > MOST_CLASSES)


def _tells_class(
    column: "pa.ChunkedArray", classes: NDArray[int64], is_sealed: NDArray[bool_]
) -> bool:
    return _is_known_from_the_rest(codes_of(column), classes, is_sealed) or any(
        _lie_apart(numbers, classes) for numbers in _as_numbers(column)
    )


def _tells_figure(column: "pa.ChunkedArray", wanted: NDArray[float64]) -> bool:
    from scipy.stats import spearmanr

    for numbers in _as_numbers(column):
        known = np.isfinite(numbers) & np.isfinite(wanted)
        ours, theirs = numbers[known], wanted[known]
        if len(ours) < FEWEST_KNOWN or np.ptp(ours) == 0 or np.ptp(theirs) == 0:
            continue
        if abs(float(spearmanr(ours, theirs).statistic)) > SAME_ORDER:
            return True
    return False


def _is_known_from_the_rest(
    values: NDArray[int64], classes: NDArray[int64], is_sealed: NDArray[bool_]
) -> bool:
    """Tell whether what a value mostly is among the rest says what it is among the sealed."""
    kinds = classes.max() + 1
    pairs, counts = np.unique(values[~is_sealed] * kinds + classes[~is_sealed], return_counts=True)
    pairs = pairs[np.argsort(counts, kind="stable")]
    said = np.full(values.max() + 1, -1)
    # Of those that come twice the last is kept, which is the most frequent one.
    said[pairs // kinds] = pairs % kinds
    told = said[values[is_sealed]]
    is_met = told >= 0
    if is_met.sum() < max(FEWEST_KNOWN, KNOWN_SHARE * len(is_met)):
        return False
    told = told[is_met]
    true = classes[is_sealed][is_met]
    shares = [float((told[true == each] == each).mean()) for each in np.unique(true)]
    return len(shares) > 1 and min(shares) >= TOLD_SHARE


def _lie_apart(numbers: NDArray[float64], classes: NDArray[int64]) -> bool:
    """Tell whether each class has a stretch of the numbers to itself."""
    known = np.isfinite(numbers)
    numbers, classes = numbers[known], classes[known]
    _names, counts = np.unique(classes, return_counts=True)
    if len(counts) < 2 or len(classes) - counts.max() < FEWEST_OTHERS:  # noqa: PLR2004  classes
        return False
    stretches = sorted(
        (numbers[classes == each].min(), numbers[classes == each].max())
        for each in np.unique(classes)
    )
    return all(one[1] < other[0] for one, other in pairwise(stretches))


def _as_numbers(column: "pa.ChunkedArray") -> Iterator[NDArray[float64]]:
    """Give a column as numbers where it has an order; of days and moments their place in time."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return
    yield column.cast(pa.float64(), safe=False).to_numpy()
