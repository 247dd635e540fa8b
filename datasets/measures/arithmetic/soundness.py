"""What would mislead who trusts the labels: people who disagree, twins, leaks between splits."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy import uint64
from numpy.typing import NDArray

from datasets.measures.arithmetic.annotators import agreement_of, of_marks, of_rows
from datasets.measures.arithmetic.features import column_of_groups
from datasets.measures.arithmetic.hashes import hashes_of_rows
from datasets.measures.arithmetic.leakage import (
    MOST_EXAMPLES,
    Finding,
    Leak,
    alike_between_splits,
    shared_between_splits,
    trained_after_test,
)
from datasets.measures.arithmetic.near_duplicates import (
    MOST_IN_BAND,
    NEAREST_BITS,
    clusters,
    fullest_band,
    near_pairs,
)
from datasets.measures.arithmetic.roles import ANNOTATOR, SPLIT, column_for, split_named
from datasets.measures.arithmetic.scenes import groups_of_media, hashes_of_looks
from datasets.measures.arithmetic.splits import split_by_group

if TYPE_CHECKING:
    import pyarrow as pa

# Of a longer table so many rows are looked at; how many is told.
MOST_ROWS = 200_000
MANIFEST = ["path", "sha256", "print", "taken_in", "split", "contributor"]


def soundness_of_media(manifest: Path, annotations: Path) -> dict[str, Any]:
    """Look through pictures or sounds and the labels that people gave them."""
    import pyarrow.parquet as pq

    files = pq.read_table(manifest, columns=MANIFEST)
    hashes = hashes_of_looks(files.column("print").to_pylist())
    return {
        "rows": files.num_rows,
        "rows_covered": files.num_rows,
        "agreement": agreement_of(of_marks(pq.read_table(annotations))),
        "near_duplicates": _twins(hashes, files.column("path").to_pylist()),
        "splits": _splits_of_media(files, hashes),
    }


def soundness_of_table(parquet: Path, *, label: str) -> dict[str, Any]:
    """Look through a table's labels: who gave them, and what is on both sides of its splits.

    Nothing is read of a table that names neither annotators nor splits.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(parquet)
    names, row_count = file.schema_arrow.names, file.metadata.num_rows
    annotator, split = column_for(ANNOTATOR, names) if label else "", column_for(SPLIT, names)
    told: dict[str, Any] = {"rows": row_count, "rows_covered": 0, "near_duplicates": None}
    if not (annotator or split):
        return told | {"agreement": None, "splits": None}
    table = _first_rows(file)
    units = of_rows(table, label=label, annotator=annotator) if annotator else []
    return told | {
        "rows_covered": table.num_rows,
        "agreement": agreement_of(units),
        "splits": _splits_of_table(table, split, label) if split else None,
    }


def _first_rows(file: Any) -> "pa.Table":
    import pyarrow as pa

    batches, count = list[pa.RecordBatch](), 0
    for batch in file.iter_batches(use_threads=False):
        batches.append(batch)
        count += batch.num_rows
        if count >= MOST_ROWS:
            break
    return pa.Table.from_batches(batches, file.schema_arrow).slice(0, MOST_ROWS)


def _splits_of_media(files: "pa.Table", hashes: NDArray[uint64]) -> dict[str, Any]:
    """Judge the splits that the files came with; without any, those that we would make."""
    splits = [split_named(each) for each in files.column("split").to_pylist()]
    groups, group_column = groups_of_media(files)
    names, is_declared = [str(group) for group in groups], any(splits)
    if not is_declared:
        made = split_by_group(names, item_count=files.num_rows, salt=group_column)
        splits = [str(each) for each in made.by_item]
    found = [shared_between_splits(files.column("sha256").to_pylist(), splits, Leak.SAME_FILE)]
    if len(hashes):
        found.append(_by_name(alike_between_splits(hashes, splits), files))
    if is_declared and group_column:
        found.append(_nameless(shared_between_splits(names, splits, Leak.GROUP)))
    if is_declared:
        days = [_first_day(quarter) for quarter in files.column("taken_in").to_pylist()]
        found.append(_after_test(days, splits))
    told = _splits(splits, found)
    return told | {"declared_in": "split" if is_declared else "", "group_column": group_column}


def _nameless(found: Finding | None) -> Finding | None:
    """Leave out the numbers of groups, which say nothing."""
    return found and Finding(found.leak, found.count, ())


def _splits_of_table(table: "pa.Table", column: str, label: str) -> dict[str, Any]:
    import pyarrow as pa

    splits = [split_named(str(each or "")) for each in table.column(column).to_pylist()]
    groups = column_of_groups(table, label)
    found = [_same_rows(table.drop_columns([column]), splits)]
    if groups:
        keys = [str(each) for each in table.column(groups).to_pylist()]
        found.append(shared_between_splits(keys, splits, Leak.GROUP))
    for field in table.schema:
        if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
            found.append(_after_test(table.column(field.name).to_pylist(), splits))
            break
    return _splits(splits, found) | {"declared_in": column, "group_column": groups}


def _same_rows(table: "pa.Table", splits: Sequence[str]) -> Finding | None:
    hashes = [str(each) for each in hashes_of_rows(table).tolist()]
    found = shared_between_splits(hashes, splits, Leak.SAME_ROW)
    # A hash tells nobody which row it is: its number does.
    return found and Finding(
        found.leak, found.count, tuple(str(hashes.index(each) + 1) for each in found.examples)
    )


def _first_day(quarter: str | None) -> date | None:
    """Give the day on which a quarter such as 2026-Q2 begins."""
    if not quarter:
        return None
    year, number = quarter.split("-Q")
    return date(int(year), 3 * int(number) - 2, 1)


def _after_test(days: Sequence[date | None], splits: Sequence[str]) -> Finding | None:
    known = [(_moment(on), split) for on, split in zip(days, splits, strict=True) if on]
    return trained_after_test([on for on, _split in known], [split for _on, split in known])


def _moment(on: date) -> datetime:
    return on if isinstance(on, datetime) else datetime.combine(on, time.min)


def _by_name(found: Finding | None, files: "pa.Table") -> Finding | None:
    """Call pictures by their names instead of their places."""
    if found is None:
        return None
    names = files.column("path")
    pairs = ([names[int(place)].as_py() for place in pair.split(", ")] for pair in found.examples)
    return Finding(found.leak, found.count, tuple(" ≈ ".join(pair) for pair in pairs))


def _splits(splits: Sequence[str], found: Sequence[Finding | None]) -> dict[str, Any]:
    return {
        "counts": {each: splits.count(each) for each in sorted(set(splits))},
        "leaks": [
            {"leak": str(each.leak), "count": each.count, "examples": list(each.examples)}
            for each in found
            if each
        ],
    }


def _twins(hashes: NDArray[uint64], paths: Sequence[str]) -> dict[str, Any] | None:
    """Count pictures that look like another one."""
    if not len(hashes):
        return None
    pairs = near_pairs(hashes)
    first = clusters(len(hashes), pairs)
    touched = {place for pair in pairs for place in pair}
    return {
        "pictures": len(touched),
        "scenes": len({int(first[place]) for place in touched}),
        "bits": NEAREST_BITS,
        # Of a crowd that shares a part of its looks only some are compared.
        "exact": fullest_band(hashes) <= MOST_IN_BAND,
        "rows_covered": len(hashes),
        "examples": [[paths[one], paths[other]] for one, other in pairs[:MOST_EXAMPLES]],
    }
