"""Parts are known again by their bytes, however many rows follow them."""

import pyarrow as pa
import pytest

from datasets.intake.arithmetic.row_groups import RowGroups
from datasets.measures.arithmetic import statistics
from datasets.measures.arithmetic.parts import part_digests


@pytest.fixture
def digests(tmp_path, monkeypatch):
    """Write a table and name its parts of twenty thousand rows."""
    monkeypatch.setattr(statistics, "PART_ROWS", 20_000)

    def name(values, label="label"):
        path = tmp_path / "table.parquet"
        with RowGroups(path) as rows:
            rows.add(pa.record_batch({"x": values, "label": ["a", "b"] * (len(values) // 2)}))
        return part_digests(path, label=label)

    return name


ROWS = list(range(40_000))


def test_rows_that_follow_leave_the_parts_before_them_as_they_were(digests):
    before, after = digests(ROWS), digests([*ROWS, *range(10)])

    assert after[:2] == before
    assert len(after) == 3
    assert len(set(after)) == 3


@pytest.mark.parametrize(
    ("values", "label"),
    [([9, *ROWS[1:]], "label"), ([float(each) for each in ROWS], "label"), (ROWS, "x")],
)
def test_another_value_type_or_label_makes_it_another_part(digests, values, label):
    assert digests(values, label)[0] != digests(ROWS)[0]
