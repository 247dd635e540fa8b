"""What is asked for against what there is, by hand."""

from datasets.intake.arithmetic.coverage import Asked, Held, coverage
from datasets.measures.arithmetic.cells import Cell

ASKED = Asked(("いちご",), ("09",), ("病気", "健全"), ("WINTER", "SPRING"))


def told(asked, held):
    return {(each.cell.label, each.cell.season): each.held for each in coverage(asked, held)}


def test_each_kind_is_told_apart_and_sums_over_data_sets():
    winter = Cell("いちご", "09", "WINTER", "病気")
    held = [(winter, 20), (winter, 10), (winter._replace(label="健全"), 29)]

    assert told(ASKED, held) == {
        ("病気", "WINTER"): Held.ENOUGH,
        ("病気", "SPRING"): Held.NONE,
        ("健全", "WINTER"): Held.SOME,
        ("健全", "SPRING"): Held.NONE,
    }


def test_fewer_than_three_are_as_none():
    winter = Cell("いちご", "09", "WINTER", "病気")

    assert told(ASKED, [(winter, 2)])["病気", "WINTER"] == Held.NONE
    assert told(ASKED, [(winter, 3)])["病気", "WINTER"] == Held.SOME


def test_what_nobody_knows_the_place_or_season_of_fills_no_kind():
    unknown = [Cell("いちご", "", "WINTER", "病気"), Cell("いちご", "09", "", "病気")]

    assert set(told(ASKED, [(cell, 99) for cell in unknown]).values()) == {Held.NONE}


def test_without_classes_any_label_counts():
    asked = Asked(("いちご",), ("09",), (), ("WINTER",))
    held = [(Cell("いちご", "09", "WINTER", label), 15) for label in "ab"]

    assert told(asked, held) == {("", "WINTER"): Held.ENOUGH}
