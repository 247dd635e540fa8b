"""A copy of the label is found, whatever it is called; a good feature is not."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.datasets import load_iris, load_wine

from datasets.intake.arithmetic.sealing import part
from datasets.intake.arithmetic.telltales import telltales
from marketplace.confinement.refusal import Refused

ROWS = 240
DRAWS = np.random.default_rng(11)
FARMS = np.arange(ROWS) // 20
DISEASES = DRAWS.integers(0, 3, ROWS)
NAMES = np.array(["健全", "うどんこ病", "灰色かび病"])[DISEASES]
YIELDS = DRAWS.normal(500, 80, ROWS)


def told(label, **columns):
    frame = pd.DataFrame(
        {"farm": FARMS, "noise": DRAWS.normal(size=ROWS), "label": label} | columns
    )
    is_sealed = FARMS % 4 == 0
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return telltales(table, label="label", group="farm", sealed=is_sealed, rest=~is_sealed)


@pytest.mark.parametrize(
    "copy",
    [
        DISEASES,
        DISEASES.astype(str),
        DISEASES * 10.0,
        np.array(["A2", "B7", "C1"])[DISEASES],
        np.where(np.arange(ROWS) % 2, NAMES, NAMES + "（軽）"),
        DISEASES * 100 + DRAWS.normal(size=ROWS),
        pd.to_datetime("2026-05-01") + pd.to_timedelta(DISEASES * 24 + FARMS % 3, unit="h"),
    ],
)
def test_a_copy_of_a_class_is_found(copy):
    assert told(NAMES, copy=copy) == ["copy"]


def test_rows_sorted_by_their_label_are_told_by_their_number():
    order = np.argsort(np.argsort(DISEASES, kind="stable"))

    assert told(NAMES, number=order) == ["number"]


@pytest.mark.parametrize("copy", [YIELDS / 1_000, np.round(YIELDS, 1), -YIELDS])
def test_a_copy_of_a_figure_is_found(copy):
    assert told(YIELDS, copy=copy) == ["copy"]


def test_what_only_helps_is_none():
    helpful = DISEASES + DRAWS.normal(0, 0.3, ROWS)
    nearly = np.where(DRAWS.random(ROWS) < 0.1, "健全", NAMES)

    found = told(NAMES, helpful=helpful, nearly=nearly, number=np.arange(ROWS), empty=None)

    assert found == []
    assert told(YIELDS, helpful=YIELDS + DRAWS.normal(0, 20, ROWS)) == []


def test_what_is_the_same_on_a_whole_farm_tells_nothing_of_another():
    sick = np.array(["健全", "病気"])[FARMS % 2]
    place = np.array([f"{farm}番地" for farm in FARMS])

    assert told(sick, place=place) == []


@pytest.mark.parametrize("load", [load_iris, load_wine])
def test_measures_of_flowers_and_wines_are_no_copies(load):
    """Iris: petals tell setosa from all others (AUC 1), and are what there is to learn from."""
    frame = load(as_frame=True).frame
    is_sealed = np.arange(len(frame)) % 3 == 0
    table = pa.Table.from_pandas(frame, preserve_index=False)

    assert telltales(table, label="target", group="", sealed=is_sealed, rest=~is_sealed) == []


def test_a_table_with_a_copy_is_not_sealed_and_the_column_is_named(tmp_path):
    frame = pd.DataFrame({"farm": FARMS, "x": YIELDS, "code": DISEASES, "label": NAMES})
    frame.to_parquet(tmp_path / "table.parquet", index=False)

    with pytest.raises(Refused) as refused:
        part(tmp_path / "table.parquet", label="label", share=0.3, salt="s", seen=(), into=tmp_path)

    assert (refused.value.code, refused.value.where) == ("TELLTALE", "code")
    assert not (tmp_path / "inputs.parquet").exists()
