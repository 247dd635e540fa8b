"""How far labels reach, as it is written down."""

import json

import numpy as np
import pandas as pd
import pytest

from datasets.measures.arithmetic.readiness import SCORES, readiness


@pytest.fixture(scope="module")
def told(tmp_path_factory, wine):
    path = tmp_path_factory.mktemp("wine") / "table.parquet"
    wine.to_parquet(path)
    return readiness(path, label="target")


def test_the_generic_guess_comes_first_and_the_score_has_a_band(told):
    """71 of 178 wines are of the commonest cultivar."""
    assert told["generic_score"] == pytest.approx(71 / 178, abs=1e-4)
    assert told["score"]["low"] <= told["score"]["point"] <= told["score"]["high"]
    assert told["score"]["point"] > 0.9
    assert told["label_count"] == 178
    assert told["group_column"] == ""


def test_every_score_that_a_need_may_ask_has_its_answer(told):
    assert [each["score"] for each in told["targets"]] == list(SCORES)
    assert told["targets"][0]["verdict"] == "ENOUGH"
    missing = [
        each["missing"]["point"] for each in told["targets"] if each["missing"]["point"] is not None
    ]
    assert missing == sorted(missing)


def test_what_is_written_down_is_json_without_infinities(told):
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_table_that_teaches_nothing_says_so(tmp_path):
    path = tmp_path / "table.parquet"
    pd.DataFrame({"x": np.arange(12.0), "y": [0, 1] * 6}).to_parquet(path)

    assert readiness(path, label="y")["verdict"] == "TOO_LITTLE"
    assert readiness(path, label="x")["verdict"] == "TOO_LITTLE"
