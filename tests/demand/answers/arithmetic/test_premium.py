import pytest

from demand.answers.arithmetic.premium import Premium, premium_at_stake

RUNGS = (1000, 2000, 4000)


def test_four_tell_nothing():
    assert premium_at_stake(RUNGS, [1500] * 4) is None


def test_each_is_taken_at_the_middle_of_its_interval():
    # √(1000 · 2000) = 1414, to two digits.
    assert premium_at_stake(RUNGS, [1000, 1200, 1500, 1700, 1999]) == Premium(5, 1400)


def test_a_premium_of_nothing_is_nothing():
    assert premium_at_stake(RUNGS, [0] * 5) == Premium(5, 0)


@pytest.mark.parametrize("premiums", [[999, 1, 500, 4000, 9000], [700, 2, 3, 5000, 4001]])
def test_on_the_same_rungs_no_premium_shows(premiums):
    assert premium_at_stake(RUNGS, premiums) == premium_at_stake(RUNGS, [10, 10, 10, 8000, 8000])


def test_what_is_left_of_a_revenue_is_net_of_what_they_would_lose():
    assert Premium(5, 1400).net_of(100_000, 2.5) == 100_000 - 5 * 1400 * 2.5
