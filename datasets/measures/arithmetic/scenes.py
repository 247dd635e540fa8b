"""What belongs together among pictures or sounds: whose they are, which day, which scene."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy import int64, uint64
from numpy.typing import NDArray

from datasets.measures.arithmetic.near_duplicates import clusters, near_pairs

if TYPE_CHECKING:
    import pyarrow as pa

FEWEST_GROUPS = 4
# The best-known kind of group comes first, as in tables.
COLUMNS = ("contributor", "taken_in")


def hashes_of_looks(prints: Sequence[str | None]) -> NDArray[uint64]:
    """Read perceptual hashes; none of sounds, which have no looks."""
    return np.array([int(each, 16) for each in prints if each], dtype=np.uint64)


def groups_of_media(files: "pa.Table") -> tuple[NDArray[int64], str]:
    """Give each file of a manifest its group, and name the column that tells it.

    Where neither contributors nor quarters part them, pictures that look alike are a group: on
    two sides of a split they would be known already.
    """
    for column in COLUMNS:
        encoded = files.column(column).combine_chunks().dictionary_encode()
        if FEWEST_GROUPS <= len(encoded.dictionary) <= files.num_rows / 2:
            codes = encoded.indices.fill_null(len(encoded.dictionary))
            return np.asarray(codes.to_numpy(zero_copy_only=False), dtype=np.int64), column
    hashes = hashes_of_looks(files.column("print").to_pylist())
    if len(hashes) < files.num_rows:
        return np.arange(files.num_rows), ""
    return clusters(len(hashes), near_pairs(hashes)), ""
