"""The rule of clearing: worked examples, edge cases, and against trying out every group.

Oracles: science.md, section 2.
"""

import math
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.offers.arithmetic.clearing import clear, clear_one
from marketplace.offers.arithmetic.conditions import Bid, Terms

ORACLE = [5000, 4000, 4000, 3000, 2000, 1000]


def bids(caps, **words):
    return [Bid(key, cap, **words) for key, cap in enumerate(caps)]


def offer(fixed, per_unit=0, key=1, **words):
    return Terms(key, Fraction(fixed), Fraction(per_unit), **words)


def outcome(award):
    return award and (len(award.served), award.price)


@pytest.mark.parametrize(
    ("fixed", "per_unit", "expected"),
    [
        (10_000, 0, (5, 2_000)),
        (10_000, 200, (4, 2_700)),
        (13_000, 0, None),
        (30_000, 0, None),
    ],
)
def test_the_worked_example_clears_as_published(fixed, per_unit, expected):
    assert outcome(clear_one(offer(fixed, per_unit), bids(ORACLE))) == expected


@pytest.mark.parametrize(
    ("caps", "fixed", "words", "expected"),
    [
        ([], 100, {}, None),
        ([100], 100, {}, (1, 100)),  # the cap is the price exactly
        ([99], 100, {}, None),
        ([500] * 4, 2_000, {}, (4, 500)),  # all equal
        ([500] * 4, 2_001, {}, None),
        ([900, 300, 300, 300], 1_200, {}, (4, 300)),  # ties at the margin are all in
        ([700, 5], 0, {}, (2, 0)),  # nothing to recover
        ([700, 5], 0, {"reserve": Fraction(6)}, (1, 6)),
        ([700, 600], 0, {"unit_cost": Fraction(701)}, None),  # dearer than any cap
        (ORACLE, 10_000, {"least_operations": 5}, (5, 2_000)),
        (ORACLE, 10_000, {"least_operations": 6}, None),  # more than can be had
        ([10, 10, 10], 10, {}, (3, 4)),  # rounded up to the yen
        ([1_001, 1_000], Fraction(11_000, 10), {}, (2, 550)),  # tax leaves tenths of a yen
    ],
)
def test_edge_cases_are_told(caps, fixed, words, expected):
    terms = Terms(**{"key": 1, "fixed_cost": Fraction(fixed)} | words)

    assert outcome(clear_one(terms, bids(caps))) == expected


def test_a_withdrawal_below_the_threshold_lets_everybody_go():
    terms = offer(10_000)

    assert outcome(clear_one(terms, bids([2_000] * 5))) == (5, 2_000)
    assert clear_one(terms, bids([2_000] * 4)) is None


def test_quantities_weigh():
    farms = [Bid(1, 3_000, 250), Bid(2, 1_000, 750), Bid(3, 500, 1_000)]

    award = clear_one(offer(10_000), farms)

    # 10,000 over 20 units is 500 each: the small cap's large quantity carries it.
    assert outcome(award) == (3, 500)
    assert award.hundredths == 2_000
    assert clear_one(offer(10_001), farms) is None


def test_conditions_are_asked_before_prices():
    day = date(2027, 3, 1)
    farm = Bid(1, 900, least_share=Fraction(8, 10), wanted_by=day, region="09", owner="farm")
    good = {"promised_share": Fraction(8, 10), "delivered_on": day, "regions": frozenset({"09"})}

    assert clear_one(offer(900, **good), [farm])
    for broken in (
        {"promised_share": Fraction(79, 100)},
        {"promised_share": None},
        {"delivered_on": date(2027, 3, 2)},
        {"delivered_on": None},
        {"regions": frozenset({"08"})},
        {"owner": "farm"},
    ):
        assert clear_one(offer(900, **good | broken), [farm]) is None


def test_whoever_asks_for_more_buyers_than_there_are_is_let_go_and_the_rest_cleared_anew():
    farms = [*bids([1_000] * 4), Bid(8, 1_000, least_operations=6), Bid(9, 1_000)]

    # Six clear at 500; without a sixth the one who asks for six would be gone.
    assert outcome(clear_one(offer(3_000), farms)) == (6, 500)
    assert outcome(clear_one(offer(3_000), farms[:-1])) == (4, 750)
    assert clear_one(offer(4_001), farms[:-1]) is None


def test_the_lowest_price_is_first_and_an_operation_is_served_once():
    dear, cheap = offer(4_000, key=1), offer(3_000, key=2)

    awards = clear([dear, cheap], [*bids([1_000] * 3), Bid(7, 4_500)])

    assert [(a.terms.key, outcome(a)) for a in awards] == [(2, (4, 750))]


def test_the_second_offer_clears_among_those_who_are_left():
    north = offer(1_800, key=1, regions=frozenset({"01"}))
    anywhere = offer(4_000, key=2)
    farms = [*bids([2_000] * 2, region="01"), *(Bid(5 + n, 2_000, region="09") for n in range(2))]

    awards = clear([anywhere, north], farms)

    # Four would share 4,000 at 1,000 each, but the cheaper offer has served two of them.
    assert [(a.terms.key, outcome(a)) for a in awards] == [(1, (2, 900)), (2, (2, 2_000))]
    assert len({bid.key for award in awards for bid in award.served}) == 4


def test_at_one_price_more_served_come_first_and_then_the_earlier_offer():
    few = offer(2_000, key=1, regions=frozenset({"01"}))
    many = offer(3_000, key=2)
    later = offer(3_000, key=3)
    farms = [*bids([1_000] * 2, region="01"), Bid(9, 1_000, region="02")]

    assert clear([few, later, many], farms)[0].terms.key == 2
    assert clear([few], farms)[0].price == 1_000


quantity = st.integers(1, 400)
bid_words = st.tuples(st.integers(0, 60), quantity, st.integers(1, 6))
cost = st.fractions(min_value=0, max_value=150, max_denominator=10)
unit_cost = st.fractions(min_value=0, max_value=20, max_denominator=10)


def largest_by_trying(terms, asked):
    """Try every group, the largest first: everybody pays the price, every condition holds."""
    for size in range(len(asked), max(terms.least_operations, 1) - 1, -1):
        for group in combinations(asked, size):
            weight = sum(bid.hundredths for bid in group)
            share = terms.unit_cost + terms.fixed_cost * 100 / weight
            price = math.ceil(max(share, terms.reserve))
            if all(price <= bid.cap and bid.least_operations <= size for bid in group):
                return {bid.key for bid in group}, price
    return None


@given(
    words=st.lists(bid_words, max_size=12),
    fixed=cost,
    per_unit=unit_cost,
    reserve=unit_cost,
    least=st.integers(1, 5),
)
def test_it_equals_trying_out_every_group(words, fixed, per_unit, reserve, least):
    farms = [Bid(n, cap, size, least_operations=most) for n, (cap, size, most) in enumerate(words)]
    terms = Terms(1, fixed, per_unit, reserve, least)

    found = clear_one(terms, farms)

    tried = largest_by_trying(terms, farms)
    assert (found and ({bid.key for bid in found.served}, found.price)) == tried
