"""Which input moves the payoff most: each at its 10th and at its 90th percentile in turn."""

from dataclasses import dataclass

import numpy as np

from marketplace.opportunities.arithmetic.payoff import Market, cash_flows
from marketplace.opportunities.arithmetic.priors import INPUTS, Fixed, Inputs, Priors

LOW, HIGH = 0.1, 0.9
# Means settle soon, and twenty inputs are run twice: a quarter of the draws will do.
DRAWS = 1024


@dataclass(frozen=True, slots=True)
class Swing:
    """Mean NPV in yen with one input low, and with it high."""

    name: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        return abs(self.at_high - self.at_low)


def tornado(market: Market, priors: Priors, inputs: Inputs) -> list[Swing]:
    """Swing each uncertain input through its middle four fifths; the widest swing first.

    The others keep their draws. What a market does not use does not swing and is left out.
    """
    few = _first(inputs, DRAWS)
    swings = [
        Swing(name, *(_mean_npv(market, few, name, priors, level) for level in (LOW, HIGH)))
        for name in INPUTS
        if not isinstance(getattr(priors, name), Fixed)
    ]
    return sorted((s for s in swings if s.width), key=lambda swing: -swing.width)


def _first(inputs: Inputs, count: int) -> Inputs:
    """Keep the first draws: of Sobol points they are spread evenly too."""
    return Inputs(
        {name: values[:count] for name, values in inputs.values.items()},
        works=inputs.works[:count],
        replaced_after=inputs.replaced_after[:count],
    )


def _mean_npv(market: Market, inputs: Inputs, name: str, priors: Priors, level: float) -> float:
    value = float(getattr(priors, name).at(np.array([level]))[0])
    if name == "technical":
        return _mean_at_chance(market, inputs, value)
    values = inputs.values | {name: np.full(inputs.count, value)}
    changed = Inputs(values, inputs.works, inputs.replaced_after)
    return float(cash_flows(market, changed).npv.mean())


def _mean_at_chance(market: Market, inputs: Inputs, chance: float) -> float:
    """Mix the outcomes with and without technical success, which the draws hold as yes or no."""
    always, never = (
        Inputs(inputs.values, np.full(inputs.count, works), inputs.replaced_after)
        for works in (True, False)
    )
    worked, failed = (float(cash_flows(market, each).npv.mean()) for each in (always, never))
    return chance * worked + (1 - chance) * failed
