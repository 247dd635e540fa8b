"""Parting a table: rows whose labels are sealed, and the rest that is given out.

Whole groups are sealed, in an order that only a secret tells. What was seen before is not:
the first rows of a version stand on its page.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, int64
from numpy.typing import NDArray

from datasets.intake.arithmetic.known_rows import KEY, known_in
from datasets.intake.arithmetic.lots import Parted, chosen, demand_enough, shuffled, with_secret
from datasets.intake.arithmetic.row_groups import write_table
from datasets.intake.arithmetic.tables import PREVIEW_ROWS
from datasets.intake.arithmetic.telltales import telltales
from datasets.measures.arithmetic.features import column_of_groups
from datasets.measures.arithmetic.roles import real_rows
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

LABEL, GROUP = "label", "group"


def part(
    table: Path, *, label: str, share: float, salt: str, seen: Sequence[Path], into: Path
) -> Parted:
    """Write `rest.parquet`, `inputs.parquet` and `labels.parquet`: the same each time.

    `share` is that of the real, labelled rows; `seen` are tables whose first rows were shown.
    Raises: Refused where too little would be left on either side, or where another column
    says what the label says.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = pq.read_schema(table).names
    if KEY in names:
        raise Refused(Code.SEALED_COLUMN, KEY)
    whole = pq.read_table(table)
    group_column = column_of_groups(whole, label)
    groups = _groups(whole, group_column)
    is_real = real_rows(whole) & whole.column(label).is_valid().to_numpy()
    inputs = whole.drop_columns([label])
    shown = known_in(inputs, [_head(path, label) for path in (table, *seen)])
    may_be = is_real & ~shown & (groups >= 0)
    taken = chosen(groups, may_be, share, salt)
    is_sealed = taken & may_be
    is_rest = ~taken & ~known_in(inputs, [inputs.filter(pa.array(is_sealed))])
    demand_enough(groups[is_sealed], groups[is_rest & is_real])
    _demand_secret(whole, label, group_column, is_sealed, is_rest & is_real)
    order = shuffled(is_sealed, salt)
    write_table(whole.filter(pa.array(is_rest)), into / "rest.parquet")
    keys = pa.array(range(1, len(order) + 1), pa.int64())
    write_table(inputs.take(order).add_column(0, KEY, keys), into / "inputs.parquet")
    write_table(_labels(whole.column(label), groups, order, salt), into / "labels.parquet")
    return Parted(
        row_count=len(order),
        group_count=len(np.unique(groups[order])),
        set_aside_count=len(taken) - int(is_sealed.sum()) - int(is_rest.sum()),
        rest_count=int(is_rest.sum()),
        group_column=group_column,
    )


def _groups(table: "pa.Table", column: str) -> NDArray[int64]:
    """Number the groups from 0; −1 where a row names none. Without any, each row is its own."""
    if not column:
        return np.arange(table.num_rows)
    encoded = table.column(column).combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(codes, dtype=np.int64)


def _demand_secret(
    table: "pa.Table", label: str, group: str, sealed: NDArray[bool_], rest: NDArray[bool_]
) -> None:
    told = telltales(table, label=label, group=group, sealed=sealed, rest=rest)
    if told:
        raise Refused(Code.TELLTALE, ", ".join(told))


def _head(path: Path, label: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    first = next(file.iter_batches(PREVIEW_ROWS), None)
    if first is None:
        return file.schema_arrow.empty_table()
    rows = pa.Table.from_batches([first])
    return rows.drop_columns([label]) if label in rows.column_names else rows


def _labels(
    labels: "pa.ChunkedArray", groups: NDArray[int64], order: NDArray[int64], salt: str
) -> "pa.Table":
    """Make the table of labels, with a secret in it."""
    import pyarrow as pa

    names = np.unique(groups[order], return_inverse=True)[1]
    table = pa.table(
        {
            KEY: pa.array(range(1, len(order) + 1), pa.int64()),
            LABEL: labels.take(pa.array(order)),
            GROUP: pa.array(names, pa.int64()),
        }
    )
    return with_secret(table, salt)
