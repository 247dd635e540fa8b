"""How far a series reaches: foretold a season ahead, against the same time a season before."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.baselines import Baseline, TooLittle, numbers_tried
from datasets.measures.arithmetic.features import Labelled
from datasets.measures.arithmetic.readiness import TOO_LITTLE, assessed

Array = NDArray[float64]

DAY, HOUR = 86_400.0, 3_600.0
# Seasons that measurements of farms, boats and woods have. In seconds.
SEASONS = (DAY, 7 * DAY, 365 * DAY)
# A season of fewer steps is the next measurement; one that is not seen three times is none.
FEWEST_STEPS, FEWEST_SEASONS = 2, 3
# So many of the newest measurements are tried: more teach a cheap model little.
MOST_STEPS = 6_000
# Blocks of time that follow each other are alike; whole ones are tried on.
BLOCKS = 20
MOST_OTHERS = 8
CLEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Series:
    """Measurements in the order of time. Shapes: seconds, values (n,), others (n, columns)."""

    seconds: Array
    values: Array
    others: Array
    time_column: str
    value_column: str


def series_readiness(parquet: Path, *, value_column: str = "") -> dict[str, Any]:
    """Write down how well a series is foretold one season ahead, with growing time behind it.

    Errors are shares of the seasonal guess's: that what is measured is what was measured at
    the same time a season before. A score of 0 is no better than that. Trees know what was
    measured one and two seasons before, and the time of day and year.
    """
    series = _read(parquet, value_column)
    season = _season(series) if series else 0
    if series is None or not season:
        return TOO_LITTLE
    features, kept = _lagged(series, season)
    guess = np.abs(series.values[kept] - series.values[kept - season]).mean()
    if not guess:
        return TOO_LITTLE
    groups = np.arange(len(kept)) * BLOCKS // max(len(kept), 1)
    try:
        trials = numbers_tried(features, series.values[kept], groups, unit=float(guess))
    except TooLittle:
        return TOO_LITTLE
    found = Labelled(
        features=features,
        target=series.values[kept],
        groups=groups,
        positions=kept,
        columns={},
        classes=(),
        group_column=series.time_column,
        row_count=len(kept),
    )
    document = assessed(found, trials, baseline=Baseline.LAGGED_TREES, ceiling=1.0)
    seconds = float(np.median(np.diff(series.seconds))) * season
    return document | {
        "value_column": series.value_column,
        "season_steps": season,
        "season_hours": round(seconds / HOUR, 2),
    }


def _read(parquet: Path, value_column: str) -> Series | None:
    """Read the newest measurements; None without a time or a number that changes."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    schema = pq.read_schema(parquet)
    times = [each.name for each in schema if pa.types.is_temporal(each.type)]
    numbers = [each.name for each in schema if pa.types.is_floating(each.type)]
    values = [value_column] if value_column in numbers else numbers[:1]
    if not (times and values):
        return None
    names = [times[0], *dict.fromkeys([*values, *numbers[: MOST_OTHERS + 1]])]
    table = pq.read_table(parquet, columns=names)
    table = table.filter(table.column(times[0]).is_valid())
    table = table.slice(max(len(table) - MOST_STEPS, 0))
    micros = table.column(times[0]).cast(pa.timestamp("us")).cast(pa.int64())
    columns = [pc.cast(table.column(name), pa.float64()).to_numpy() for name in names[1:]]
    return Series(
        seconds=micros.to_numpy() / 1e6,
        values=columns[0],
        others=np.column_stack(columns[1:]) if columns[1:] else np.zeros((len(table), 0)),
        time_column=times[0],
        value_column=names[1],
    )


def _season(series: Series) -> int:
    """Find the season that tells most, in steps; 0 where none was seen three times."""
    apart = np.diff(series.seconds)
    step = float(np.median(apart)) if len(apart) else 0.0
    if step <= 0:
        return 0
    best, missed = 0, float("inf")
    for steps in sorted({round(season / step) for season in SEASONS}):
        if not FEWEST_STEPS <= steps <= len(series.values) / FEWEST_SEASONS:
            continue
        found = _missed_by(series.values, steps)
        # Seven days are as alike as one: a longer season has to tell clearly more.
        if found < CLEARLY * missed:
            best, missed = steps, found
    return best


def _missed_by(values: Array, steps: int) -> float:
    apart = np.abs(values[steps:] - values[:-steps])
    known = apart[np.isfinite(apart)]
    return float(known.mean()) if len(known) else float("inf")


def _lagged(series: Series, season: int) -> tuple[Array, NDArray[int64]]:
    """Give what is known of each measurement a season before it, and which ones have all of it."""
    places = np.arange(2 * season, len(series.values))
    before, earlier = places - season, places - 2 * season
    around = [series.values[before - back] for back in (1, 2) if season >= back]
    turn = (
        2
        * np.pi
        * np.column_stack([series.seconds[places] / DAY, series.seconds[places] / (365.25 * DAY)])
    )
    features = np.column_stack(
        [
            series.values[before],
            series.values[earlier],
            *around,
            _mean_of_season(series.values, before, season),
            series.others[before],
            np.sin(turn),
            np.cos(turn),
        ]
    )
    is_known = np.isfinite(series.values[places]) & np.isfinite(series.values[before])
    return features[is_known], places[is_known]


def _mean_of_season(values: Array, last: NDArray[int64], season: int) -> Array:
    """Mean of the season that ends with each place; missing ones are left out."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    held = np.maximum(counts[last + 1] - counts[last + 1 - season], 1)
    return np.asarray((sums[last + 1] - sums[last + 1 - season]) / held)
