import pytest
from hypothesis import given

from demand.answers.arithmetic.publication import (
    Grade,
    Hindrance,
    Verdict,
    heaviest_share,
    judge,
)
from demand.answers.arithmetic.tally import Answer, Tally
from tests.demand.answers.arithmetic.strategies import needs, unhurried

RUNGS = (1000, 2000, 4000)


def tally_of(contributors):
    return Tally.of(RUNGS, [Answer("WOULD_BUY", 1500, 1, None, who) for who in contributors])


def test_four_answers_are_too_few():
    verdict = judge(tally_of("abcd"), changed_count=4, heaviest_share=0.25)

    assert verdict == Verdict(hindrance=Hindrance.TOO_FEW, missing=1)
    assert not verdict.is_due


@pytest.mark.parametrize(
    ("contributor_count", "grade"),
    [(5, Grade.REFERENCE), (29, Grade.REFERENCE), (30, Grade.FULL), (300, Grade.FULL)],
)
def test_five_answers_are_published_for_reference_and_thirty_in_full(contributor_count, grade):
    verdict = judge(tally_of(range(contributor_count)), changed_count=5, heaviest_share=0.2)

    assert verdict == Verdict(grade=grade)
    assert verdict.is_due


def test_four_changes_since_the_last_publication_are_too_little():
    verdict = judge(tally_of(range(40)), changed_count=4, heaviest_share=0.1)

    assert verdict == Verdict(hindrance=Hindrance.TOO_LITTLE_NEW, missing=1)


def test_one_who_holds_more_than_half_of_the_weight_keeps_a_curve_back():
    verdict = judge(tally_of(range(40)), changed_count=40, heaviest_share=0.51)

    assert verdict == Verdict(hindrance=Hindrance.ONE_VOICE)


def test_one_who_holds_just_half_does_not():
    assert judge(tally_of(range(40)), changed_count=40, heaviest_share=0.5).is_due


def test_what_one_agent_entered_is_one_answer_to_the_rule():
    entered = ["JA Tochigi"] * 30 + ["a", "b", "c"]

    verdict = judge(tally_of(entered), changed_count=33, heaviest_share=0.4)

    assert verdict == Verdict(hindrance=Hindrance.TOO_FEW, missing=1)


def test_weight_is_quantity_times_what_the_level_is_worth():
    answers = [
        Answer("LETTER", 1500, 10, None, "big"),  # 7.5
        Answer("WOULD_BUY", 1500, 10, None, "small"),  # 2.5
        Answer("REFUSES", None, 100, None, "against"),
        Answer("LETTER", None, 100, None, "without a price"),
    ]

    assert heaviest_share(answers) == pytest.approx(0.75)


def test_an_agent_holds_the_weight_of_all_it_entered():
    answers = [Answer("LETTER", 1500, 1, None, who) for who in ("JA", "JA", "JA", "a", "b")]

    assert heaviest_share(answers) == pytest.approx(0.6)


def test_of_no_weight_nobody_holds_any():
    assert heaviest_share([]) == 0


@unhurried
@given(needs(min_size=1))
def test_no_cap_has_a_part_in_the_weights(need):
    _, answers = need

    assert heaviest_share(answers) == heaviest_share([a._replace(cap=0) for a in answers])
