"""“Eight times out of ten is good enough”, as a measure and a threshold for who builds it."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

# One-sided 95 %.
NORMAL_QUANTILE = 1.6448536269514722


class Metric(StrEnum):
    """What is counted as right."""

    SUCCESS_RATE = "SUCCESS_RATE"
    FIELD_ACCURACY = "FIELD_ACCURACY"
    HIT_RATE = "HIT_RATE"
    ACCURACY = "ACCURACY"


# Where several are asked, the one at the end of the chain tells whether the whole works.
METRICS = {
    "MANIPULATION": Metric.SUCCESS_RATE,
    "DOCUMENT": Metric.FIELD_ACCURACY,
    "PLANNING": Metric.HIT_RATE,
    "PERCEPTION": Metric.ACCURACY,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What must be reached. Units: threshold in 0–1.

    `proof_trials` is the fewest trials that show it when none of them fails; None where
    no number of trials can.
    """

    metric: Metric
    threshold: float
    proof_trials: int | None


def criterion(*, kind: str, tasks: Collection[str], hits: int, trials: int) -> Criterion:
    """Turn what a farmer said into a measure and the share that it must reach.

    Raises: ValueError unless 0 ≤ hits ≤ trials and there are trials.
    """
    if not 0 <= hits <= trials or not trials:
        raise ValueError(f"No share of {hits} in {trials}")
    metric = next((METRICS[task] for task in METRICS if task in tasks), None)
    if metric is None:
        metric = Metric.FIELD_ACCURACY if kind == "PAPERWORK" else Metric.ACCURACY
    share = hits / trials
    return Criterion(metric=metric, threshold=share, proof_trials=proof_trials(share))


def proof_trials(share: float) -> int | None:
    """Count the trials without a failure whose Wilson bound (one-sided 95 %) reaches a share.

    Source: Wilson 1927; with no failure the bound is n / (n + z²), so n ≥ z² s / (1 − s).
    """
    if share >= 1:
        return None
    # A hair less, so that a whole number is not pushed up by rounding.
    return max(1, math.ceil(NORMAL_QUANTILE**2 * share / (1 - share) - 1e-9))
