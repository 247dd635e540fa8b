"""Reading sealed labels and what was predicted. The labels are read here and nowhere else."""

from typing import TYPE_CHECKING, Any

from datasets.library.models import File, Version
from datasets.library.vocabulary import FileRole
from marketplace import storage
from marketplace.offers.arithmetic import predictions
from marketplace.offers.models import Evaluation
from marketplace.offers.vocabulary import Metric

if TYPE_CHECKING:
    import pyarrow as pa

    from marketplace.offers.arithmetic.detection import Found
    from marketplace.offers.arithmetic.evaluation import Items

SIDES = ("x", "y", "width", "height")


def judged(evaluation: Evaluation) -> "tuple[float, Items]":
    """Score what needs no model, and hold the predictions against the labels.

    Raises: NotScorable where labels and metric do not fit.
    """
    import pyarrow.parquet as pq

    sealing = evaluation.sealing
    assert sealing.labels is not None  # noqa: S101  a done sealing has them
    labels = pq.read_table(sealing.labels.path)
    content = storage.fetched(evaluation.key).read_bytes()
    is_of_boxes = evaluation.offer.terms.metric == Metric.MAP_50
    return (_boxes if is_of_boxes else _values)(evaluation, labels, content)


def _values(evaluation: Evaluation, labels: "pa.Table", content: bytes) -> "tuple[float, Items]":
    import pyarrow.parquet as pq

    from marketplace.offers.arithmetic.evaluation import as_numbers, baseline
    from marketplace.offers.arithmetic.refusal import NotScorable

    sealing, metric = evaluation.sealing, evaluation.offer.terms.metric
    if labels.num_rows != sealing.row_count or _has_boxes(labels):
        raise NotScorable("boxes")
    told = predictions.read(content, sealing.row_count)
    table = _open_file(evaluation, FileRole.TABLE).path
    open_labels = []
    if sealing.label_column in pq.read_schema(table).names:
        column = pq.read_table(table, columns=[sealing.label_column]).column(0)
        open_labels = column.drop_null().to_pylist()
    groups = labels.column("group").to_numpy()
    known, found = as_numbers(metric, labels.column("label").to_pylist(), groups, told, open_labels)
    return baseline(known, found, metric), found


def _boxes(evaluation: Evaluation, labels: "pa.Table", content: bytes) -> "tuple[float, Items]":
    import numpy as np
    import pyarrow.parquet as pq

    from marketplace.offers.arithmetic.detection import Detected, usual
    from marketplace.offers.arithmetic.refusal import NotScorable

    if not _has_boxes(labels):
        raise NotScorable("boxes")
    count = evaluation.sealing.row_count
    groups = np.zeros(count, np.int64)
    groups[labels.column("sealed_id").to_numpy() - 1] = labels.column("group").to_numpy()
    there = [
        _found(row, row["sealed_id"] - 1) for row in labels.to_pylist() if row["x"] is not None
    ]
    open_rows = pq.read_table(_open_file(evaluation, FileRole.LABELS).path).to_pylist()
    known = [_found(row, 0) for row in open_rows if row["x"] is not None]
    told = predictions.read_boxes(content, count)
    without_model = Detected.of(there, usual(known, count), groups)
    return without_model.measured(Metric.MAP_50), Detected.of(there, told, groups)


def _has_boxes(labels: "pa.Table") -> bool:
    return "x" in labels.column_names and labels.column("x").null_count < labels.num_rows


def _found(row: dict[str, Any], picture: int) -> "Found":
    from marketplace.offers.arithmetic.detection import Found

    x, y, width, height = (row[side] for side in SIDES)
    return Found(picture, predictions.spelled(row["label"]), (x, y, width, height))


def _open_file(evaluation: Evaluation, role: FileRole) -> File:
    """Find what everybody may have of the same data set."""
    published = Version.objects.published().filter(dataset=evaluation.sealing.dataset_id)
    files = File.objects.select_related("version__dataset")
    return files.get(version=published.latest("number"), role=role)
