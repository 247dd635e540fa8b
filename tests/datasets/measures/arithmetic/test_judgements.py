"""Experts' judgements, counted by hand; agreement against a published example."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets.measures.arithmetic import judgements as module
from datasets.measures.arithmetic.judgements import find_columns, judgements

ROWS = {
    "事例": ["a", "a", "a", "b", "b", "c", None],
    "判断": ["病気", "病気", "健全", "健全", "健全", "病気", "病気"],
    "理由": ["斑点がある", " ", None, "つやがある", "つやがある", "粉がある", "x"],
    "判断者": [1, 2, 3, 1, 1, 2, 1],
    "確信度": [9.0, 7.0, 4.0, None, 8.0, 10.0, 1.0],
}


@pytest.fixture
def counted(tmp_path):
    def count(columns):
        path = tmp_path / "table.parquet"
        pq.write_table(pa.table(columns), path)
        return judgements(path)

    return count


def test_judgements_are_counted_by_case_class_and_person(counted):
    found = counted(ROWS)

    assert (found["judgement_count"], found["case_count"], found["person_count"]) == (6, 3, 3)
    # Whoever judged b twice said one thing of it.
    assert found["per_case"] == {"mean": 5 / 3, "most": 3, "several_count": 1}
    assert (found["reason_count"], found["contested_case_count"]) == (4, 1)
    assert found["classes"] == [
        {
            "judgement": "病気",
            "count": 3,
            "case_count": 2,
            "confidence_mean": pytest.approx(26 / 3),
        },
        {"judgement": "健全", "count": 3, "case_count": 2, "confidence_mean": 6.0},
    ]
    assert (found["rows"], found["rows_covered"], found["exact"]) == (7, 7, True)


def test_agreement_is_that_of_a_published_example(counted):
    """Source: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), nominal: .743."""
    table = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    said = [
        (case, who, judgement)
        for who, row in enumerate(table)
        for case, judgement in enumerate(row)
        if judgement
    ]

    found = counted(
        {
            "case": [case for case, _who, _judgement in said],
            "judgement": [str(judgement) for _case, _who, judgement in said],
            "reason": ["x"] * len(said),
            "expert": [who for _case, who, _judgement in said],
        }
    )["agreement"]

    assert found["alpha"] == pytest.approx(0.743, abs=5e-4)
    assert found["low"] < found["alpha"] < found["high"]
    assert (found["case_count"], found["person_count"]) == (11, 4)


def test_without_people_or_a_case_of_two_agreement_is_not_told(counted):
    nameless = counted({name: ROWS[name] for name in ("事例", "判断", "理由")})
    once = counted({name: values[4:] for name, values in ROWS.items()})

    assert (nameless["agreement"], nameless["person_count"]) == (None, None)
    assert nameless["per_case"]["most"] == 3
    assert once["agreement"] is None


def test_a_long_table_says_how_many_rows_were_covered(counted, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 4)

    found = counted(ROWS)

    assert (found["rows"], found["rows_covered"], found["judgement_count"]) == (7, 4, 4)


@pytest.mark.parametrize(
    ("names", "is_judged"),
    [
        (["case", "judgment", "reason"], True),
        (["photo_id", "diagnosis", "why", "rater"], True),
        (["症例番号", "診断", "根拠"], True),
        (["case", "judgement"], False),
        (["judgement", "reason"], False),
        (["casement", "judgement", "reason"], False),
    ],
)
def test_a_table_holds_judgements_where_case_judgement_and_reason_have_columns(names, is_judged):
    assert bool(find_columns(names)) == is_judged


def test_a_table_of_something_else_holds_none(counted):
    assert counted({"x": [1]}) is None
