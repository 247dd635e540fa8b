"""Which input moves the payoff most: each at its 10th and at its 90th percentile in turn."""

from dataclasses import dataclass

from marketplace.opportunities.arithmetic.payoff import Course, Market, course_of, payoff
from marketplace.opportunities.arithmetic.priors import INPUTS, Fixed, Inputs, Priors, at_level

LOW, HIGH = 0.1, 0.9
# These change what becomes of a product; all others are only laid over it.
COURSE_INPUTS = frozenset(
    {
        "innovation",
        "imitation",
        "churn",
        "halving_months",
        "floor_share",
        "technical",
        "substitution",
        "discount",
        "season",
    }
)


@dataclass(frozen=True, slots=True)
class Swing:
    """Mean NPV in yen with one input low, and with it high."""

    name: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        return abs(self.at_high - self.at_low)


def tornado(market: Market, priors: Priors, inputs: Inputs, present: Course) -> list[Swing]:
    """Swing each uncertain input through its middle four fifths; the widest swing first.

    The others keep their draws. What a market does not use does not swing and is left out.
    """
    swings = []
    for name in INPUTS:
        prior = getattr(priors, name)
        if not isinstance(prior, Fixed):
            ends = (at_level(prior, level) for level in (LOW, HIGH))
            swings.append(Swing(name, *(_mean(market, inputs, present, name, v) for v in ends)))
    return sorted((s for s in swings if s.width), key=lambda swing: -swing.width)


def _mean(market: Market, inputs: Inputs, present: Course, name: str, value: float) -> float:
    changed = inputs.having(**{name: value})
    if name in COURSE_INPUTS:
        present = course_of(market, changed).discounted(changed.discount)
    return float(payoff(market, changed, present).npv.mean())
