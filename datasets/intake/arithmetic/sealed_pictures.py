"""Parting labelled pictures: those whose labels are sealed, and the rest that is given out.

Whole senders are sealed, or else whole scenes: pictures that look alike stay together, for
whoever has seen one knows the other's label. Names are not given along: folders tell classes.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import bool_, int64, uint64
from numpy.typing import NDArray

from datasets.intake.arithmetic.known_rows import KEY
from datasets.intake.arithmetic.lots import Parted, chosen, demand_enough, shuffled, with_secret
from datasets.intake.arithmetic.row_groups import write_table
from datasets.intake.arithmetic.tables import PREVIEW_ROWS
from datasets.measures.arithmetic.features import column_of_groups
from datasets.measures.arithmetic.near_duplicates import clusters, near_pairs
from marketplace.confinement.refusal import Code, Refused

if TYPE_CHECKING:
    import pyarrow as pa

SENDER = "contributor"
BOX = ("x", "y", "width", "height")
# Pictures in one row group of the inputs: readers hold one in memory.
TOGETHER = 50
KNOWN_BY = ("sha256", "print")
# So that readers who know pictures show them, where others find their bytes.
FEATURES = {"image": {"_type": "Image"}}

type Fetch = Callable[[str, str], bytes]


def part_pictures(
    manifest: Path,
    annotations: Path,
    *,
    share: float,
    salt: str,
    seen: Sequence[Path],
    fetch: Fetch,
    into: Path,
) -> Parted:
    """Write `rest.parquet`, `rest_labels.parquet`, `inputs.parquet` and `labels.parquet`.

    `share` is that of the pictures that somebody has looked at; `seen` are manifests whose
    first rows were shown; `fetch` reads a picture by its hash and format. Where there are
    boxes, a picture is labelled with all of its boxes, be they none; else with its one label.
    Raises: Refused where too little would be left on either side.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, labels = pq.read_table(manifest), pq.read_table(annotations)
    scenes = _scenes(whole)
    group_column = column_of_groups(whole.select([SENDER]), "")
    groups = _codes(whole.column(SENDER)) if group_column else scenes
    is_labelled = _is_labelled(whole, has_boxes=_has_boxes(labels))
    shown = _is_shown(whole, [manifest, *seen])
    may_be = is_labelled & ~np.isin(scenes, scenes[shown]) & (groups >= 0)
    taken = chosen(groups, may_be, share, salt)
    is_sealed = taken & may_be
    is_rest = ~taken & ~np.isin(scenes, scenes[is_sealed])
    demand_enough(groups[is_sealed], groups[is_rest & is_labelled])
    order = shuffled(is_sealed, salt)
    rest = whole.filter(pa.array(is_rest))
    write_table(rest, into / "rest.parquet")
    write_table(_of(labels, rest.column("path")), into / "rest_labels.parquet")
    sealed = whole.take(order)
    _write_inputs(sealed, fetch, into / "inputs.parquet")
    found = _labels(sealed, labels, groups[order])
    write_table(with_secret(found, salt), into / "labels.parquet")
    return Parted(
        row_count=len(order),
        group_count=len(np.unique(groups[order])),
        set_aside_count=len(taken) - int(is_sealed.sum()) - int(is_rest.sum()),
        rest_count=int(is_rest.sum()),
        group_column=group_column,
    )


