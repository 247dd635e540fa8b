"""How a table is read: where its names stand, its types, units and label; as the owner wants."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import pyarrow as pa

# What an owner may want of a column, as Arrow names it.
TYPES = ("string", "int64", "double", "bool", "date32[day]", "timestamp[us]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the owner has corrected; whatever is None or missing is found by itself.

    `header_line` counts from 0, in rows of the sheet `sheet` where there are sheets. `types`
    and `units` go by the name of the column. An empty `label` says that there is none,
    and so does an empty `contributor`, the column that says whose a row is. Columns of
    `dropped` are given to nobody; those of `kept` are given out although a person may stand
    in them, and with `keep_positions` places are as exact as they came.
    """

    sheet: str | None = None
    header_line: int | None = None
    header_rows: int | None = None
    keep_footer: bool = False
    label: str | None = None
    contributor: str | None = None
    dropped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    keep_positions: bool = False
    types: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_record(cls, record: dict[str, Any] | None) -> Self:
        return cls(**(record or {}))

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def type_of(name: str) -> "pa.DataType":
    """Make the type that has a name of `TYPES`."""
    import pyarrow as pa

    makers = (pa.string, pa.int64, pa.float64, pa.bool_, pa.date32)
    return dict(zip(TYPES, makers, strict=False)).get(name, lambda: pa.timestamp("us"))()
