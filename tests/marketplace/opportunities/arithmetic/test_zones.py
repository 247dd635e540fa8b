"""Zones: the published counts, and how sure one may be."""

import pytest

from marketplace.opportunities.arithmetic.zones import (
    Zone,
    feasibility_of,
    high_chance,
    lift,
    mean,
    rating_counts,
    standing,
    wish_counts,
    zone_of,
)

# science.md, section 6: 844 tasks, and the start-ups mapped to them.
TASKS = {Zone.GREEN: 364, Zone.RED: 267, Zone.RESEARCH: 107, Zone.LOW: 106}
BUILT = {Zone.GREEN: 48_904, Zone.RED: 31_409, Zone.RESEARCH: 14_399, Zone.LOW: 12_600}


def test_lift_is_that_of_the_published_counts():
    """.93 red, 1.06 green, 1.06 research, .93 low; low and red are 41.01 % of what is built."""
    found = lift(BUILT, TASKS)

    assert {zone: round(value, 2) for zone, value in found.items()} == {
        Zone.GREEN: 1.06,
        Zone.RED: 0.93,
        Zone.RESEARCH: 1.06,
        Zone.LOW: 0.93,
    }
    assert (BUILT[Zone.LOW] + BUILT[Zone.RED]) / sum(BUILT.values()) == pytest.approx(
        0.4101, abs=5e-5
    )


def test_a_zone_without_needs_or_nothing_built_has_no_lift():
    assert lift({Zone.GREEN: 1}, {Zone.GREEN: 2, Zone.RED: 0}) == {Zone.GREEN: 1}
    assert lift({}, TASKS) == {}


@pytest.mark.parametrize(
    ("wish", "feasibility", "zone"),
    [
        (3, 3, Zone.GREEN),
        (2.99, 3, Zone.RED),
        (3, 2.99, Zone.RESEARCH),
        (2.99, 2.99, Zone.LOW),
    ],
)
def test_exactly_three_counts_as_high(wish, feasibility, zone):
    assert zone_of(wish=wish, feasibility=feasibility) is zone


def test_clear_ratings_name_a_zone():
    wanted, feasible = [0, 0, 0, 3, 9], [0, 0, 1, 4, 6]

    assert standing(wanted, feasible).zone is Zone.GREEN
    assert standing(wanted[::-1], feasible).zone is Zone.RED
    assert standing(wanted, feasible[::-1]).zone is Zone.RESEARCH
    assert standing(wanted[::-1], feasible[::-1]).zone is Zone.LOW


def test_what_points_no_way_is_on_the_border():
    found = standing([2, 2, 2, 2, 2], [0, 0, 1, 4, 6])

    assert found.zone is None
    assert found.is_border
    assert sum(found.chances.values()) == pytest.approx(1)


def test_too_few_ratings_name_no_zone_however_clear():
    found = standing([0, 0, 0, 0, 2], [0, 0, 0, 0, 9])

    assert found.zone is None
    assert not found.is_border


def test_ratings_turned_round_turn_the_chance_round():
    assert high_chance([0, 0, 0, 0, 0]) == pytest.approx(0.5, abs=0.02)
    assert high_chance([1, 4, 2, 0, 3]) == pytest.approx(1 - high_chance([3, 0, 2, 4, 1]), abs=0.03)


def test_co_signs_are_wishes_by_what_they_promise():
    """12 co-signs: 4 mere interest, 3 promises, 5 that would buy or whose level is hidden."""
    found = wish_counts(co_signs=12, interest=4, promised=3, by_hand=3)

    assert found == (3, 0, 4, 5, 3)


@pytest.mark.parametrize(
    ("agency", "counts"), [(1, (0, 0, 3, 5, 3)), (2, (0, 0, 3, 6, 2)), (5, (1, 0, 3, 5, 2))]
)
def test_the_posters_word_stands_in_place_of_the_commonest_co_sign(agency, counts):
    assert wish_counts(co_signs=11, interest=3, promised=2, by_hand=0, agency=agency) == counts


def test_the_posters_word_counts_alone_where_nobody_answered():
    assert wish_counts(co_signs=0, interest=0, promised=0, by_hand=0, agency=2) == (0, 0, 0, 1, 0)


def test_a_team_that_rated_kinds_of_work_counts_with_the_hardest():
    asked = ["PERCEPTION", "MANIPULATION"]

    assert feasibility_of(None, {"PERCEPTION": 5, "MANIPULATION": 2}, asked) == 2
    assert feasibility_of(4, {"PERCEPTION": 5, "MANIPULATION": 2}, asked) == 4
    assert feasibility_of(None, {"PERCEPTION": 5}, asked) is None
    assert feasibility_of(None, {"PERCEPTION": 5}, []) is None


def test_means_are_of_what_was_said():
    assert mean(rating_counts([5, 4, 1])) == pytest.approx(10 / 3)
    assert mean(rating_counts([])) is None
