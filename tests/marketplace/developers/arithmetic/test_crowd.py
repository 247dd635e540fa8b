"""A need against a crowd: the same sums as one by one."""

import random
from dataclasses import replace

import numpy as np
import pytest

from marketplace.developers.arithmetic.crowd import Crowd
from marketplace.developers.arithmetic.matching import Offered, Rarity, Wanted, match

TASKS = ["DOCUMENT", "PERCEPTION", "PLANNING", "MANIPULATION"]
SECTORS = ["AGRICULTURE", "FISHERY", "FORESTRY"]
DEVICES = ["PHONE", "EDGE", "CLOUD"]
TEXTS = ["いちごの病気を写真で", "定置網の魚種を見分ける", "AI for dairy cows", "丸太の材積", ""]


def some(chance, words):
    return [word for word in words if chance.random() < 0.4]


def anybody(chance):
    return Offered(
        text=" ".join(chance.choices(TEXTS, k=2)),
        tasks=some(chance, TASKS),
        devices=some(chance, DEVICES),
        sectors=some(chance, SECTORS),
        prefectures=some(chance, ["01", "09", "47"]),
        free_capacity=chance.choice([0, 1, 3]),
        least_payoff=chance.choice([0, 5_000_000]),
        accepted=chance.randrange(4),
        failed=chance.randrange(4),
        purpose=chance.choice(["", "RESEARCH", "PRODUCT"]),
        may_contract=chance.random() < 0.5,
    )


def any_need(chance):
    return Wanted(
        text=" ".join(chance.choices(TEXTS, k=2)),
        tasks=some(chance, TASKS),
        sector=chance.choice(SECTORS),
        prefecture=chance.choice(["01", "09", "13"]),
        devices=some(chance, DEVICES),
        is_open=chance.random() < 0.9,
        positive_share=chance.choice([None, 0.3]),
        payoff_p95=chance.choice([None, 1_000_000]),
        purposes=chance.choice([None, ["RESEARCH"]]),
        takes_grant=chance.random() < 0.3,
    )


@pytest.fixture(scope="module")
def chance():
    return random.Random(20_265)


@pytest.fixture(scope="module")
def developers(chance):
    return [anybody(chance) for _ in range(40)]


RARITY = Rarity.of(TEXTS)


@pytest.mark.parametrize("_time", range(30))
def test_the_sums_are_those_of_one_by_one(_time, chance, developers):
    need = any_need(chance)

    weighed = Crowd.of(developers, RARITY).weigh(need)

    alone = [match(need, one, RARITY) for one in developers]
    expected = np.array([[term.value for term in each.contributions] for each in alone])
    assert pytest.approx(expected) == weighed.values.T
    assert weighed.scores == pytest.approx([each.score for each in alone])
    assert weighed.barred.tolist() == [bool(each.bars) for each in alone]


def test_the_best_come_first_and_nobody_barred(developers, chance):
    weighed = Crowd.of(developers, RARITY).weigh(replace(any_need(chance), is_open=True))

    best = weighed.best(5)

    free = [
        score for score, barred in zip(weighed.scores, weighed.barred, strict=True) if not barred
    ]
    assert weighed.scores[best] == pytest.approx(sorted(free, reverse=True)[:5])
    assert len(weighed.best(1000)) == len(free)


def test_shares_at_each_ones_own_costs_are_weighed(developers, chance):
    own = np.linspace(0, 1, len(developers))

    weighed = Crowd.of(developers, RARITY).weigh(any_need(chance), positive_shares=own)

    assert weighed.values[3] == pytest.approx(own)
