"""Labels counted by what they are of, against counts made by hand."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets.measures.arithmetic.cells import Cell, Places, count_cells, season_of

PLACES = Places({"栃木県": "09", "栃木": "09", "tochigi": "09"}, {"mori": "03"}, home="08")


@pytest.fixture
def counted(tmp_path):
    def count(columns, label="病名", annotations=None):
        path = tmp_path / "table.parquet"
        pq.write_table(pa.table(columns), path)
        return dict(count_cells(path, label=label, places=PLACES, annotations=annotations))

    return count


def test_columns_are_known_by_what_people_call_them(counted):
    cells = counted(
        {
            "品目": ["いちご", "いちご", "いちご", "トマト"],
            "都道府県": ["栃木県", "栃木", "Tochigi", "どこか"],
            "測定日": [date(2026, 1, 5), date(2025, 12, 5), date(2026, 2, 1), date(2026, 8, 1)],
            "病名": ["うどんこ病", "うどんこ病", None, "疫病"],
        }
    )

    assert cells == {
        Cell("いちご", "09", "WINTER", "うどんこ病"): 2,
        Cell("トマト", "08", "SUMMER", "疫病"): 1,
    }


@pytest.mark.parametrize(
    ("columns", "season"),
    [
        ({"月": [4]}, "SPRING"),
        ({"季節": ["秋"]}, "AUTUMN"),
        ({"season": ["Fall"]}, "AUTUMN"),
        ({"月": ["4"]}, ""),
        ({"月": [13]}, ""),
        ({"x": [1]}, ""),
    ],
)
def test_a_season_is_told_by_month_or_word_or_not_at_all(counted, columns, season):
    assert counted({**columns, "病名": ["a"]}) == {Cell("", "08", season, "a"): 1}


def test_every_month_has_its_season():
    assert [season_of(month) for month in (12, 2, 3, 5, 6, 8, 9, 11)] == [
        *("WINTER", "WINTER", "SPRING", "SPRING", "SUMMER", "SUMMER", "AUTUMN", "AUTUMN")
    ]


def test_a_file_counts_once_for_each_class_that_is_seen_on_it(counted, tmp_path):
    labels = {"path": ["1.jpg", "1.jpg", "1.jpg", "2.jpg"], "label": ["実", "実", "葉", "実"]}
    annotations = tmp_path / "labels.parquet"
    pq.write_table(pa.table(labels), annotations)
    listed = {
        "path": ["1.jpg", "2.jpg", "3.jpg"],
        "contributor": ["mori", None, "mori"],
        "taken_in": ["2026-Q2", None, "2026-Q2"],
    }

    assert counted(listed, label="", annotations=annotations) == {
        Cell("", "03", "SPRING", "実"): 1,
        Cell("", "03", "SPRING", "葉"): 1,
        Cell("", "08", "", "実"): 1,
    }


def test_a_table_without_labels_has_no_cells(counted):
    assert counted({"x": [1, 2]}, label="") == {}
