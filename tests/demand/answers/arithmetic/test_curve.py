import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from demand.answers.arithmetic.curve import demand_curve, demand_curves
from demand.answers.arithmetic.document import as_document
from demand.answers.arithmetic.posterior import Prior
from demand.answers.arithmetic.reading import NoPrice, best_rung
from demand.answers.arithmetic.tally import Answer, Tally
from tests.demand.answers.arithmetic.strategies import caps_in_the_same_interval, needs, unhurried

RUNGS = (1000, 1500, 2000, 3000, 5000)


def tally_of(caps, *, level="WOULD_BUY", quantity=1, certainty=None, rungs=RUNGS):
    return Tally.of(
        rungs, [Answer(level, cap, quantity, certainty, who) for who, cap in enumerate(caps)]
    )


def written(tally):
    return json.dumps(as_document(demand_curve(tally)))


@unhurried
@given(needs(min_size=1), st.data())
def test_caps_on_the_same_rungs_give_the_same_curve_to_the_byte(need, drawn):
    rungs, answers = need
    others = [
        answer._replace(cap=drawn.draw(caps_in_the_same_interval(rungs, answer.cap)))
        for answer in answers
    ]

    assert written(Tally.of(rungs, answers)) == written(Tally.of(rungs, others))


@unhurried
@given(needs(), st.randoms())
def test_the_order_of_answers_does_not_change_a_curve(need, chance):
    rungs, answers = need
    shuffled = list(answers)
    chance.shuffle(shuffled)

    assert written(Tally.of(rungs, shuffled)) == written(Tally.of(rungs, answers))


@unhurried
@given(needs(max_size=60))
def test_demand_falls_along_the_rungs_and_lies_within_its_band(need):
    curve = demand_curve(Tally.of(*need))

    for line in (curve.stated.share, curve.stated.buyers, curve.firm.share, curve.firm.buyers):
        for row in line:
            assert all(lower >= higher for lower, higher in pairwise(row))
        for estimate, low, high in zip(*line, strict=True):
            assert 0 <= low <= estimate <= high


@unhurried
@given(needs(max_size=60))
def test_the_firm_are_part_of_those_who_stated_a_price(need):
    curve = demand_curve(Tally.of(*need))

    assert curve.firm.answer_count <= curve.stated.answer_count
    assert max(curve.firm.buyers.estimate) <= curve.priced_count


@unhurried
@given(needs(min_size=1), st.integers(2, 50))
def test_prices_in_another_unit_give_the_same_shares(need, factor):
    rungs, answers = need
    scaled = [answer._replace(cap=answer.cap * factor) for answer in answers]

    plain = demand_curve(Tally.of(rungs, answers))
    other = demand_curve(Tally.of([rung * factor for rung in rungs], scaled))

    # The rounding of logs may move the last digit.
    for line, scaled_line in zip(plain.stated.share, other.stated.share, strict=True):
        assert scaled_line == pytest.approx(line, abs=2e-6)


@unhurried
@given(st.lists(needs(), max_size=6))
def test_many_needs_at_once_are_each_as_if_alone(asked):
    tallies = [Tally.of(*need) for need in asked]

    assert demand_curves(tallies) == [demand_curve(tally) for tally in tallies]


def test_each_of_many_needs_keeps_its_own_prior():
    tally = tally_of([1200] * 5)

    curves = demand_curves([tally, tally], priors=[Prior(500), None])

    assert curves[0] == demand_curve(tally, prior=Prior(500))
    assert curves[1] == demand_curve(tally)


def test_without_a_prior_the_median_is_the_middle_of_the_rungs():
    assert demand_curve(tally_of([])).prior == Prior(math.sqrt(1000 * 5000))


