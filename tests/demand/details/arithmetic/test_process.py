"""Amdahl's law on a farmer's steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.details.arithmetic.process import Step, read_process, speed_up

PICK = Step("収穫", minutes=6_000, is_open=True, is_blocked=True)
SORT = Step("選別", minutes=3_000, is_open=True, is_blocked=False)
SELL = Step("販売", minutes=1_000, is_open=False, is_blocked=False)
STEPS = st.lists(
    st.builds(
        Step,
        name=st.just("作業"),
        minutes=st.integers(1, 10**9),
        is_open=st.booleans(),
        is_blocked=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def test_ten_times_faster_on_four_fifths_is_three_and_a_half_times_faster():
    # The founding talk's own figure: Amdahl 1967 at a = .8, s = 10.
    assert speed_up(0.8, 10) == pytest.approx(3.5714, abs=5e-5)


@pytest.mark.parametrize(("share", "factor"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_no_speed_up_of_what_cannot_be(share, factor):
    with pytest.raises(ValueError, match="No speed-up"):
        speed_up(share, factor)


def test_a_process_tells_what_is_open_what_is_blocked_and_the_ceiling():
    process = read_process([PICK, SORT, SELL], factor=10)

    assert process.hours == pytest.approx(10_000 / 60)
    assert (process.open_share, process.blocked_share) == (0.3, 0.6)
    assert process.speed_up_now == pytest.approx(1 / (0.7 + 0.03))
    assert process.speed_up_unblocked == pytest.approx(1 / (0.1 + 0.09))
    assert process.ceiling == 10


def test_blocked_steps_stand_in_the_order_of_the_hours_that_they_would_free():
    little = Step("除草", minutes=600, is_open=False, is_blocked=True)

    process = read_process([SELL, little, PICK], factor=10)

    assert [one.place for one in process.ranked] == [2, 1]
    assert process.ranked[0].hours_freed == pytest.approx(6_000 * 0.9 / 60)
    assert process.ranked[0].speed_up == pytest.approx(speed_up(6_000 / 7_600, 10))


def test_there_is_no_ceiling_where_no_step_stays_with_a_person():
    assert read_process([PICK, SORT], factor=10).ceiling is None


def test_no_steps_are_no_process():
    assert read_process([], factor=10) is None


@given(STEPS)
def test_unblocking_never_slows_and_never_passes_the_factor(steps):
    process = read_process(steps, factor=10)

    assert 1 <= process.speed_up_now <= process.speed_up_unblocked <= 10 + 1e-9
    assert all(one.speed_up <= process.speed_up_unblocked + 1e-9 for one in process.ranked)
    hours = [one.hours_freed for one in process.ranked]
    assert hours == sorted(hours, reverse=True)
