"""How well a ranking puts what matters first: discounted cumulative gain."""

import math
from collections.abc import Sequence


def dcg(gains: Sequence[float]) -> float:
    """Add gains up, each worth less the further down it stands: gain / log2(1 + place).

    Source: Järvelin, Kekäläinen 2002.
    """
    return sum(gain / math.log2(1 + place) for place, gain in enumerate(gains, start=1))


def ndcg(gains: Sequence[float], *, best: Sequence[float] | None = None, top: int = 10) -> float:
    """Give the gain of a ranking as a share of the best possible one's, 0–1.

    `best` are all gains that there were to be had, the ranked ones unless given; with
    nothing to be had no order is better than another, and the share is 0.
    """
    possible = dcg(sorted(gains if best is None else best, reverse=True)[:top])
    return dcg(gains[:top]) / possible if possible else 0.0


def exponential(relevances: Sequence[float]) -> list[float]:
    """Turn grades of relevance into gains of 2^grade − 1, which prize the best grades most."""
    return [2**relevance - 1 for relevance in relevances]
