"""What is still known of a table after rows were taken out of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from datasets.intake.arithmetic.protection import Protected

FEWEST_CLASSES_NAMED = 200


def parts_kept(
    before: Sequence[int], groups: Sequence[tuple[int, bool, int]], part_rows: int
) -> dict[int, int]:
    """Tell which parts of the new table are parts of the old one, new number to old.

    `before` counts the rows of each row group of the old table, `groups` are those of the
    new one as `protect` tells them. A part is kept whose groups are all the old part's, in
    their order, with every row.
    """
    old = _parts(enumerate(before), part_rows)
    new = _parts(((source, rows) for source, _lost, rows in groups), part_rows)
    touched = {source for source, lost, _rows in groups if lost}
    known = {tuple(sources): number for number, sources in old.items()}
    return {
        number: known[tuple(sources)]
        for number, sources in new.items()
        if tuple(sources) in known and not touched & set(sources)
    }


def rows_of_groups(table: Path) -> list[int]:
    import pyarrow.parquet as pq

    footer = pq.read_metadata(table)
    return [footer.row_group(group).num_rows for group in range(footer.num_row_groups)]


def _parts(groups: Iterable[tuple[int, int]], part_rows: int) -> dict[int, list[int]]:
    """Put row groups into parts as `measures.arithmetic.statistics` does: by their first row."""
    parts: dict[int, list[int]] = {}
    first = 0
    for source, rows in groups:
        parts.setdefault(first // part_rows, []).append(source)
        first += rows
    return parts


def labels_without(labels: Path, manifest: Path, target: Path) -> dict[str, Any]:
    """Keep the labels of the files that a manifest still has, and count them all anew."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = pq.read_table(manifest, columns=["path", "label_count", "is_negative"])
    whole = pq.read_table(labels)
    kept = whole.filter(pc.is_in(whole.column("path"), files.column("path").combine_chunks()))
    pq.write_table(kept, target, compression="zstd", write_page_index=True, version="2.6")
    counted = pc.value_counts(kept.column("label")).to_pylist()
    most_first = sorted(counted, key=lambda each: -each["counts"])[:FEWEST_CLASSES_NAMED]
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
