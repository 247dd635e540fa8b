"""Parting a table: rows whose labels are sealed, and the rest that is given out.

Whole groups are sealed, in an order that only a secret tells. What was seen before is not:
the first rows of a version stand on its page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, int64, uint64
from numpy.typing import NDArray

from datasets.intake.arithmetic.tables import PREVIEW_ROWS
from datasets.library.arithmetic.parquet import ROW_GROUP, WRITTEN
from datasets.measures.arithmetic.features import column_of_groups
from datasets.measures.arithmetic.hashes import hashes_of
from datasets.measures.arithmetic.roles import real_rows
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

FEWEST_ROWS = 10
FEWEST_GROUPS = 2
ODD = uint64(0x9E3779B97F4A7C15)
# Sealed rows are called by a number of their own: that in the table would tell their place.
KEY, LABEL, GROUP = "sealed_id", "label", "group"


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of the rows. Those set aside are neither sealed nor given out."""

    row_count: int
    group_count: int
    set_aside_count: int
    rest_count: int
    group_column: str


def part(
    table: Path, *, label: str, share: float, salt: str, seen: Sequence[Path], into: Path
) -> Parted:
    """Write `rest.parquet`, `inputs.parquet` and `labels.parquet`: the same each time.

    `share` is that of the real, labelled rows; `seen` are tables whose first rows were shown.
    Raises: Refused where too little would be left on either side.
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
    shown = _known_in(inputs, [_head(path, label) for path in (table, *seen)])
    may_be = is_real & ~shown & (groups >= 0)
    chosen = _chosen(groups, may_be, share, salt)
    is_sealed = chosen & may_be
    is_rest = ~chosen & ~_known_in(inputs, [inputs.filter(pa.array(is_sealed))])
    _demand_enough(groups[is_sealed], groups[is_rest & is_real])
    order = np.flatnonzero(is_sealed)
    order = order[np.argsort([_draw(str(row), salt) for row in order])]
    _write(whole.filter(pa.array(is_rest)), into / "rest.parquet")
    keys = pa.array(range(1, len(order) + 1), pa.int64())
    _write(inputs.take(order).add_column(0, KEY, keys), into / "inputs.parquet")
    _write(_labels(whole.column(label), groups, order, salt), into / "labels.parquet")
    return Parted(
        row_count=len(order),
        group_count=len(np.unique(groups[order])),
        set_aside_count=len(chosen) - int(is_sealed.sum()) - int(is_rest.sum()),
        rest_count=int(is_rest.sum()),
        group_column=group_column,
    )


def without_sealed(table: Path, inputs: Path) -> int:
    """Take the rows out of a table whose inputs are sealed ones, whatever their label says.

    Returns how many. Raises: Refused where a column is missing by which they are known, or
    is of another type; or where nothing is left.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, sealed = pq.read_table(table), pq.read_table(inputs).drop_columns([KEY])
    for field in sealed.schema:
        known = field.name in whole.column_names
        if not known or _family(field.type) != _family(whole.schema.field(field.name).type):
            raise Refused(Code.SEALED_COLUMN, field.name)
    is_known = _known_in(whole.select(sealed.column_names), [sealed])
    if is_known.all():
        raise Refused(Code.NO_ROWS)
    if is_known.any():
        _write(whole.filter(pa.array(~is_known)), table)
    return int(is_known.sum())


def _groups(table: "pa.Table", column: str) -> NDArray[int64]:
    """Number the groups from 0; −1 where a row names none. Without any, each row is its own."""
    if not column:
        return np.arange(table.num_rows)
    encoded = table.column(column).combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(codes, dtype=np.int64)


def _chosen(
    groups: NDArray[int64], may_be: NDArray[bool_], share: float, salt: str
) -> NDArray[bool_]:
    """Take whole groups until their share of the rows that may be sealed is reached."""
    names, counts = np.unique(groups[may_be], return_counts=True)
    wanted, reached = share * counts.sum(), 0
    taken: list[int64] = []
    for place in sorted(range(len(names)), key=lambda at: _draw(f"group {names[at]}", salt)):
        if reached >= wanted and len(taken) >= FEWEST_GROUPS:
            break
        taken.append(names[place])
        reached += counts[place]
    return np.isin(groups, taken)


def _demand_enough(sealed: NDArray[int64], rest: NDArray[int64]) -> None:
    for side in (sealed, rest):
        if len(side) < FEWEST_ROWS or len(np.unique(side)) < FEWEST_GROUPS:
            raise Refused(Code.TOO_FEW_TO_SEAL, f"{len(side):,}")


def _head(path: Path, label: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    first = next(file.iter_batches(PREVIEW_ROWS), None)
    if first is None:
        return file.schema_arrow.empty_table()
    rows = pa.Table.from_batches([first])
    return rows.drop_columns([label]) if label in rows.column_names else rows


def _known_in(inputs: "pa.Table", others: Sequence["pa.Table"]) -> NDArray[bool_]:
    """Tell which rows stand in one of the others too, by the columns that both have."""
    is_known = np.zeros(inputs.num_rows, dtype=np.bool_)
    for other in others:
        names = [name for name in inputs.column_names if name in other.column_names]
        if names and other.num_rows:
            is_known |= np.isin(_marks(inputs.select(names)), _marks(other.select(names)))
    return is_known


def _marks(table: "pa.Table") -> NDArray[uint64]:
    """Give each row a mark that equal rows share, be a number whole or not."""
    import pyarrow as pa

    marks = np.zeros(table.num_rows, dtype=np.uint64)
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if _family(column.type) == "number":
            column = column.cast(pa.float64(), safe=False)
        marks *= ODD
        marks[column.is_valid().to_numpy(zero_copy_only=False)] ^= hashes_of(column.drop_null())
        marks ^= marks >> np.uint64(31)
    return marks


def _family(kind: "pa.DataType") -> str:
    import pyarrow as pa

    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return "number" if is_number else str(kind)


def _labels(
    labels: "pa.ChunkedArray", groups: NDArray[int64], order: NDArray[int64], salt: str
) -> "pa.Table":
    """Make the table of labels, with a secret in it: its hash binds, and tells nothing."""
    import pyarrow as pa

    names = np.unique(groups[order], return_inverse=True)[1]
    table = pa.table(
        {
            KEY: pa.array(range(1, len(order) + 1), pa.int64()),
            LABEL: labels.take(pa.array(order)),
            GROUP: pa.array(names, pa.int64()),
        }
    )
    # Of a length of its own, so that the size tells as little as the hash.
    length = 64 + int.from_bytes(_draw("length", salt)[:2]) % 4_096
    secret = "".join(_draw(f"secret {turn}", salt).hex() for turn in range(length // 64 + 1))
    return table.replace_schema_metadata({"secret": secret[:length]})


def _write(table: "pa.Table", target: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, target, row_group_size=ROW_GROUP, **WRITTEN)


def _draw(name: str, salt: str) -> bytes:
    return sha256(f"{salt}\n{name}".encode()).digest()
