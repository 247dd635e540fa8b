"""What is still known of a table after rows were taken out of it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from datasets.intake.arithmetic.protection import Protected

MOST_CLASSES_NAMED = 200


def labels_without(labels: Path, manifest: Path, target: Path) -> dict[str, Any]:
    """Keep the labels of the files that a manifest still has, and count them all anew."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = pq.read_table(manifest, columns=["path", "label_count", "is_negative"])
    whole = pq.read_table(labels)
    kept = whole.filter(pc.is_in(whole.column("path"), files.column("path").combine_chunks()))
    pq.write_table(kept, target, compression="zstd", write_page_index=True, version="2.6")
    counted = pc.value_counts(kept.column("label")).to_pylist()
    most_first = sorted(counted, key=lambda each: -each["counts"])[:MOST_CLASSES_NAMED]
    return {
        "media_out": files.num_rows,
        "labels_out": kept.num_rows,
        "negatives": pc.sum(files.column("is_negative")).as_py() or 0,
        "unlabelled": files.column("label_count").null_count,
        "classes": {each["values"]: each["counts"] for each in most_first},
    }


def account_without(
    found: Mapping[str, Any], done: Protected, left_out: Collection[int]
) -> dict[str, Any]:
    """Account for what went out: nothing was dropped but what was taken back."""
    return {
        **found,
        "rows_read": done.row_count + done.left_out_count,
        "rows_written": done.row_count,
        "dropped": [],
        "dropped_count": 0,
        "footer_count": 0,
        "sealed_count": 0,
        "about": {},
        "contributors": {str(number): count for number, count in done.counts.items() if count},
        "withdrawn": sorted(left_out),
        "withdrawn_count": done.left_out_count,
    }
