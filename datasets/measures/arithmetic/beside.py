"""One contributor's values beside everybody's: quartiles alone, and of five at least."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from datasets.measures.arithmetic.statistics import Statistics

# How a column is spread is kept as its 99 percentiles.
GRID = tuple(each / 100 for each in range(1, 100))
# Fewer contributors, and a quartile could be somebody's own.
FEWEST = 5
# The pool is told to three digits: no value of anybody's is in it as it stands.
POOL_DIGITS = 3
QUARTILES = (0.25, 0.5, 0.75)
# Whole numbers of which hardly one comes twice are names of rows.
MOST_DISTINCT_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Quartiles:
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Beside:
    """One column. `pool` is None where fewer than five have it; then nothing of it is told.

    `below_of_ten` is how many of ten values in the pool lie below one's own middle.
    """

    column: str
    own: Quartiles
    contributor_count: int
    pool: Quartiles | None
    below_of_ten: int | None


def spreads(measured: Statistics) -> dict[str, list[float]]:
    """Give the percentiles of each column of numbers that are measurements."""
    return {
        name: [float(value) for value in column.quantiles.get_quantiles(GRID)]
        for name, column in measured.columns.items()
        if column.is_number and column.moments.count and not _names_rows(column.as_document())
    }


def _names_rows(document: dict[str, object]) -> bool:
    distinct = document["distinct"]
    assert isinstance(distinct, dict)  # noqa: S101  so it is written
    count = document["rows_covered"]
    is_whole = str(document["type"]).startswith("int")
    return is_whole and int(distinct["value"]) > MOST_DISTINCT_SHARE * int(str(count))


def beside(column: str, own: Sequence[float], others: Sequence[Sequence[float]]) -> Beside:
    """Put one's own percentiles beside those of all contributors, one's own among them.

    Each contributor weighs the same, however many rows they sent: nobody's are the pool.
    """
    count, mine = len(others) + 1, _quartiles(sorted(own))
    if count < FEWEST:
        return Beside(column, mine, count, None, None)
    values = sorted([*own, *(value for each in others for value in each)])
    below = round(10 * bisect_left(values, mine.middle) / len(values))
    rounded = (_rounded(value) for value in _told(values))
    return Beside(column, mine, count, Quartiles(*rounded), below)


def _quartiles(values: Sequence[float]) -> Quartiles:
    return Quartiles(*_told(values))


def _told(values: Sequence[float]) -> list[float]:
    """Read quartiles of sorted values, between two where they lie there."""
    told = []
    for share in QUARTILES:
        place = share * (len(values) - 1)
        under, part = int(place), place - int(place)
        over = min(under + 1, len(values) - 1)
        told.append(values[under] * (1 - part) + values[over] * part)
    return told


def _rounded(value: float) -> float:
    return float(f"{value:.{POOL_DIGITS}g}")