def test_expected_buyers_weigh_each_answer_by_its_level():
    # All would buy at 1,000: .05 and .75 of 200 each, science.md section 1.
    caps = [40_000] * 200

    interest = demand_curve(tally_of(caps, level="INTEREST"), prior=Prior(40_000))
    letters = demand_curve(tally_of(caps, level="LETTER"), prior=Prior(40_000))

    assert interest.stated.buyers.estimate[0] == pytest.approx(10, rel=0.01)
    assert letters.stated.buyers.estimate[0] == pytest.approx(150, rel=0.01)


def test_the_band_of_buyers_knows_that_the_weights_are_not_known():
    reading = demand_curve(tally_of([40_000] * 200), prior=Prior(40_000)).stated

    # 90 % of Beta(3, 9) lies between .079 and .470.
    assert reading.buyers.low[0] == pytest.approx(200 * 0.0788, rel=0.03)
    assert reading.buyers.high[0] == pytest.approx(200 * 0.4701, rel=0.03)


def test_the_mean_quantity_stands_for_each_buyer():
    tally = tally_of([1700] * 8, quantity=2.5)

    reading = demand_curve(tally).stated

    assert reading.quantity.estimate == pytest.approx(
        [2.5 * buyers for buyers in reading.buyers.estimate]
    )


def test_revenue_is_what_each_unit_earns_above_its_cost():
    curve = demand_curve(tally_of([1700, 2500] * 8), unit_cost=600)

    rung = best_rung(curve.stated, curve.unit_cost)

    assert rung.revenue.estimate == pytest.approx(
        (rung.price - 600) * rung.quantity.estimate, abs=0.5
    )


def test_three_quarters_who_name_zero_leave_a_quarter_to_buy():
    curve = demand_curve(tally_of([0] * 15 + [6000] * 5))

    assert curve.stated.share.estimate[0] == pytest.approx(0.25, abs=0.01)


def test_the_band_knows_that_those_who_name_zero_are_a_sample_too():
    share = demand_curve(tally_of([0] * 10 + [40_000] * 10), prior=Prior(40_000)).stated.share

    # Bayesian bootstrap of ten and ten: 90 % of Beta(10, 10) lies between .325 and .675.
    assert (share.low[0], share.high[0]) == pytest.approx((0.325, 0.675), abs=0.02)


@pytest.mark.parametrize("caps", [[], [0] * 6, [10] * 6, [999] * 40])
def test_no_price_is_best_where_nobody_reaches_the_first_rung(caps):
    curve = demand_curve(tally_of(caps))

    with pytest.raises(NoPrice):
        best_rung(curve.stated)


def test_one_cap_far_off_does_not_set_the_best_rung():
    rungs = (1000, 2000, 4000, 8000, 300_000)
    caps = [1500, 2500, 2500, 4500] * 10 + [700_000]

    curve = demand_curve(tally_of(caps, rungs=rungs))

    # Cap by cap, one buyer at 300,000 brings in more than 31 at 2,000.
    assert best_rung(curve.stated).price == 2000


def test_a_rung_that_less_than_a_fifth_would_pay_is_not_best():
    rungs = (1000, 2000, 4000, 8000, 16_000)

    curve = demand_curve(tally_of([1200] * 85 + [20_000] * 15, rungs=rungs))

    revenue = dict(zip(rungs, curve.stated.revenue().estimate, strict=True))
    assert revenue[8000] > revenue[1000]
    assert best_rung(curve.stated).price == 1000


def test_where_no_answer_reaches_a_rung_it_is_not_best():
    rungs = (1000, 1100, 100_000)

    curve = demand_curve(tally_of([1050] * 3 + [1200] * 3, rungs=rungs), prior=Prior(90_000))

    assert best_rung(curve.stated).price < 100_000


def test_five_firm_answers_have_prices_of_their_own():
    letters = [Answer("LETTER", 1200, 1, None, f"letter {i}") for i in range(5)]
    others = [Answer("INTEREST", 6000, 1, None, f"interest {i}") for i in range(10)]

    curve = demand_curve(Tally.of(RUNGS, letters + others))

    assert curve.firm.share.estimate[2] < 0.5 < 0.9 * curve.stated.share.estimate[0]
    assert curve.firm == demand_curve(Tally.of(RUNGS, letters)).stated


