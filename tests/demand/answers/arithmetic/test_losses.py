import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.answers.arithmetic.losses import Losses, Told, losses_told, standing_for


def told(amounts, changed_count=None):
    """Each amount by a voice of its own."""
    voices = (Told(amount, voice) for voice, amount in enumerate(amounts))
    return losses_told(voices, changed_count=changed_count)


@pytest.mark.parametrize(
    ("amount", "step"),
    # Where one gives way to the next: √2 = 1.41, √10 = 3.16, √50 = 7.07.
    [(0, 0), (1, 1), (3, 2), (4, 5), (7, 5), (8, 10), (14, 10), (15, 20), (316, 200), (317, 500),
     (70_710, 50_000), (70_711, 100_000), (123_456_789, 100_000_000)],
)  # fmt: skip
def test_the_nearest_of_one_two_five_stands_for_an_amount(amount, step):
    assert standing_for(amount) == step


@given(st.integers(1, 10**12))
def test_what_stands_for_an_amount_is_within_a_factor_of_the_root_of_two_and_a_half(amount):
    # The widest step is from 2 to 5: half of it by ratio is √2.5 = 1.58.
    assert 1 / 1.5812 <= standing_for(amount) / amount <= 1.5812


def test_five_voices_are_told_and_four_are_not():
    assert told([100, 50, 50, 20, 20]) == Losses(240, 5)
    assert told([100, 50, 50, 20]) is None


def test_four_that_changed_renew_nothing():
    assert told([100] * 9, changed_count=4) is None
    assert told([100] * 9, changed_count=5) == Losses(900, 9)


def test_one_who_loses_more_than_half_of_all_holds_the_sum_back():
    assert told([500, 100, 100, 100, 100]) is None
    assert told([500, 100, 100, 100, 200]) == Losses(1000, 5)


def test_where_nobody_loses_anything_that_is_told():
    assert told([0] * 5) == Losses(0, 5)


def test_answers_that_look_like_one_hand_weigh_less():
    honest = [Told(100, voice) for voice in range(5)]

    heard = losses_told([*honest, *[Told(1000, "hand", 0.1)] * 4], changed_count=None)

    assert heard == Losses(900, 9)


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=30), st.randoms())
def test_amounts_between_the_same_steps_leave_no_trace(amounts, chance):
    others = [standing_for(amount) for amount in amounts]

    assert told(amounts) == told(others)
    chance.shuffle(others)
    assert told(others) == told(amounts)
