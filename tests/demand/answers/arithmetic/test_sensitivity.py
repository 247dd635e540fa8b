import math

import pytest
from hypothesis import given
from scipy.special import ndtr

from demand.answers.arithmetic.sensitivity import (
    ASSUMED_BIAS,
    Bias,
    sensitivity,
    sensitivity_document,
)
from demand.answers.arithmetic.tally import Answer, Tally
from tests.demand.answers.arithmetic.strategies import needs, unhurried

RUNGS = (1000, 2000, 4000, 8000)
NO_BIAS = Bias(mean=0.0, deviation=1e-9)


def tally_of(level, *caps):
    return Tally.of(RUNGS, [Answer(level, cap, 1, 9, place) for place, cap in enumerate(caps)])


def test_what_is_assumed_is_murphy_s_median_and_list_and_gallet_s_factor():
    # science.md, section 1: median 1.35, 95 % quantile 3.0, 27 % below 1.
    assert ASSUMED_BIAS.divisor() == pytest.approx(1.35)
    assert ASSUMED_BIAS.divisor(1.6448536) == pytest.approx(3.0, abs=0.005)
    assert ndtr(-ASSUMED_BIAS.mean / ASSUMED_BIAS.deviation) == pytest.approx(0.27, abs=0.005)


def test_nine_pairs_teach_nothing():
    assert ASSUMED_BIAS.given([(2000, 1000)] * 9) == ASSUMED_BIAS


def test_from_ten_pairs_on_what_was_paid_is_believed():
    # Half of the pairs paid half, half of them a quarter: v = 10 · (ln 2 / 2)² / 9.
    learnt = ASSUMED_BIAS.given([(2000, 1000), (4000, 1000)] * 5)

    variance = 10 * (math.log(2) / 2) ** 2 / 9
    precision = 1 / 0.485**2 + 10 / variance
    mean = (math.log(1.35) / 0.485**2 + math.log(8) / 2 * 10 / variance) / precision
    assert learnt.mean == pytest.approx(mean)
    assert learnt.deviation == pytest.approx(1 / math.sqrt(precision))
    assert learnt.pair_count == 10


def test_pairs_that_all_agree_leave_a_little_doubt():
    learnt = ASSUMED_BIAS.given([(2000, 1000)] * 100)

    assert learnt.divisor() == pytest.approx(2, abs=0.01)
    assert learnt.deviation > 0


def test_the_higher_the_divisor_the_fewer_buy():
    read = sensitivity(tally_of("WOULD_BUY", *[1500, 2500, 5000] * 4))

    for low, estimate, high in zip(
        read.buyers.low, read.buyers.estimate, read.buyers.high, strict=True
    ):
        assert low < estimate < high


def test_dividing_by_the_step_of_the_ladder_moves_the_curve_by_a_rung():
    tally = tally_of("WOULD_BUY", *[1500, 2500, 5000] * 4)

    plain = sensitivity(tally, bias=NO_BIAS).buyers.estimate
    halved = sensitivity(tally, bias=Bias(mean=math.log(2), deviation=1e-9)).buyers.estimate

    assert halved[:-1] == pytest.approx(plain[1:], abs=1e-5)


def test_all_below_a_letter_pay_and_theta_is_not_applied_as_well():
    read = sensitivity(tally_of("INTEREST", *[8500] * 100), bias=NO_BIAS)

    assert read.buyers.estimate[0] == pytest.approx(100, rel=0.02)


def test_a_letter_keeps_its_price_and_pays_as_letters_do():
    read = sensitivity(tally_of("LETTER", *[8500] * 100))

    assert read.buyers.low == read.buyers.estimate == read.buyers.high
    assert read.buyers.estimate[0] == pytest.approx(75, rel=0.02)


def test_the_document_says_what_was_assumed():
    document = sensitivity_document(sensitivity(tally_of("WOULD_BUY", 1500, 2500)))

    assert document["divisor"] == pytest.approx(
        {"median": 1.35, "low": 1.35 * math.exp(-0.7977539), "high": 1.35 * math.exp(0.7977539)},
        abs=1e-5,
    )
    assert document["pair_count"] == 0
    assert {len(row) for row in document["buyers"].values()} == {len(RUNGS)}


@unhurried
@given(needs())
def test_no_more_buy_than_answered_and_fewer_at_each_rung(need):
    rungs, answers = need
    read = sensitivity(Tally.of(rungs, answers))

    for line in read.buyers:
        assert list(line) == sorted(line, reverse=True)
        assert all(0 <= buyers <= len(answers) for buyers in line)
