"""Change the place: what a need would pay with and without what the farm offers to change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from marketplace.opportunities.arithmetic.obstacle import Situation
from marketplace.opportunities.arithmetic.payoff import course_of, payoff
from marketplace.opportunities.arithmetic.priors import Inputs


@dataclass(frozen=True, slots=True)
class Effect:
    """What a changed place spares whoever builds for it; all assumed (仮定).

    Units: shares of the labels, of the person-months and of the support that are still
    needed; `failing` of the cases in which it would not work.
    """

    labels: float = 1.0
    person_months: float = 1.0
    support: float = 1.0
    failing: float = 1.0


EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "WIDER_ROWS": Effect(person_months=0.85, failing=0.8),
        "TAGS": Effect(labels=0.5, person_months=0.8, failing=0.7),
        "CAMERA_POST": Effect(labels=0.7, person_months=0.85, failing=0.8),
        "FLAT_PATH": Effect(person_months=0.85, failing=0.8),
        "POWER": Effect(person_months=0.95, support=0.8),
        "SAME_VARIETY": Effect(labels=0.6, failing=0.8),
        "LIGHT": Effect(labels=0.8, failing=0.9),
    }
)
ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Changed:
    """The payoff with a change of the place, or with all of them. Units: yen, shares 0–1.

    `gain` is what it adds to the middle outcome.
    """

    change: str
    p50: float
    gain: float
    positive_share: float

    def as_document(self) -> dict[str, Any]:
        effect = EFFECTS.get(self.change)
        return {
            "change": self.change,
            "p50": round(self.p50),
            "gain": round(self.gain),
            "positive_share": round(self.positive_share, 4),
            "assumed": effect
            and {name: getattr(effect, name) for name in Effect.__dataclass_fields__},
        }


def changed_places(now: Situation, offered: Iterable[str]) -> Iterator[Changed]:
    """Run the same draws again with each change that is offered, and with all of them.

    The operation pays for the change itself; every buyer is taken to make it.
    """
    middle, inputs = now.middle, now.inputs
    known = [change for change in EFFECTS if change in {*offered}]
    for change in known:
        yield _with(now, change, middle, _spared(inputs, EFFECTS[change]))
    if len(known) > 1:
        for change in known:
            inputs = _spared(inputs, EFFECTS[change])
        yield _with(now, ALL, middle, inputs)


def _spared(inputs: Inputs, effect: Effect) -> Inputs:
    return inputs.having(
        labels=inputs.labels * effect.labels,
        person_months=inputs.person_months * effect.person_months,
        support=inputs.support * effect.support,
        technical=1 - (1 - inputs.technical) * effect.failing,
    )


def _with(now: Situation, change: str, middle: float, inputs: Inputs) -> Changed:
    present = course_of(now.market, inputs).discounted(inputs.discount)
    npv = payoff(now.market, inputs, present).npv
    p50 = float(np.median(npv))
    return Changed(change, p50, p50 - middle, float((npv > 0).mean()))
