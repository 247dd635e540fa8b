"""Attacks on a single cap: all that is published is known, and every answer but one."""

import json
import random
from bisect import bisect_right

import pytest

from demand.answers.arithmetic.calibration import LEVELS
from demand.answers.arithmetic.curve import demand_curves
from demand.answers.arithmetic.document import as_document
from demand.answers.arithmetic.publication import heaviest_share, judge
from demand.answers.arithmetic.tally import Answer, Tally

NEEDS = 100


def random_ladder(chance):
    price = chance.choice([20, 300, 1000, 8000, 50_000])
    rungs = [price]
    for _ in range(chance.randint(2, 6)):
        rungs.append(round(rungs[-1] * chance.uniform(1.2, 2.5)))
    return tuple(rungs)


def random_answer(chance, rungs, who):
    cap = round(chance.lognormvariate(0, 0.8) * rungs[len(rungs) // 2])
    return Answer(
        chance.choice(LEVELS), cap, chance.choice([1, 2.5, 40]), chance.randint(0, 10), who
    )


def candidates_for(cap, rungs, chance):
    """Caps in the same interval: both its ends and some between."""
    place = bisect_right(rungs, cap)
    low = rungs[place - 1] if place else 1
    high = rungs[place] - 1 if place < len(rungs) else 20 * rungs[-1]
    return [low, high, *(chance.randint(low, high) for _ in range(3))]


def published(rungs, rounds):
    """All that the world could see: whether each publication is due, and its bytes.

    The bytes are compared even where none is due: what is never shown gives
    nothing away either.
    """
    tallies = [Tally.of(rungs, answers) for answers in rounds]
    verdicts = [
        judge(tally, changed_count=5, heaviest_share=heaviest_share(answers))
        for tally, answers in zip(tallies, rounds, strict=True)
    ]
    documents = [json.dumps(as_document(curve)) for curve in demand_curves(tallies)]
    return list(zip(verdicts, documents, strict=True))


def rounds_with(victim, known, planted):
    """The adversary adds answers of their own between publications, and takes them back."""
    return [[victim, *known, *planted[:count]] for count in (0, len(planted), 2)]


@pytest.mark.parametrize("seed", range(NEEDS))
def test_who_knows_all_caps_but_one_learns_at_most_its_rung(seed):
    chance = random.Random(seed)
    rungs = random_ladder(chance)
    known = [random_answer(chance, rungs, f"known {i}") for i in range(chance.randint(4, 45))]
    planted = [random_answer(chance, rungs, f"planted {i}") for i in range(5)]
    victim = random_answer(chance, rungs, "victim")

    seen = published(rungs, rounds_with(victim, known, planted))

    for cap in candidates_for(victim.cap, rungs, chance):
        imagined = victim._replace(cap=cap)
        assert published(rungs, rounds_with(imagined, known, planted)) == seen


def test_the_attack_would_tell_one_rung_from_another():
    # What makes the test above mean something: a cap on another rung does show.
    chance = random.Random(7)
    rungs = (1000, 2000, 4000)
    known = [random_answer(chance, rungs, f"known {i}") for i in range(5)]
    victim = Answer("LETTER", 1500, 1, None, "victim")

    seen = published(rungs, [[victim, *known]])

    for cap in (999, 2000):
        assert published(rungs, [[victim._replace(cap=cap), *known]]) != seen
