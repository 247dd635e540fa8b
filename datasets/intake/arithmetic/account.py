"""What came in and what went out of a table."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_DROPPED_NAMED = 100


@dataclass(slots=True)
class Account:
    """Rows read, written and left out; what was noted in cells, by column.

    `footer_count` are rows below the table: sums, notes. `about` counts cells marked as
    approximate, `unreadable` cells that were not of the type that the owner wants.
    """

    rows_read: int = 0
    rows_written: int = 0
    footer_count: int = 0
    dropped: list[dict[str, int]] = field(default_factory=list)
    about: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)

    @property
    def dropped_count(self) -> int:
        return self.rows_read - self.rows_written

    def drop(self, row: int, cells: int) -> None:
        if len(self.dropped) < MOST_DROPPED_NAMED:
            self.dropped.append({"cells": cells, "row": row})

    def as_record(self) -> dict[str, Any]:
        return {
            "rows_read": self.rows_read,
            "rows_written": self.rows_written,
            "dropped": self.dropped,
            "dropped_count": self.dropped_count,
            "footer_count": self.footer_count,
            "about": dict(self.about),
            "unreadable": dict(self.unreadable),
        }
