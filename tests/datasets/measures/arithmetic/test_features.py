"""A labelled table as numbers: what is a feature, a class, a group."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from datasets.measures.arithmetic.features import MOST_ROWS, NothingToLearn, labelled


@pytest.fixture
def read(tmp_path):
    """Read a frame as what can be learnt from: `read(frame, label="病名")`."""

    def write(frame, **words):
        path = tmp_path / "table.parquet"
        frame.to_parquet(path)
        return labelled(path, **words)

    return write


@pytest.fixture
def frame():
    count = 120
    return pd.DataFrame(
        {
            "農家": [f"農家{n % 7}" for n in range(count)],
            "圃場": [f"圃場{n % 14}" for n in range(count)],
            "測定日": [date(2026, 1, 1 + n % 28) for n in range(count)],
            "葉長": np.arange(count, dtype=float),
            "晴れ": [n % 2 == 0 for n in range(count)],
            "品種": ["とちおとめ" if n % 3 else "紅ほっぺ" for n in range(count)],
            "備考": [f"メモ{n}" for n in range(count)],
            "病名": [["健全", "灰色かび", None][n % 3] for n in range(count)],
        }
    )


def test_rows_without_a_label_are_left_out_and_classes_are_named(read, frame):
    found = read(frame, label="病名")

    assert found.row_count == len(found.target) == 80
    assert sorted(found.classes) == ["健全", "灰色かび"]


def test_the_best_known_group_is_taken_and_is_no_feature(read, frame):
    by_farm = read(frame, label="病名")
    by_field = read(frame.drop(columns="農家"), label="病名")
    named = read(frame, label="病名", group="圃場")

    assert (by_farm.group_column, by_field.group_column) == ("農家", "圃場")
    assert len(set(by_farm.groups)) == 7
    assert named.group_column == "圃場"
    # Field, year and day of the year, length, weather, variety; notes are no feature.
    assert by_farm.features.shape == (80, 6)


def test_without_a_group_each_row_stands_for_itself(read, frame):
    found = read(frame[["葉長", "病名"]], label="病名")

    assert found.group_column == ""
    assert len(set(found.groups)) == 80


def test_a_label_of_many_numbers_is_to_be_foretold(read, frame):
    found = read(frame, label="葉長")

    assert found.classes == ()
    assert found.target.dtype == float


def test_of_a_long_table_whole_groups_are_taken(read):
    farms = np.repeat(np.arange(60), 100)
    frame = pd.DataFrame({"農家": farms, "x": np.arange(6000.0), "y": farms % 2})

    found = read(frame, label="y")

    assert (len(found.target), found.row_count) == (MOST_ROWS, 6000)
    assert len(set(found.groups)) == 30
    assert set(np.bincount(found.groups)) == {0, 100}


@pytest.mark.parametrize("columns", [["病名"], ["備考", "病名"]])
def test_nothing_beside_the_label_is_nothing_to_learn(read, frame, columns):
    with pytest.raises(NothingToLearn):
        read(frame[columns], label="病名")


def test_labels_that_are_all_different_words_are_no_classes(read, frame):
    with pytest.raises(NothingToLearn):
        read(frame, label="備考")
