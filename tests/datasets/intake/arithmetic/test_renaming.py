"""No path and no label tells of a person, once the owner wants it so."""

import pytest

from datasets.intake.arithmetic.personal import persons_in
from datasets.intake.arithmetic.renaming import rename_files, without_annotators
from datasets.library.arithmetic.manifest import Rows, annotation_schema, manifest_schema

FILES = [("健全/佐藤_1.JPG", "a" * 64), ("病気/佐藤_1の写し.jpg", "a" * 64), ("b.jpg", "b" * 64)]


@pytest.fixture
def tables(tmp_path):
    manifest, labels = tmp_path / "manifest.parquet", tmp_path / "labels.parquet"
    with Rows(manifest, manifest_schema()) as rows:
        for path, digest in FILES:
            rows.add(path=path, sha256=digest, byte_count=1, format="JPEG", is_negative=False)
    with Rows(labels, annotation_schema()) as rows:
        for path, digest in FILES:
            rows.add(path=path, sha256=digest, label="健全", annotator="hana@example.com")
    return manifest, labels


def column(table, name):
    import pyarrow.parquet as pq

    return pq.read_table(table).column(name).to_pylist()


def test_files_are_called_by_their_bytes_in_both_tables(tables):
    manifest, labels = tables

    rename_files(manifest, labels)

    names = ["a" * 16 + ".jpg", "a" * 16 + "_2.jpg", "b" * 16 + ".jpg"]
    assert column(manifest, "path") == column(labels, "path") == names


def test_who_set_a_label_is_found_and_left_out(tables):
    _manifest, labels = tables
    assert [each.where for each in persons_in(labels, but={"path"})] == ["annotator"]

    without_annotators(labels)

    assert persons_in(labels, but={"path"}) == []
    assert column(labels, "annotator") == [None] * 3
    assert column(labels, "label") == ["健全"] * 3
