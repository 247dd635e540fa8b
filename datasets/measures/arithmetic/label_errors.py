"""Labels that are likely wrong: what a model that never saw them is sure of otherwise."""

from dataclasses import dataclass

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

Array = NDArray[float64]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label to look at. `margin` is how much likelier the suggested class is, 0–1."""

    item: int
    given: int
    suggested: int
    margin: float


def likely_errors(probabilities: Array, labels: NDArray[int64]) -> list[Doubt]:
    """Find the labels that out-of-fold probabilities confidently contradict, surest first.

    A class is confidently meant where its probability reaches the mean that items
    labelled with it get: classes that are hard to be sure of are not blamed for it.

    Shapes: probabilities (items, classes), out of fold; labels (items,).
    Source: confident learning (Northcutt et al. 2021).
    """
    class_count = probabilities.shape[1]
    thresholds = np.array(
        [
            probabilities[labels == each, each].mean() if (labels == each).any() else np.inf
            for each in range(class_count)
        ]
    )
    confident = np.where(probabilities >= thresholds, probabilities, -1.0)
    suggested = confident.argmax(axis=1)
    items = np.arange(len(labels))
    is_sure = confident[items, suggested] >= 0
    margins = probabilities[items, suggested] - probabilities[items, labels]
    doubted = np.flatnonzero(is_sure & (suggested != labels) & (margins > 0))
    return [
        Doubt(int(item), int(labels[item]), int(suggested[item]), float(margins[item]))
        for item in doubted[np.argsort(-margins[doubted], kind="stable")]
    ]
