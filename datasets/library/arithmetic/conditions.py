"""Conditions on rows, as one writes them in an address: `糖度>=12`, `品種=とちおとめ`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Longer signs first: `>=` is not `>` before `=12`.
SIGNS = {
    ">=": "greater_equal",
    "<=": "less_equal",
    "!=": "not_equal",
    "=": "equal",
    ">": "greater",
    "<": "less",
}
SIGN = re.compile("|".join(map(re.escape, SIGNS)))
YES, NO = {"true", "1", "yes"}, {"false", "0", "no"}


class UnknownColumn(ValueError):
    """The table has no such column. The argument is its name."""


class UnreadableCondition(ValueError):
    """Not `column sign value`, or a value that is not of its column's type."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must fulfil; `value` is of the column's own type."""

    column: str
    sign: str
    value: Any

    def mask(self, table: "pa.Table") -> "pa.Array":
        """Tell which rows fulfil it; a missing value fulfils nothing."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = table.column(self.column)
        told = pc.call_function(SIGNS[self.sign], [column, pa.scalar(self.value, column.type)])
        return pc.fill_null(told, fill_value=False)

    def may_hold_in(self, group: "pq.RowGroupMetaData") -> bool:
        """Tell from a row group's bounds whether any of its rows could fulfil it."""
        names = [group.column(place).path_in_schema for place in range(group.num_columns)]
        known = group.column(names.index(self.column)).statistics
        if known is None or not known.has_min_max or type(known.min) is not type(self.value):
            return True
        match self.sign:
            case ">" | ">=":
                return bool(known.max >= self.value)
            case "<" | "<=":
                return bool(known.min <= self.value)
            case "=":
                return bool(known.min <= self.value <= known.max)
        return True


def read_conditions(written: Sequence[str], schema: "pa.Schema") -> list[Condition]:
    """Read conditions against the columns that there are.

    Raises: UnknownColumn, UnreadableCondition.
    """
    return [_condition(each, schema) for each in written]


def known_columns(names: Sequence[str], schema: "pa.Schema") -> list[str]:
    """Check that the table has these columns. Raises: UnknownColumn."""
    for name in names:
        if name not in schema.names:
            raise UnknownColumn(name)
    return list(names)


def _condition(written: str, schema: "pa.Schema") -> Condition:
    # A column's name may hold a sign itself: the longest name that fits is meant.
    for name in sorted(schema.names, key=len, reverse=True):
        sign = SIGN.match(written, len(name)) if written.startswith(name) else None
        if sign:
            value = _value(written[sign.end() :], str(schema.field(name).type), written)
            return Condition(name, sign.group(), value)
    found = SIGN.search(written)
    if found is None:
        raise UnreadableCondition(written)
    raise UnknownColumn(written[: found.start()])


def _value(text: str, kind: str, written: str) -> Any:
    """Read a value as the column's type has it."""
    try:
        if kind in {"double", "float", "halffloat"}:
            return float(text)
        if kind.startswith(("int", "uint")):
            return int(text)
        if kind.startswith("timestamp"):
            return datetime.fromisoformat(text)
        if kind.startswith("date"):
            return date.fromisoformat(text)
    except ValueError:
        raise UnreadableCondition(written) from None
    if kind != "bool":
        return text
    if text.lower() not in YES | NO:
        raise UnreadableCondition(written)
    return text.lower() in YES
