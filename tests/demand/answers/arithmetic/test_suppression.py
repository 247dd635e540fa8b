"""Small counts are hidden, and with them what would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from demand.answers.arithmetic.suppression import shown_cells

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20), min_size=1)


def test_counts_of_three_and_more_are_shown():
    assert shown_cells({"a": 3, "b": 10}) == {"a": 3, "b": 10}


def test_small_counts_are_hidden():
    assert shown_cells({"a": 1, "b": 2, "c": 10}) == {"a": None, "b": None, "c": 10}


def test_a_single_small_count_takes_the_next_smallest_with_it():
    # Known total 16: with only one hidden it would be 16 − 4 − 10.
    assert shown_cells({"a": 2, "b": 10, "c": 4}) == {"a": None, "b": 10, "c": None}


def test_two_hidden_counts_whose_sum_leaves_one_way_take_a_third_with_them():
    # 4 in two cells below three: both are 2.
    assert shown_cells({"a": 2, "b": 2, "c": 5}) == {"a": None, "b": None, "c": None}


def test_cells_in_which_nobody_stands_tell_of_nobody():
    assert shown_cells({"a": 0, "b": 5}) == {"a": None, "b": 5}


def test_a_lonely_cell_is_hidden_though_its_total_is_known():
    assert shown_cells({"a": 2}) == {"a": None}


@given(COUNTS)
def test_nothing_below_three_is_ever_shown_and_nothing_shown_is_changed(cells):
    shown = shown_cells(cells)

    assert shown.keys() == cells.keys()
    assert all(count is None or count == cells[name] >= 3 for name, count in shown.items())


@given(COUNTS)
def test_more_than_one_way_is_left_to_fill_hidden_cells_unless_nothing_is_shown(cells):
    shown = shown_cells(cells)
    hidden = [cells[name] for name, count in shown.items() if count is None]

    if sum(hidden) and len(hidden) < len(cells):
        assert len(hidden) > 1