def test_four_firm_answers_show_their_number_and_nobodys_prices():
    letters = [Answer("LETTER", 1200, 1, None, f"letter {i}") for i in range(4)]
    others = [Answer("INTEREST", 6000, 1, None, f"interest {i}") for i in range(10)]

    curve = demand_curve(Tally.of(RUNGS, letters + others))

    assert curve.firm.answer_count == 4
    assert curve.firm.share == curve.stated.share
    assert curve.firm.buyers.estimate == pytest.approx(
        [0.75 * 4 * share for share in curve.firm.share.estimate], abs=1e-5
    )


def test_many_counts_outweigh_a_model_that_does_not_fit():
    # Half name 1,200 and half 6,000: no log-normal has nobody between.
    curve = demand_curve(tally_of([1200] * 300 + [6000] * 300))

    share = curve.stated.share
    assert share.estimate[1:] == pytest.approx([0.5] * 4, abs=0.02)
    assert all(low < 0.5 < high for low, high in zip(share.low[1:], share.high[1:], strict=True))


def test_at_thirty_answers_the_model_still_speaks_where_nobody_was_counted():
    share = demand_curve(tally_of([1200, 1700, 2500] * 10)).stated.share

    assert 0 < share.low[-2] < share.estimate[-2] < share.high[-2] < 0.1


def caps_from_a_log_normal(chance, count):
    return np.exp(chance.normal(7.8, 0.7, count)).round().astype(int).tolist()


@pytest.mark.parametrize(("count", "within"), [(5, 0.30), (10, 0.15), (30, 0.05), (300, 0.05)])
@pytest.mark.parametrize("median_off_by", [1 / 3, 1, 3])
def test_a_curve_keeps_what_it_claims(count, within, median_off_by):
    # The simulation of science.md, section 1, in small: mu = 7.8, sigma = .7. The
    # full study, 5,000 draws each, is part of `make bench`.
    rungs = tuple(round(math.exp(7.8) * 2**step) for step in (-2, -1, 0, 1, 2))
    revenues = np.array(rungs) * ndtr((7.8 - np.log(rungs)) / 0.7)
    best, chance = int(revenues.argmax()), np.random.default_rng(count)
    tallies = [tally_of(caps_from_a_log_normal(chance, count), rungs=rungs) for _ in range(300)]

    curves = demand_curves(tallies, priors=[Prior(math.exp(7.8) * median_off_by)] * 300)

    truth = revenues[best] / rungs[best]
    covered = [c.stated.share.low[best] <= truth <= c.stated.share.high[best] for c in curves]
    claimed = [best_rung(curve.stated).revenue.estimate / (0.25 * count) for curve in curves]
    # Monte-Carlo error of 300 draws: .02 of coverage, .02 of revenue at n = 10.
    assert np.mean(covered) > 0.82 - 0.04
    assert np.mean(claimed) / revenues[best] == pytest.approx(1, abs=within + 0.02)


def test_a_hand_of_a_hundred_moves_the_curve_as_ten_answers_do():
    def curve(count, weight):
        hand = [Answer("WOULD_BUY", 4_000, 1, None, "hand", weight=weight)] * count
        others = [Answer("WOULD_BUY", 1_200, 1, None, place) for place in range(10)]
        return demand_curve(Tally.of(RUNGS, [*hand, *others])).stated

    ring, ten = curve(100, 0.1), curve(10, 1.0)

    for line in ("share", "buyers"):
        for end in ("estimate", "low", "high"):
            heard = getattr(getattr(ring, line), end)
            assert heard == pytest.approx(getattr(getattr(ten, line), end), rel=1e-4)
    assert (ring.answer_count, ten.answer_count) == (110, 20)
    assert ring.candidate_count == ten.candidate_count
