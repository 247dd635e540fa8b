"""What would mislead who trusts the labels of a version."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets.library.arithmetic.manifest import Rows, annotation_schema, manifest_schema
from datasets.measures.arithmetic import soundness
from datasets.measures.arithmetic.agreement import agreement
from datasets.measures.arithmetic.annotators import agreement_of, of_marks, of_rows
from datasets.measures.arithmetic.soundness import soundness_of_media, soundness_of_table


@pytest.fixture
def media(tmp_path):
    """Write a manifest and labels: `manifest, labels = media([{"path": …}], [{…}])`."""

    def write(files, labels=()):
        places = tmp_path / "manifest.parquet", tmp_path / "labels.parquet"
        with Rows(places[0], manifest_schema()) as rows:
            for number, file in enumerate(files):
                rows.add(**{"sha256": f"{number:064x}", "byte_count": 1, "format": "JPEG"} | file)
        with Rows(places[1], annotation_schema()) as rows:
            for label in labels:
                rows.add(**{"sha256": "0" * 64} | label)
        return places

    return write


@pytest.fixture
def table(tmp_path):
    def write(columns):
        pq.write_table(pa.table(columns), tmp_path / "table.parquet")
        return tmp_path / "table.parquet"

    return write


def files(count, **columns):
    return [
        {"path": f"{n}.jpg", "is_negative": False} | {k: v[n] for k, v in columns.items()}
        for n in range(count)
    ]


def looks(count, seed=1):
    return [f"{each:016x}" for each in np.random.default_rng(seed).integers(2**63, size=count)]


def leaks_of(found):
    return {each["leak"]: each["count"] for each in found["splits"]["leaks"]}


def test_what_two_people_said_of_whole_files_is_compared(media):
    said = np.random.default_rng(2).integers(3, size=(40, 2))
    labels = [
        {"path": f"{n}.jpg", "label": f"class {word}", "annotator": person}
        for n, words in enumerate(said.tolist())
        for person, word in zip("ab", words, strict=True)
    ]

    found = soundness_of_media(*media(files(40), labels))["agreement"]

    expected = agreement(said)
    assert found["alpha"] == pytest.approx(expected.alpha)
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high), abs=0.05)
    assert (found["people"], found["units"], found["exact"]) == (2, 40, True)


def test_boxes_that_share_half_are_one_thing_and_others_are_nothing_to_one_of_both():
    box = {"path": "1.jpg", "label": "葉", "x": 0.0, "y": 0.0, "width": 10.0, "height": 10.0}
    near = box | {"x": 2.0, "label": "病葉", "annotator": "b"}
    far = box | {"x": 50.0, "annotator": "b"}
    rows = [box | {"annotator": "a"}, near, far, box | {"path": "2.jpg", "annotator": "a"}]
    drawn = [{"sha256": "0" * 64} | row for row in rows]

    units = of_marks(pa.Table.from_pylist(drawn, annotation_schema()))

    assert units == [{"a": "葉", "b": "病葉"}, {"a": "", "b": "葉"}]


def test_rows_that_are_equal_but_for_their_judge_are_compared(table):
    judges, words = ["a", "b"] * 12, ["x", "x", "x", "y"] * 6
    rows = {"length": np.repeat(np.arange(12.0), 2), "評価者": judges, "class": words}

    found = soundness_of_table(table(rows), label="class")

    pairs = [(words[n], words[n + 1]) for n in range(0, 24, 2)]
    expected = agreement([["xy".index(one), "xy".index(other)] for one, other in pairs])
    assert found["agreement"]["alpha"] == pytest.approx(expected.alpha)
    assert found["agreement"]["ceiling"] == pytest.approx(0.5)
    assert (found["rows_covered"], found["splits"]) == (24, None)


def test_too_little_in_common_tells_no_agreement():
    alone = pa.table({"class": ["x"] * 20, "rater": ["a", "b"] * 10})

    assert agreement_of(of_rows(alone, label="class", annotator="rater")) is None
    assert agreement_of([{"a": "x", "b": "x"}] * 9) is None


def test_many_units_are_sampled_and_it_is_said(monkeypatch):
    monkeypatch.setattr("datasets.measures.arithmetic.annotators.MOST_UNITS", 30)

    found = agreement_of([{"a": "x", "b": "xy"[n % 2]} for n in range(50)])

    assert (found["units_covered"], found["units_in_all"], found["exact"]) == (30, 50, False)


def test_pictures_that_look_alike_are_counted_and_named(media):
    prints = looks(20)
    prints[7] = f"{int(prints[3], 16) ^ 0b101:016x}"

    found = soundness_of_media(*media(files(20, print=prints)))

    twins = found["near_duplicates"]
    assert (twins["pictures"], twins["scenes"], twins["exact"]) == (2, 1, True)
    assert twins["examples"] == [["3.jpg", "7.jpg"]]
    assert (found["rows_covered"], found["agreement"]) == (20, None)
    # What looks alike is never put on two sides by us.
    assert found["splits"]["declared_in"] == ""
    assert leaks_of(found) == {}


def test_splits_that_came_with_the_pictures_are_searched_for_leaks(media):
    prints, splits = looks(20), ["train"] * 15 + ["test"] * 5
    prints[19] = prints[0]
    quarters = ["2026-Q2" if n % 15 < 7 else "2026-Q3" for n in range(20)]
    owners = [f"farm {n % 5}" for n in range(20)]
    all_files = files(20, print=prints, split=splits, taken_in=quarters, contributor=owners)
    all_files[19]["sha256"] = f"{0:064x}"

    found = soundness_of_media(*media(all_files))

    assert leaks_of(found) == {"SAME_FILE": 2, "NEAR_DUPLICATE": 2, "GROUP": 20, "TIME": 8}
    assert found["splits"]["counts"] == {"TEST": 5, "TRAIN": 15}
    named = {each["leak"]: each["examples"] for each in found["splits"]["leaks"]}
    assert named["NEAR_DUPLICATE"] == ["0.jpg ≈ 19.jpg"]


def test_sounds_have_no_looks(media):
    found = soundness_of_media(*media(files(8)))

    assert found["near_duplicates"] is None
    assert leaks_of(found) == {}


def test_the_splits_of_a_table_are_searched_for_leaks(table):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(30)]
    rows = {
        "length": [float(n) for n in range(30)],
        "測定日": days,
        "畑": [f"{n % 5}号" for n in range(30)],
    }
    rows |= {"class": ["x", "y"] * 15, "分割": ["検証", *["学習"] * 19, *["テスト"] * 10]}
    for name in ("length", "測定日", "畑", "class"):
        rows[name][29] = rows[name][1]

    found = soundness_of_table(table(rows), label="class")

    assert leaks_of(found) == {"SAME_ROW": 2, "GROUP": 30, "TIME": 19}
    assert found["splits"]["counts"] == {"TEST": 10, "TRAIN": 19, "VALIDATION": 1}
    assert (found["splits"]["declared_in"], found["splits"]["group_column"]) == ("分割", "畑")


def test_a_long_table_says_how_far_it_was_looked_at(table, monkeypatch):
    monkeypatch.setattr(soundness, "MOST_ROWS", 10)

    found = soundness_of_table(table({"n": range(50), "split": ["train", "test"] * 25}), label="")

    assert (found["rows"], found["rows_covered"]) == (50, 10)
