"""How far the labels of pictures reach: one label a picture, told by colours and edges."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from datasets.measures.arithmetic.baselines import Baseline, TooLittle, classes_tried
from datasets.measures.arithmetic.contributions import Contributed, contributions
from datasets.measures.arithmetic.features import Labelled, codes_of
from datasets.measures.arithmetic.near_duplicates import clusters, near_pairs
from datasets.measures.arithmetic.readiness import TOO_LITTLE, assessed
from datasets.measures.arithmetic.scenes import groups_of_media, hashes_of_looks

Array = NDArray[float64]

# More pictures take minutes to be read and learnt from.
MOST_PICTURES = 1_500
FEWEST_CLASSES = 2
SEED = 20_268


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pictures that are tried out: their rows in the manifest, their hashes and formats."""

    rows: NDArray[int64]
    hashes: tuple[str, ...]
    formats: tuple[str, ...]


def chosen(manifest: Path) -> Chosen:
    """Choose labelled pictures, up to fifteen hundred, drawn from all alike."""
    import pyarrow.parquet as pq

    table = pq.read_table(manifest, columns=["sha256", "format", "label"])
    rows = np.flatnonzero(table.column("label").is_valid().to_numpy())
    if len(rows) > MOST_PICTURES:
        rows = np.sort(np.random.default_rng(SEED).choice(rows, MOST_PICTURES, replace=False))
    some = table.take(rows)
    hashes, formats = some.column("sha256").to_pylist(), some.column("format").to_pylist()
    return Chosen(rows, tuple(hashes), tuple(formats))


def picture_readiness(
    manifest: Path, rows: NDArray[int64], looks: Array, *, ceiling: float = 1.0
) -> dict[str, Any]:
    """Write down what a logistic regression on growing shares of the pictures tells.

    Shapes: rows (n,) of the manifest, looks (n, d). As `readiness` does of tables.
    """
    import pyarrow.parquet as pq

    files = pq.read_table(manifest)
    labelled_count = len(files) - files.column("label").null_count
    some = files.take(rows)
    encoded = some.column("label").combine_chunks().dictionary_encode()
    classes = tuple(encoded.dictionary.to_pylist())
    if len(classes) < FEWEST_CLASSES:
        return TOO_LITTLE
    groups, group_column = groups_of_media(some)
    found = Labelled(
        features=looks,
        target=np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64),
        groups=groups,
        positions=rows,
        columns={},
        classes=classes,
        group_column=group_column,
        row_count=labelled_count,
    )
    baseline = Baseline.LOGISTIC_ON_LOOKS
    try:
        trials = classes_tried(found.features, found.target, groups, baseline=baseline)
    except TooLittle:
        return TOO_LITTLE
    document = assessed(found, trials, baseline=baseline, ceiling=ceiling)
    return document | {"worth": _worth(found, some, files)}


def _worth(found: Labelled, some: Any, files: Any) -> dict[str, Any] | None:
    """Value what each contributor's pictures teach, one of each scene."""
    hashes = hashes_of_looks(some.column("print").to_pylist())
    first = clusters(len(hashes), near_pairs(hashes))
    # What looks alike is one picture: alike features are removed as copies are.
    features = found.features[first] if len(hashes) == len(some) else found.features
    names = some.column("contributor").combine_chunks().dictionary_encode().dictionary
    everyone = [each or "" for each in files.column("contributor").to_pylist()]
    listed = tuple(str(name) for name in names.to_pylist())
    return contributions(
        Contributed(
            features=features,
            labels=found.target,
            owners=codes_of(some.column("contributor")),
            names=listed,
            row_counts=tuple(everyone.count(name) for name in listed),
            column="contributor",
        )
    )
