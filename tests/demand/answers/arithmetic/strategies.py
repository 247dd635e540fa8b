"""Ladders and answers as hypothesis draws them."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st

from demand.answers.arithmetic.calibration import LEVELS
from demand.answers.arithmetic.rings import weight_in
from demand.answers.arithmetic.tally import Answer

# The first curve imports scipy and lays out the draws: no example is to pay for that.
unhurried = settings(deadline=None)

prices = st.integers(min_value=1, max_value=2_000_000)

ladders = st.sets(prices, min_size=3, max_size=7).map(lambda rungs: tuple(sorted(rungs)))


def caps_around(rungs):
    """Caps of zero, on a rung, next to one, and anywhere."""
    edges = sorted({max(1, rung + step) for rung in rungs for step in (-1, 0, 1)})
    return st.one_of(st.just(0), st.sampled_from(edges), prices)


def answers_to(rungs, min_size=0, max_size=40):
    answer = st.builds(
        Answer,
        level=st.sampled_from(LEVELS),
        cap=caps_around(rungs),
        quantity=st.sampled_from([0.5, 1, 2.5, 12, 300]),
        certainty=st.one_of(st.none(), st.integers(0, 10)),
        contributor=st.integers(0, 30),
        weight=st.sampled_from([1.0, 1.0, 0.5, 1 / 3, 0.1]),
    )
    return st.lists(answer, min_size=min_size, max_size=max_size)


@st.composite
def needs(draw, min_size=0, max_size=40):
    """A ladder and the answers to it."""
    rungs = draw(ladders)
    return rungs, draw(answers_to(rungs, min_size, max_size))


@st.composite
def caps_in_the_same_interval(draw, rungs, cap):
    """Another cap that a tally cannot tell from this one."""
    if not cap:
        return 0
    low = max([1, *(rung for rung in rungs if rung <= cap)])
    high = min((rung for rung in rungs if rung > cap), default=10 * rungs[-1])
    return draw(st.integers(low, high - 1))


def weights(labels):
    """Weigh each answer by the hand that it looks like, as its trace does."""
    sizes = Counter(labels)
    return [1.0 if label is None else weight_in(sizes[label]) for label in labels]
