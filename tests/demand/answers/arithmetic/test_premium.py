import pytest

from demand.answers.arithmetic.premium import AtStake, Premium, premium_at_stake

RUNGS = (1000, 2000, 4000)


def at_stake(amounts, changed_count=None):
    """Each premium by a voice of its own."""
    told = [AtStake(amount, voice) for voice, amount in enumerate(amounts)]
    return premium_at_stake(RUNGS, told, changed_count=changed_count)


def test_four_tell_nothing():
    assert at_stake([1500] * 4) is None


def test_four_that_changed_renew_nothing():
    assert at_stake([1500] * 9, changed_count=4) is None
    assert at_stake([1500] * 9, changed_count=5) == Premium(9, 1400)


def test_what_one_agent_entered_for_many_is_one_voice():
    told = [AtStake(1500, "agent"), *(AtStake(1500, voice) for voice in range(4))]

    assert premium_at_stake(RUNGS, told, changed_count=None) == Premium(5, 1400)
    assert premium_at_stake(RUNGS, [*told, *told[:1] * 4], changed_count=None) is None
    assert premium_at_stake(RUNGS, told[:4] * 2, changed_count=None) is None


def test_answers_that_look_like_one_hand_weigh_less():
    told = [*(AtStake(8000, voice) for voice in range(5)), *[AtStake(10, "hand", 0.2)] * 5]

    # (5 · 5657 + 707) / 6 = 4832, to two digits.
    assert premium_at_stake(RUNGS, told, changed_count=None) == Premium(10, 4800)


def test_each_is_taken_at_the_middle_of_its_interval():
    # √(1000 · 2000) = 1414, to two digits.
    assert at_stake([1000, 1200, 1500, 1700, 1999]) == Premium(5, 1400)


def test_a_premium_of_nothing_is_nothing():
    assert at_stake([0] * 5) == Premium(5, 0)


@pytest.mark.parametrize("premiums", [[999, 1, 500, 4000, 9000], [700, 2, 3, 5000, 4001]])
def test_on_the_same_rungs_no_premium_shows(premiums):
    assert at_stake(premiums) == at_stake([10, 10, 10, 8000, 8000])


def test_what_is_left_of_a_revenue_is_net_of_what_they_would_lose():
    assert Premium(5, 1400).net_of(100_000, 2.5) == 100_000 - 5 * 1400 * 2.5
