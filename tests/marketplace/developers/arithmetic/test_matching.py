"""The match is a sum that explains itself."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.developers.arithmetic.matching import (
    WEIGHTS,
    Bar,
    Offered,
    Rarity,
    Term,
    Wanted,
    jaccard,
    match,
    similarity,
)

NEED = Wanted(
    text="いちごのうどんこ病を写真で知りたい",
    tasks=["PERCEPTION"],
    sector="AGRICULTURE",
    prefecture="09",
)
TEAM = Offered(
    text="写真から葉の病気を見分けるAI",
    tasks=["PERCEPTION", "PLANNING"],
    devices=["PHONE"],
    sectors=["AGRICULTURE"],
    prefectures=["09", "10"],
)
RARITY = Rarity.of([NEED.text, "定置網の魚種を知りたい", "丸太の材積を写真で知りたい"])


def values(found):
    return {each.term: each.value for each in found.contributions}


def test_the_weights_add_up_to_one():
    """Text .30, overlap .20, device .15, payoff .15, track .10, region .10."""
    assert [WEIGHTS[term] for term in Term] == [0.30, 0.20, 0.15, 0.15, 0.10, 0.10]
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_explanation_is_the_sum_itself():
    found = match(NEED, TEAM, RARITY)

    assert found.score == pytest.approx(sum(c.weight * c.value for c in found.contributions))
    assert found.bars == ()


def test_known_parts_have_their_known_values():
    found = values(match(NEED, TEAM, RARITY))

    assert found[Term.OVERLAP] == 0.5
    assert found[Term.DEVICE] == 1
    assert found[Term.PAYOFF] == 0.5  # not known yet
    assert found[Term.TRACK] == 0.5  # Beta(1, 1)
    assert found[Term.REGION] == 1
    assert 0 < found[Term.TEXT] < 1


def test_a_track_record_is_the_mean_of_a_beta():
    team = replace(TEAM, accepted=3, failed=1)

    assert values(match(NEED, team, RARITY))[Term.TRACK] == pytest.approx(4 / 6)


def test_another_sector_and_place_fit_less():
    far = Wanted(text=NEED.text, tasks=NEED.tasks, sector="FISHERY", prefecture="01")

    assert values(match(far, TEAM, RARITY))[Term.REGION] == 0


@pytest.mark.parametrize(
    ("need", "team", "bar"),
    [
        ({"is_open": False}, {}, Bar.CLOSED),
        ({}, {"free_capacity": 0}, Bar.NO_CAPACITY),
        ({"payoff_p95": 1_000_000}, {"least_payoff": 2_000_000}, Bar.PAYS_TOO_LITTLE),
        ({"purposes": ["RESEARCH"]}, {"purpose": "PRODUCT"}, Bar.PURPOSE_NOT_ALLOWED),
        ({"takes_grant": True}, {"may_contract": False}, Bar.NO_ACCESS),
    ],
)
def test_what_bars_a_need_is_said(need, team, bar):
    assert match(replace(NEED, **need), replace(TEAM, **team), RARITY).bars == (bar,)


@pytest.mark.parametrize(
    ("need", "team"),
    [
        ({"purposes": ["RESEARCH", "PRODUCT"]}, {"purpose": "PRODUCT"}),
        ({"purposes": ["RESEARCH"]}, {}),
        ({}, {"purpose": "PRODUCT"}),
        ({"takes_grant": True}, {}),
        ({"payoff_p95": 2_000_000}, {"least_payoff": 2_000_000}),
    ],
)
def test_what_is_allowed_bars_nothing(need, team):
    assert match(replace(NEED, **need), replace(TEAM, **team), RARITY).bars == ()


def test_a_bar_leaves_the_sum_as_it_is():
    barred = match(replace(NEED, is_open=False), TEAM, RARITY)

    assert barred.score == match(NEED, TEAM, RARITY).score


def test_a_need_that_says_nothing_of_devices_asks_for_none():
    assert values(match(NEED, replace(TEAM, devices=[]), RARITY))[Term.DEVICE] == 0.5


def test_wanted_devices_are_met_in_part():
    need = Wanted(text="", tasks=[], sector="", prefecture="", devices=["PHONE", "DRONE"])

    assert values(match(need, TEAM, RARITY))[Term.DEVICE] == 0.5


def test_the_same_text_is_as_similar_as_can_be_and_another_not_at_all():
    assert similarity("うどんこ病", "うどんこ病", RARITY) == pytest.approx(1)
    assert similarity("ABC", "ａｂｃ", RARITY) == pytest.approx(1)
    assert similarity("うどんこ病", "xyz", RARITY) == 0
    assert similarity("", "うどんこ病", RARITY) == 0


def test_what_every_need_says_weighs_less_than_what_one_says():
    """「知りたい」 is in all three texts, 「うど」 in one of three: ln(4/4)+1 and ln(4/2)+1."""
    assert RARITY["知り"] == pytest.approx(1)
    assert RARITY["うど"] == pytest.approx(math.log(2) + 1)


@given(st.sets(st.sampled_from("ABCDE")), st.sets(st.sampled_from("ABCDE")))
def test_overlap_is_a_share_and_the_same_both_ways(first, second):
    assert jaccard(first, second) == jaccard(second, first)
    assert 0 <= jaccard(first, second) <= 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_a_share_and_the_same_both_ways(first, second):
    found = similarity(first, second, RARITY)

    assert 0 <= found <= 1
    assert found == pytest.approx(similarity(second, first, RARITY))


@given(
    positive_share=st.floats(0, 1),
    accepted=st.integers(0, 50),
    failed=st.integers(0, 50),
    tasks=st.sets(st.sampled_from(["PERCEPTION", "PLANNING", "DOCUMENT"])),
)
def test_every_term_and_the_sum_lie_between_nothing_and_one(
    positive_share, accepted, failed, tasks
):
    need = replace(NEED, positive_share=positive_share, tasks=tasks)

    found = match(need, replace(TEAM, accepted=accepted, failed=failed), RARITY)

    assert all(0 <= each.value <= 1 for each in found.contributions)
    assert 0 <= found.score <= 1
