"""Rows of cells, as spreadsheets and JSON give them, become batches of text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING

from datasets.intake.arithmetic.cells import MISSING

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 10_000
NOTHING = frozenset(MISSING)


def batches_of(
    rows: Iterable[Sequence[str | None]], names: Sequence[str]
) -> Iterator["pa.RecordBatch"]:
    """Put rows of equal width together; what stands for nothing is missing."""
    import pyarrow as pa

    for some in batched(rows, BATCH_ROWS):
        columns = (
            pa.array([None if cell in NOTHING else cell for cell in column], pa.string())
            for column in zip(*some, strict=True)
        )
        yield pa.record_batch(list(columns), list(names))
