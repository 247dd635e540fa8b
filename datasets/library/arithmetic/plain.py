"""What JSON has no word for: neither programs nor the database could read it."""

from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def finite(rows: "pa.Table") -> "pa.Table":
    """Take out of columns of numbers what is none, or endless: JSON says nothing instead."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, column in enumerate(rows.columns):
        if pa.types.is_floating(column.type):
            kept = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
            rows = rows.set_column(place, rows.field(place), kept)
    return rows


def storable(value: Any) -> Any:
    """Give a document as Postgres keeps it: without endless numbers and without NUL in texts."""
    match value:
        case float():
            return value if isfinite(value) else None
        case str():
            return value.replace("\0", "\ufffd")
        case list():
            return [storable(each) for each in value]
        case dict():
            return {storable(name): storable(each) for name, each in value.items()}
    return value
