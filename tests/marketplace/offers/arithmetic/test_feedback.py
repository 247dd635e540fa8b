"""Whoever fits the sealed labels with the whole allowance gains at most two points.

Honest use tries as many models of the same skill and keeps the one that was told best. Gain
is what a guesser scores above that, on the sealed labels themselves, on average.
"""

import numpy as np
import pytest

from marketplace.offers.arithmetic.feedback import IN_ALL, step, told

WORLDS = 1_000
TESTS = 2
MOST_GAINED = 0.02


class Server:
    """Tells what a developer hears: the ladder while practising, whole steps in a test."""

    def __init__(self, truth):
        self.truth, self.best, self.tries, self.tests = truth, None, 0, 0

    def accuracy(self, guess):
        return float((guess == self.truth).mean())

    def practise(self, guess):
        self.tries += 1
        heard = told(self.accuracy(guess), self.best, count=len(self.truth))
        self.best = heard if heard is not None else self.best
        return heard

    def test(self, guess):
        """A test counts among the tries, and is told in whole steps, better or not."""
        self.tests, self.tries = self.tests + 1, self.tries + 1
        return told(self.accuracy(guess), None, count=len(self.truth))


def model(truth, skill, random):
    return np.where(random.random(len(truth)) < skill, truth, 1 - truth)


def honest(server, skill, random):
    kept = model(server.truth, skill, random)
    server.practise(kept)
    while server.tries < IN_ALL:
        new = model(server.truth, skill, random)
        kept = new if server.practise(new) is not None else kept
    return kept


def climber(server, skill, random):
    """Turn some answers over, and keep that where something is told."""
    kept = model(server.truth, skill, random)
    server.practise(kept)
    while server.tries < IN_ALL:
        new = turned(kept, random.random(len(kept)) < 0.25)
        kept = new if server.practise(new) is not None else kept
    return kept


def booster(server, skill, random):
    """Ask of models of its own, and let those that were told count for more in a vote."""
    votes = np.zeros(len(server.truth))
    while server.tries < IN_ALL:
        new = model(server.truth, skill, random)
        heard = server.practise(new)
        votes += (2 * new - 1) * (1.5 if heard is not None else 0.5)
    return (votes > 0).astype(int)


def halver(server, skill, random):
    """Turn halves over, and use both tests to hear a value where the ladder is silent."""
    kept = model(server.truth, skill, random)
    server.practise(kept)
    while server.tries < IN_ALL - TESTS:
        new = turned(kept, random.random(len(kept)) < 0.5)
        kept = new if server.practise(new) is not None else kept
    before = server.test(kept)
    new = turned(kept, random.random(len(kept)) < 0.5)
    return new if server.test(new) > before else kept


def turned(guess, where):
    return np.where(where, 1 - guess, guess)


def average(user, count, skill):
    random = np.random.default_rng(count)
    scores = []
    for _world in range(WORLDS):
        server = Server(random.integers(2, size=count))
        scores.append(server.accuracy(user(server, skill, random)))
        assert server.tries <= IN_ALL
    return np.mean(scores)


# Models of one's own that err independently are better in a vote, and that is no fitting: the
# booster's gain is taken over the same vote without having heard anything.
def deaf(server, skill, random):
    votes = sum(2 * model(server.truth, skill, random) - 1 for _try in range(IN_ALL))
    return (votes > 0).astype(int)


@pytest.mark.parametrize("count", [50, 200, 1000])
@pytest.mark.parametrize("skill", [0.5, 0.8])
@pytest.mark.parametrize(
    ("guesser", "fair"), [(climber, honest), (halver, honest), (booster, deaf)]
)
def test_a_guesser_gains_at_most_two_points(guesser, fair, count, skill):
    gain = average(guesser, count, skill) - average(fair, count, skill)

    assert gain <= MOST_GAINED


def test_the_simulation_would_find_a_gain_if_scores_were_told_as_they_are(monkeypatch):
    """With exact scores and no step, the booster's vote beats the deaf one's by far more."""
    truth = np.random.default_rng(1).integers(2, size=(WORLDS, 50))
    random = np.random.default_rng(2)
    gains = []
    for labels in truth:
        guesses = random.integers(2, size=(IN_ALL, 50))
        weights = (guesses == labels).mean(axis=1) - 0.5
        vote = weights @ (2 * guesses - 1) > 0
        gains.append((vote == labels).mean() - 0.5)

    assert np.mean(gains) > 5 * MOST_GAINED


def test_steps_shrink_with_the_labels_and_end_at_two_points():
    assert [round(step(count), 3) for count in (25, 100, 400, 1e6)] == [0.3, 0.15, 0.075, 0.02]


def test_only_an_improvement_by_a_step_is_told_in_whole_steps():
    assert told(0.87, None, count=225) == pytest.approx(0.8)
    assert told(0.89, 0.8, count=225) is None
    assert told(0.91, 0.8, count=225) == pytest.approx(0.9)
    assert told(-3.2, None, count=225, scale=10) == -4.0
