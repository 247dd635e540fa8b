"""Drawing lots for what is sealed: whole groups, in an order that only a secret tells."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from numpy import bool_, int64
from numpy.typing import NDArray

from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

FEWEST_ITEMS = 10
FEWEST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of the items. Those set aside are neither sealed nor given out."""

    row_count: int
    group_count: int
    set_aside_count: int
    rest_count: int
    group_column: str


def chosen(
    groups: NDArray[int64], may_be: NDArray[bool_], share: float, salt: str
) -> NDArray[bool_]:
    """Take whole groups until their share of the items that may be sealed is reached."""
    names, counts = np.unique(groups[may_be], return_counts=True)
    wanted, reached = share * counts.sum(), 0
    taken: list[int64] = []
    for place in sorted(range(len(names)), key=lambda at: draw(f"group {names[at]}", salt)):
        if reached >= wanted and len(taken) >= FEWEST_GROUPS:
            break
        taken.append(names[place])
        reached += counts[place]
    return np.isin(groups, taken)


def demand_enough(sealed: NDArray[int64], rest: NDArray[int64]) -> None:
    """Raises: Refused where too little would be left on either side."""
    for side in (sealed, rest):
        if len(side) < FEWEST_ITEMS or len(np.unique(side)) < FEWEST_GROUPS:
            raise Refused(Code.TOO_FEW_TO_SEAL, f"{len(side):,}")


def shuffled(is_sealed: NDArray[bool_], salt: str) -> NDArray[int64]:
    """Put what is sealed in an order that says nothing of where it stood."""
    order = np.flatnonzero(is_sealed)
    return order[np.argsort([draw(str(item), salt) for item in order])]


def with_secret(labels: "pa.Table", salt: str) -> "pa.Table":
    """Put a secret into a table of labels: its hash binds, and tells nothing."""
    # Of a length of its own, so that the size tells as little as the hash.
    length = 64 + int.from_bytes(draw("length", salt)[:2]) % 4_096
    secret = "".join(draw(f"secret {turn}", salt).hex() for turn in range(length // 64 + 1))
    return labels.replace_schema_metadata({"secret": secret[:length]})


def draw(name: str, salt: str) -> bytes:
    return sha256(f"{salt}\n{name}".encode()).digest()
