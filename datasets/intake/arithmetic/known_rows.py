"""Knowing rows again by what they hold, however a file writes it down.

A row that is known once too often is left out; one that is not known again would give its
label away. So whatever is alike counts as the same.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, float32, float64, uint64
from numpy.typing import NDArray

from datasets.intake.arithmetic.row_groups import write_table
from datasets.measures.arithmetic.hashes import hashes_of
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

# Sealed rows are called by a number of their own: that in the table would tell their place.
KEY = "sealed_id"
ODD = uint64(0x9E3779B97F4A7C15)


def without_sealed(
    table: Path, inputs: Path, *, unreadable: Mapping[str, int], holds_all: bool
) -> int:
    """Take the rows out of a table whose inputs are sealed ones, whatever their label says.

    `unreadable` counts by column the cells that are missing because they could not be read
    as its type; `holds_all` says that the table is of the bytes that were sealed. Returns how
    many rows. Raises: Refused where a column is missing by which they are known, is of
    another type or could not be read; where sealed rows are not found that must be there; or
    where nothing is left.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, sealed = pq.read_table(table), pq.read_table(inputs).drop_columns([KEY])
    for field in sealed.schema:
        known = field.name in whole.column_names
        if not known or family(field.type) != family(whole.schema.field(field.name).type):
            raise Refused(Code.SEALED_COLUMN, field.name)
        if unreadable.get(field.name):
            raise Refused(Code.SEALED_COLUMN, field.name)
    rows = whole.select(sealed.column_names)
    if holds_all and not known_in(sealed, [rows]).all():
        raise Refused(Code.SEALED_UNKNOWN)
    is_known = known_in(rows, [sealed])
    if is_known.all():
        raise Refused(Code.NO_ROWS)
    if is_known.any():
        write_table(whole.filter(pa.array(~is_known)), table)
    return int(is_known.sum())


def known_in(inputs: "pa.Table", others: Sequence["pa.Table"]) -> NDArray[bool_]:
    """Tell which rows stand in one of the others too, by the columns that both have."""
    is_known = np.zeros(inputs.num_rows, dtype=np.bool_)
    for other in others:
        names = [name for name in inputs.column_names if name in other.column_names]
        if names and other.num_rows:
            is_known |= np.isin(_marks(inputs.select(names)), _marks(other.select(names)))
    return is_known


def family(kind: "pa.DataType") -> str:
    """Name what a type holds: numbers are numbers, whole or not."""
    import pyarrow as pa

    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return "number" if is_number else "text" if is_text else str(kind)


def _marks(table: "pa.Table") -> NDArray[uint64]:
    """Give each row a mark that alike rows share."""
    marks = np.zeros(table.num_rows, dtype=np.uint64)
    for name in table.column_names:
        column = _evened(table.column(name).combine_chunks())
        marks *= ODD
        marks[column.is_valid().to_numpy(zero_copy_only=False)] ^= hashes_of(column.drop_null())
        marks ^= marks >> np.uint64(31)
    return marks


def _evened(column: "pa.Array") -> "pa.Array":
    """Write alike values alike: tools save numbers with fewer digits, and texts in full width."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = family(column.type)
    if kind == "text":
        plain = pc.utf8_trim_whitespace(pc.utf8_normalize(column.cast(pa.string()), "NFKC"))
        return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
    if kind != "number":
        return column
    numbers = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    # Whole numbers stay as they are: two animals' numbers may differ in the last digit.
    is_whole = np.isfinite(numbers) & (numbers == np.round(numbers))
    with np.errstate(over="ignore", invalid="ignore"):
        shorter = numbers.astype(float32).astype(float64)
    # That there is no number is said by a missing one or by NaN.
    return pa.array(np.where(is_whole, numbers, shorter), from_pandas=True)
