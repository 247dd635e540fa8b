"""What outsiders read of statistics gives no row away."""

import pandas as pd
import pytest

from datasets.measures.arithmetic.discretion import without_small_cells, without_values
from datasets.measures.arithmetic.statistics import measure_part


@pytest.fixture
def document(tmp_path):
    """Two rows of a rare class, three of another; a weight that one row has, a gap in one."""
    rows = 100
    frame = pd.DataFrame(
        {
            "x": [float(n) for n in range(rows)],
            "gap": [None, *range(rows - 1)],
            "once": [7.0, *[None] * (rows - 1)],
            "label": ["稀"] * 2 + ["少"] * 3 + ["多"] * (rows - 5),
        }
    )
    frame.to_parquet(tmp_path / "table.parquet", index=False)
    measured = measure_part(tmp_path / "table.parquet", 0, label="label").as_document()
    return measured | {"preview": frame.head(10).to_dict("records"), "rows": rows}


def test_no_row_and_no_frequent_value_is_left_at_any_depth(document):
    told = without_values(document | {"soundness": {"pairs": [{"examples": ["3", "7"]}]}})

    assert "preview" not in told
    assert not any("most_common" in column for column in told["columns"])
    assert told["soundness"] == {"pairs": [{}]}
    assert [each["label"] for each in told["label"]["balance"]] == ["多", "少", "稀"]


def test_a_small_class_is_hidden_with_the_one_that_would_give_it_away(document):
    told = without_small_cells(document)["label"]

    assert {each["label"]: each["count"] for each in told["balance"]} == {
        "多": 95,
        "少": None,
        "稀": None,
    }
    assert set(told["per_class"]) == {"多"}
    assert "count" not in told["per_class"]["多"]["x"]


def test_no_figure_rests_on_fewer_than_three_rows(document):
    x, gap, once, _label = without_small_cells(document)["columns"]

    assert set(x["moments"]) == {"exact", "mean", "deviation"}
    assert set(x["quantiles"]["values"]) == {"0.05", "0.25", "0.5", "0.75", "0.95"}
    assert (x["missing"]["value"], gap["missing"]["value"]) == (0, None)
    assert "moments" not in once
    assert once["missing"]["value"] is None


def test_quantiles_beyond_which_hardly_a_row_lies_are_left_out(document):
    few = document["columns"][0] | {"missing": {"value": 70, "exact": True}}

    told = without_small_cells(document | {"columns": [few]})["columns"][0]

    assert set(told["quantiles"]["values"]) == {"0.25", "0.5", "0.75"}


def test_a_table_without_a_label_is_told_as_well(document):
    assert without_small_cells(document | {"label": None})["label"] is None
