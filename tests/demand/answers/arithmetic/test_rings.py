"""Simulated rings and honest meetings: what each counts for."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.answers.arithmetic.rings import Trace, hands, weight_in
from tests.demand.answers.arithmetic.strategies import weights

MINUTE, HOUR, DAY = 60, 3600, 86_400
SIZES = [10, 30, 100, 250, 500]


def ring(size, *, networks=1, seconds=50, seed=1):
    """One hand with so many new accounts, over so many networks and seconds."""
    chance = random.Random(seed)
    return [
        Trace(chance.uniform(0, seconds), f"ring {place % networks}", chance.uniform(0, 2))
        for place in range(size)
    ]


def honest(count, *, seed=2):
    """Farms at home, each on a network of its own, over a week; most are new here."""
    chance = random.Random(seed)
    return [
        Trace(chance.uniform(-3 * DAY, 3 * DAY), f"home {place}", chance.choice([0, 0, 0, 40]))
        for place in range(count)
    ]


def meeting(count, **standing):
    """A district's meeting: one tablet, one network, one answer every twenty seconds."""
    return [Trace(20.0 * place, "tablet", 0, **standing) for place in range(count)]


def counted(traces):
    return sum(weights(hands(traces)))


@pytest.mark.parametrize("size", SIZES)
def test_a_ring_counts_for_at_most_the_root_of_its_number(size):
    assert counted(ring(size)) <= math.sqrt(size)


def test_a_ring_of_a_hundred_counts_for_ten():
    assert counted(ring(100)) == pytest.approx(10)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seconds", [10 * MINUTE, 50 * MINUTE])
def test_a_ring_that_takes_its_time_counts_no_more(size, seconds):
    assert counted(ring(size, seconds=seconds)) <= math.sqrt(size) + 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("networks", [2, 3])
def test_a_ring_over_several_networks_counts_no_more(size, networks):
    assert counted(ring(size, networks=networks, seconds=2 * MINUTE)) <= math.sqrt(size)


@pytest.mark.parametrize("size", SIZES)
def test_beside_a_ring_honest_answers_lose_nothing(size):
    mixed = [*honest(40), *ring(size, networks=2)]
    random.Random(3).shuffle(mixed)

    weighed = weights(hands(mixed))

    of_homes = [w for w, t in zip(weighed, mixed, strict=True) if t.network.startswith("home")]
    assert of_homes == [1.0] * 40
    assert sum(weighed) <= 40 + math.sqrt(size)


@pytest.mark.parametrize("standing", ["is_vouched", "is_mandated"])
@pytest.mark.parametrize("count", [12, 60, 200])
def test_an_honest_meeting_on_one_tablet_loses_nothing(count, standing):
    assert counted(meeting(count, **{standing: True})) == count


def test_a_meeting_that_nobody_vouches_for_looks_like_a_ring():
    assert counted(meeting(16)) == pytest.approx(4)


def test_a_vouched_meeting_shelters_no_ring_on_its_network():
    sheltered = [*meeting(20, is_vouched=True), *meeting(100)]

    assert counted(sheltered) == pytest.approx(20 + 10)


def test_two_of_one_household_both_count():
    assert counted(meeting(2)) == 2


def test_what_comes_from_nowhere_known_is_not_suspected():
    assert counted([Trace(0, "", 0)] * 50) == 50


def test_long_known_accounts_are_one_hand_only_within_the_same_minute():
    slowly = [Trace(2.0 * MINUTE * place, "village", 400) for place in range(9)]
    at_once = [Trace(5.0 * place, "village", 400) for place in range(9)]

    assert counted(slowly) == 9
    assert counted(at_once) == pytest.approx(3)


def test_long_known_accounts_of_two_networks_are_two_hands():
    both = [Trace(place % 9, f"village {place % 2}", 400) for place in range(18)]

    assert len(set(hands(both))) == 2


def test_the_same_network_a_day_later_is_another_hand():
    twice = [*ring(20), *(trace._replace(at=trace.at + DAY) for trace in ring(20))]

    assert len(set(hands(twice))) == 2


@pytest.mark.parametrize(("size", "weight"), [(1, 1), (2, 1), (3, 0.5), (4, 0.5), (100, 0.1)])
def test_a_weight_is_a_simple_fraction(size, weight):
    assert weight_in(size) == pytest.approx(weight)


@given(st.lists(st.builds(Trace, st.floats(0, HOUR), st.sampled_from(["", "a", "b", "c"]),
                          st.floats(0, 20), st.booleans(), st.booleans()), max_size=60),
       st.randoms())  # fmt: skip
def test_no_order_of_answers_changes_what_they_count_for(traces, chance):
    order = list(range(len(traces)))
    chance.shuffle(order)

    straight = weights(hands(traces))
    shuffled = weights(hands([traces[place] for place in order]))

    if len(set(traces)) == len(traces):
        assert shuffled == [straight[place] for place in order]
    assert all(0 < weight <= 1 for weight in straight)
