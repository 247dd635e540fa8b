"""Files of an archive called by what they are: no path of theirs tells of a person."""

from pathlib import Path


def rename_files(manifest: Path, labels: Path) -> None:
    """Call each file by the hash of its bytes, in the manifest and in its labels alike.

    A file that is there twice keeps two names.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = pq.read_table(manifest)
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    rows = zip(*(files.column(each).to_pylist() for each in ("path", "sha256")), strict=True)
    for path, digest in rows:
        taken[digest] = taken.get(digest, 0) + 1
        again = f"_{taken[digest]}" if taken[digest] > 1 else ""
        names[path] = f"{digest[:16]}{again}{Path(path).suffix.lower()}"
    for table, whole in ((manifest, files), (labels, pq.read_table(labels))):
        place = whole.schema.get_field_index("path")
        renamed = [names[path] for path in whole.column("path").to_pylist()]
        column = pa.array(renamed, pa.string())
        written = whole.set_column(place, whole.schema.field("path"), column)
        pq.write_table(written, table, compression="zstd", write_page_index=True, version="2.6")


def without_annotators(labels: Path) -> None:
    """Leave out who set each label; that there were several is left out with it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pq.read_table(labels)
    field = whole.schema.field("annotator")
    nobody = pa.nulls(whole.num_rows, field.type)
    written = whole.set_column(whole.schema.get_field_index("annotator"), field, nobody)
    pq.write_table(written, labels, compression="zstd", write_page_index=True, version="2.6")
