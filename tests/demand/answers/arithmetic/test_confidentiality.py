"""Attacks on a single cap: all that is published is known, and every answer but one."""

import json
import random
from bisect import bisect_right

from demand.answers.arithmetic.calibration import LEVELS
from demand.answers.arithmetic.curve import demand_curves
from demand.answers.arithmetic.document import as_document
from demand.answers.arithmetic.losses import EDGES, Told, losses_told, standing_for
from demand.answers.arithmetic.premium import AtStake, premium_at_stake
from demand.answers.arithmetic.publication import heaviest_share, judge
from demand.answers.arithmetic.rings import Trace, hands
from demand.answers.arithmetic.tally import Answer, Tally
from tests.demand.answers.arithmetic.strategies import weights

NEEDS = 500
# Caps imagined in the victim's place, each in the same interval.
IMAGINED = 3


def random_ladder(chance):
    price = chance.choice([20, 300, 1000, 8000, 50_000])
    rungs = [price]
    for _ in range(chance.randint(2, 6)):
        rungs.append(round(rungs[-1] * chance.uniform(1.2, 2.5)))
    return tuple(rungs)


def random_answer(chance, rungs, who):
    """An answer with the way it came: alone, from a crowded network, vouched for or mandated."""
    cap = round(chance.lognormvariate(0, 0.8) * rungs[len(rungs) // 2])
    came = Trace(
        at=chance.uniform(0, 300),
        network=chance.choice(["", "a", "a", "a", "b"]),
        age_days=chance.choice([0, 1, 40]),
        is_vouched=chance.random() < 0.2,
        is_mandated=chance.random() < 0.2,
    )
    agent = f"agent {chance.randint(0, 1)}" if came.is_mandated else who
    level = chance.choice(LEVELS)
    quantity, certainty = chance.choice([1, 2.5, 40]), chance.randint(0, 10)
    return Answer(level, cap, quantity, certainty, agent), came


def caps_like(cap, rungs, chance):
    """Caps in the same interval: both its ends and one between."""
    place = bisect_right(rungs, cap)
    low = rungs[place - 1] if place else 1
    high = rungs[place] - 1 if place < len(rungs) else 20 * rungs[-1]
    return [low, high, chance.randint(low, high)]


def discounted(came):
    """Weigh answers as a summary does, from how they came, each hand with one voice."""
    labels = hands([trace for _, trace in came])
    return [
        answer._replace(
            weight=weight,
            contributor=answer.contributor if label is None else ("hand", label),
        )
        for (answer, _), label, weight in zip(came, labels, weights(labels), strict=True)
    ]


def rounds_with(victim, known, planted):
    """The adversary adds answers of their own between publications, and takes some back.

    Others withdraw meanwhile, and at last the victim's is the only one but the planted.
    """
    return [
        discounted(came)
        for came in (
            [victim, *known],
            [victim, *known, *planted],
            [victim, *known, *planted[:2]],
            [victim, *known[::2], *planted],
            [victim, *planted],
        )
    ]


class Attack:
    """One need, its victim's cap, and others that it may have been."""

    def __init__(self, seed):
        chance = random.Random(seed)
        self.rungs = random_ladder(chance)
        known = [
            random_answer(chance, self.rungs, f"known {i}") for i in range(chance.randint(4, 45))
        ]
        planted = [random_answer(chance, self.rungs, f"planted {i}") for i in range(5)]
        victim, came = random_answer(chance, self.rungs, "victim")
        caps = [victim.cap, *caps_like(victim.cap, self.rungs, chance)]
        self.worlds = [
            rounds_with((victim._replace(cap=cap), came), known, planted) for cap in caps
        ]


def published(attacks):
    """All that the world could see, attack by attack and world by world.

    Whether each publication is due, and its bytes: these are compared even where none is
    due, as what is never shown gives nothing away either.
    """
    rounds = [
        (attack.rungs, answers)
        for attack in attacks
        for world in attack.worlds
        for answers in world
    ]
    tallies = [Tally.of(rungs, answers) for rungs, answers in rounds]
    verdicts = [
        judge(tally, changed_count=5, heaviest_share=heaviest_share(answers))
        for tally, (_, answers) in zip(tallies, rounds, strict=True)
    ]
    documents = (json.dumps(as_document(curve)) for curve in demand_curves(tallies))
    seen = zip(verdicts, documents, strict=True)
    return [[[next(seen) for _ in world] for world in attack.worlds] for attack in attacks]


def test_who_knows_all_caps_but_one_learns_at_most_its_rung():
    attacks = [Attack(seed) for seed in range(NEEDS)]

    told = [
        seed
        for seed, worlds in enumerate(published(attacks))
        if any(world != worlds[0] for world in worlds[1:])
    ]

    assert len(attacks[0].worlds) == 1 + IMAGINED
    assert told == []


def test_the_attack_meets_what_it_should_withstand():
    # Rings, agents and publications are among the needs attacked: else nothing is shown.
    attacks = [Attack(seed) for seed in range(60)]
    worlds = [answers for attack in attacks for answers in attack.worlds[0]]

    assert any(answer.weight < 1 for answers in worlds for answer in answers)
    assert any(str(answer.contributor).startswith("agent") for a in worlds for answer in a)
    assert any(verdict.is_due for worlds in published(attacks) for verdict, _ in worlds[0])


def test_the_attack_would_tell_one_rung_from_another():
    # What makes the test above mean something: a cap on another rung does show.
    attack = Attack(7)
    attack.rungs = (1000, 2000, 4000)
    known = [random_answer(random.Random(7), attack.rungs, f"known {i}") for i in range(5)]
    victim = Answer("LETTER", 1500, 1, None, "victim")
    attack.worlds = [
        [discounted([(victim._replace(cap=cap), Trace(0, "", 0)), *known])]
        for cap in (1500, 999, 2000)
    ]

    ((seen, *others),) = published([attack])

    assert all(other != seen for other in others)


def amounts_like(amount, chance):
    """Amounts for which the same step stands: both its ends and one between."""
    step = standing_for(amount)
    edges = sorted({edge * 10**power for power in range(-1, 7) for edge in EDGES})
    place = bisect_right(edges, step)
    low, high = int(edges[place - 1]) + 1, int(edges[place])
    return [low, high, chance.randint(low, high)]


def beside_the_price(attack, seed):
    """All that a need could tell of losses and of premiums, world by world and round by round.

    What is told after each round is counted as told however few have changed.
    """
    chance = random.Random(seed)
    lost = [own := chance.randint(1, 10**5), *amounts_like(own, chance)]
    for hours, world in zip(lost, attack.worlds, strict=True):
        told = []
        for victim, *others in world:
            premiums = [AtStake(a.cap, a.contributor, a.weight) for a in (victim, *others)]
            losses = [
                Told(hours, victim.contributor, victim.weight),
                *(Told(a.cap, a.contributor, a.weight) for a in others),
            ]
            told.append(
                (
                    premium_at_stake(attack.rungs, premiums, changed_count=5),
                    losses_told(losses, changed_count=5),
                )
            )
        yield told


def test_who_knows_all_premiums_and_losses_but_one_learns_at_most_its_step():
    told = {seed: list(beside_the_price(Attack(seed), seed)) for seed in range(NEEDS)}

    assert [seed for seed, worlds in told.items() if any(w != worlds[0] for w in worlds)] == []
    assert sum(any(losses for _, losses in worlds[0]) for worlds in told.values()) > NEEDS / 2
    assert sum(any(premium for premium, _ in worlds[0]) for worlds in told.values()) > NEEDS / 2
