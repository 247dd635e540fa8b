from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.answers.arithmetic.tally import (
    Answer,
    Tally,
    UnusableAnswer,
    UnusableRungs,
    column_of,
    quantities,
    two_digits,
)
from tests.demand.answers.arithmetic.strategies import needs, unhurried

RUNGS = (1000, 2000, 4000)


def answer(level="WOULD_BUY", cap=1500, quantity=1, certainty=None, contributor="Sato"):
    return Answer(level, cap, quantity, certainty, contributor)


@pytest.mark.parametrize(
    ("cap", "column"),
    [(0, 0), (1, 1), (999, 1), (1000, 2), (1999, 2), (2000, 3), (3999, 3), (4000, 4), (10**9, 4)],
)
def test_a_cap_is_counted_from_its_rung_up_to_the_next(cap, column):
    assert column_of(cap, RUNGS) == column


def test_a_cap_of_zero_is_a_mass_of_its_own():
    tally = Tally.of(RUNGS, [answer(cap=0), answer(cap=1)])

    assert tally.zero_count == 1
    assert tally.stated[1] == (1, 1, 0, 0, 0)


def test_answers_are_counted_by_level_and_interval():
    tally = Tally.of(
        RUNGS,
        [
            answer("INTEREST", cap=500),
            answer("INTEREST", cap=2500),
            answer("LETTER", cap=2500),
            answer("CONDITIONAL", cap=4000),
        ],
    )

    assert tally.stated == (
        (0, 1, 0, 1, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 1),
        (0, 0, 0, 1, 0),
    )
    assert tally.priced_count == 4


def test_firm_answers_are_counted_apart():
    tally = Tally.of(
        RUNGS,
        [
            answer("LETTER"),
            answer("CONDITIONAL", certainty=8),
            answer("CONDITIONAL", certainty=7),
            answer("WOULD_BUY", certainty=10),
        ],
    )

    assert tally.firm[2] == tally.firm[3] == (0, 0, 1, 0, 0)
    assert (tally.firm_count, tally.priced_count) == (2, 4)


def test_a_refusal_and_an_answer_without_a_price_are_not_counted():
    tally = Tally.of(RUNGS, [answer("REFUSES", cap=1500), answer("INTEREST", cap=None), answer()])

    assert tally.priced_count == 1
    assert tally.total_quantity == 1


def test_what_one_agent_entered_has_one_contributor():
    answers = [answer(contributor="JA Tochigi") for _ in range(6)] + [answer(contributor="Sato")]

    assert Tally.of(RUNGS, answers).contributor_count == 2


@pytest.mark.parametrize(
    ("quantity", "rounded"),
    [(0, 0), (0.0456, 0.046), (2.5, 2.5), (37.4, 37), (1250, 1200), (98_765, 99_000)],
)
def test_a_quantity_keeps_two_digits(quantity, rounded):
    assert two_digits(quantity) == rounded


def test_the_total_quantity_is_rounded_and_its_mean_stands_for_each():
    tally = Tally.of(RUNGS, [answer(quantity=Decimal("12.5")), answer(quantity=111)])

    assert tally.total_quantity == 120
    assert tally.mean_quantity == 60


def test_an_untold_quantity_is_the_mean_of_those_told():
    answers = [answer(quantity=2), answer(quantity=None), answer(quantity=Decimal("4.0"))]

    assert quantities(answers) == [2, 3, 4]


def test_a_quantity_that_nobody_told_is_one():
    assert quantities([answer(quantity=None)]) == [1]


def test_a_tally_of_nothing_is_empty():
    tally = Tally.of(RUNGS, [])

    assert (tally.priced_count, tally.mean_quantity, tally.contributor_count) == (0, 0, 0)


@pytest.mark.parametrize(
    "rungs",
    [(), (1000, 2000), tuple(range(1, 9)), (1000, 1000, 2000), (2000, 1000, 3000), (0, 1, 2)],
)
def test_rungs_that_are_no_ladder_are_refused(rungs):
    with pytest.raises(UnusableRungs):
        Tally.of(rungs, [])


def test_what_looks_like_one_hand_is_counted_and_heard_less():
    hand = [answer(quantity=4, contributor="hand")._replace(weight=0.1) for _ in range(100)]

    tally = Tally.of(RUNGS, [*hand, answer(quantity=2)])

    assert (tally.priced_count, tally.contributor_count) == (101, 2)
    assert tally.stated_heard[1] == (0, 0, pytest.approx(11), 0, 0)
    # 100 · .1 · 4 + 2 units for eleven answers heard.
    assert (tally.total_quantity, tally.mean_quantity) == (42, pytest.approx(42 / 11))


def test_where_nothing_is_discounted_what_is_heard_is_what_is_counted():
    tally = Tally.of(RUNGS, [answer(), answer("LETTER")])

    assert tally.stated_left is tally.firm_left is None
    assert tally.firm_heard == tally.firm


@pytest.mark.parametrize(
    "unusable",
    [
        answer(cap=-1),
        answer(quantity=-0.5),
        answer(level="MAYBE"),
        answer()._replace(weight=0),
        answer()._replace(weight=1.5),
    ],
)
def test_an_answer_that_cannot_be_counted_is_refused_without_telling_its_cap(unusable):
    with pytest.raises(UnusableAnswer) as refused:
        Tally.of(RUNGS, [unusable])

    assert str(unusable.cap) not in str(refused.value)


@unhurried
@given(needs(), st.randoms())
def test_the_order_of_answers_does_not_matter(need, chance):
    rungs, answers = need
    shuffled = list(answers)
    chance.shuffle(shuffled)

    assert Tally.of(rungs, shuffled) == Tally.of(rungs, answers)
