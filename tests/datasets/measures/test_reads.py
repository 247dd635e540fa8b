"""Figures as a page writes them."""

import pytest

from datasets.measures.models import Statistics
from datasets.measures.reads import columns, written


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.0, "0"),
        (254_616.0, "254,616"),
        (1_985.370, "1,985.37"),
        (0.001_431_83, "0.00143183"),
        (-12.5, "−12.5"),
        (1 / 3, "0.333333"),
        (1_234_567.5, "1,234,568"),
        (1.5e-15, "1.5e−15"),
        (-2e16, "−2e+16"),
    ],
)
def test_a_figure_keeps_its_six_leading_digits(value, sentence):
    assert written(value) == sentence


def test_columns_say_in_words_what_they_hold():
    document = {
        "label": {"column": "病名"},
        "columns": [
            {
                "name": "糖度",
                "type": "double",
                "missing": {"value": 5},
                "moments": {"least": 9.5, "greatest": 14.0},
                "quantiles": {"values": {"0.5": 12.0}},
            },
            {"name": "病名", "type": "string", "missing": {"value": 0}},
            {"name": "画像", "type": "list<item: int64>", "missing": {"value": 0}},
        ],
    }

    sugar, disease, other = columns(Statistics(document=document, row_count=20))

    assert (sugar["missing_share"], sugar["is_label"]) == (0.25, False)
    assert (sugar["least"], sugar["middle"], sugar["greatest"]) == ("9.5", "12", "14")
    assert disease["is_label"]
    assert "least" not in disease
    assert other["type_in_words"] == "list<item: int64>"