def without_sealed_pictures(manifest: Path, annotations: Path, inputs: Path) -> int:
    """Take the pictures out that are sealed, or look like one, with their labels.

    Returns how many. Raises: Refused where nothing is left.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, sealed = pq.read_table(manifest), pq.read_table(inputs, columns=list(KNOWN_BY))
    both = [whole.select(list(KNOWN_BY)), sealed]
    scenes = _scenes(pa.concat_tables(both, promote_options="permissive"))
    is_known = np.isin(scenes[: whole.num_rows], scenes[whole.num_rows :])
    if is_known.all():
        raise Refused(Code.NO_ROWS)
    if is_known.any():
        rest = whole.filter(pa.array(~is_known))
        write_table(_of(pq.read_table(annotations), rest.column("path")), annotations)
        write_table(rest, manifest)
    return int(is_known.sum())


def _scenes(pictures: "pa.Table") -> NDArray[int64]:
    """Number pictures so that those of one scene share theirs: of equal bytes, or alike."""
    prints = [int(each or "0", 16) for each in pictures.column("print").to_pylist()]
    pairs = near_pairs(np.array(prints, uint64))
    first: dict[str, int] = {}
    for place, digest in enumerate(pictures.column("sha256").to_pylist()):
        if first.setdefault(digest, place) != place:
            pairs.append((first[digest], place))
    return clusters(pictures.num_rows, pairs)


def _codes(column: "pa.ChunkedArray") -> NDArray[int64]:
    """Number the senders from 0; −1 where nobody is named."""
    encoded = column.combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


def _has_boxes(labels: "pa.Table") -> bool:
    return bool(labels.column("x").null_count < labels.num_rows)


def _is_labelled(pictures: "pa.Table", *, has_boxes: bool) -> NDArray[bool_]:
    column = pictures.column("label_count" if has_boxes else "label")
    return np.asarray(column.is_valid().to_numpy())


def _is_shown(pictures: "pa.Table", manifests: Sequence[Path]) -> NDArray[bool_]:
    """Tell which pictures stood among the first of a version, whose labels its page shows."""
    import pyarrow.parquet as pq

    shown: set[str] = set()
    for each in manifests:
        batch = next(pq.ParquetFile(each).iter_batches(PREVIEW_ROWS, columns=["sha256"]), None)
        shown.update(batch.column(0).to_pylist() if batch is not None else ())
    return np.array([digest in shown for digest in pictures.column("sha256").to_pylist()])


def _of(labels: "pa.Table", paths: "pa.ChunkedArray") -> "pa.Table":
    import pyarrow.compute as pc

    return labels.filter(pc.is_in(labels.column("path"), value_set=paths.combine_chunks()))


def _write_inputs(sealed: "pa.Table", fetch: Fetch, target: Path) -> None:
    """Write the pictures themselves, few at a time: a model asks for nothing else."""
    import pyarrow.parquet as pq

    first = next(rows := _inputs(sealed, fetch))
    described = {"huggingface": json.dumps({"info": {"features": FEATURES}})}
    schema = first.schema.with_metadata(described)
    with pq.ParquetWriter(target, schema, compression="zstd", version="2.6") as writer:
        writer.write_table(first.cast(schema))
        for table in rows:
            writer.write_table(table.cast(schema))


def _inputs(sealed: "pa.Table", fetch: Fetch) -> Iterator["pa.Table"]:
    import pyarrow as pa

    picture = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    for start in range(0, sealed.num_rows, TOGETHER):
        some = sealed.slice(start, TOGETHER)
        rows = some.select(["sha256", "format"]).to_pylist()
        images = [{"bytes": fetch(row["sha256"], row["format"]), "path": None} for row in rows]
        keys = pa.array(range(start + 1, start + 1 + some.num_rows), pa.int64())
        yield pa.table(
            {
                KEY: keys,
                "image": pa.array(images, picture),
                **{name: some.column(name) for name in ("width", "height", *KNOWN_BY)},
            }
        )


def _labels(sealed: "pa.Table", labels: "pa.Table", groups: NDArray[int64]) -> "pa.Table":
    """List the labels, a row each; a picture on which there is nothing has one without."""
    import pyarrow as pa

    kept: dict[str, list[dict[str, Any]]] = {}
    for row in _of(labels, sealed.column("path")).to_pylist():
        kept.setdefault(row["path"], []).append(row)
    names = np.unique(groups, return_inverse=True)[1].tolist()
    nothing: list[dict[str, Any]] = [{}]
    rows = [
        {KEY: key, "group": name, **{side: row.get(side) for side in ("label", *BOX)}}
        for key, (path, name) in enumerate(
            zip(sealed.column("path").to_pylist(), names, strict=True), start=1
        )
        for row in kept.get(path, nothing)
    ]
    whole, text, number = pa.int64(), pa.string(), pa.float64()
    sides = [(side, number) for side in BOX]
    return pa.Table.from_pylist(
        rows, pa.schema([(KEY, whole), ("label", text), ("group", whole), *sides])
    )
