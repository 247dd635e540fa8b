"""What stands in the way: each lever lifted alone, what that takes and what it adds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

from marketplace.opportunities.arithmetic.breakeven import commitments_missing
from marketplace.opportunities.arithmetic.payoff import (
    Course,
    Market,
    capital_of,
    course_of,
    payoff,
)
from marketplace.opportunities.arithmetic.priors import Inputs


class Lever(StrEnum):
    DEMAND = "DEMAND"
    DATA = "DATA"
    TECHNOLOGY = "TECHNOLOGY"
    REGULATION = "REGULATION"
    PRICE = "PRICE"


# Efforts in yen, all assumed (仮定): to win one commitment; for a person-month of work
# that lets the running cost fall twice as fast; for a year of talks about a rule; to ask
# everybody again at another price. Labels cost what the estimate says they cost.
EFFORTS: Mapping[Lever, int] = MappingProxyType(
    {
        Lever.DEMAND: 10_000,
        Lever.TECHNOLOGY: 1_000_000,
        Lever.REGULATION: 3_000_000,
        Lever.PRICE: 100_000,
    }
)
# With enough data it works this often (仮定).
SUFFICIENT_SHARE = 0.95
# A lever that adds less than this share of what the strongest adds is no wall, however
# little it costs.
MUCH = 0.5


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What one lever would add, and what it takes.

    Units: gain in yen of the middle outcome, effort in yen (assumed); amount in
    commitments (DEMAND), labels (DATA), months in which running costs halve
    (TECHNOLOGY), yen a year (PRICE), None for a rule.
    """

    lever: Lever
    gain: float
    effort: float
    amount: int | None = None

    @property
    def gain_per_yen(self) -> float:
        return self.gain / max(self.effort, 1)

    def as_document(self) -> dict[str, Any]:
        return {
            "lever": str(self.lever),
            "gain": round(self.gain),
            "effort": round(self.effort),
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class Situation:
    """A market as it stands: its draws, and what becomes of the product in them."""

    market: Market
    inputs: Inputs
    present: Course
    buyers_needed: float | None

    @property
    def middle(self) -> float:
        return self.middle_with(self.market, self.inputs)

    def middle_with(self, market: Market, inputs: Inputs) -> float:
        """Give the middle outcome at other prices, costs or numbers. Units: yen."""
        return float(np.median(payoff(market, inputs, self.present).npv))

    def middle_anew(self, market: Market, inputs: Inputs) -> float:
        """Give the middle outcome where the product would fare otherwise. Units: yen."""
        present = course_of(market, inputs).discounted(inputs.discount)
        return float(np.median(payoff(market, inputs, present).npv))


def counterfactuals(now: Situation, *, blocked: bool) -> list[Counterfactual]:
    """Lift each lever alone; those that add most for their effort first.

    Where a rule blocks the need, all but that rule are lifted as if it were gone.
    """
    middle = now.middle
    lifted = [*_demand(now, middle), *_data(now, middle), _technology(now, middle)]
    lifted += _price(now, middle)
    if blocked:
        lifted.append(_regulation(now, middle))
    return sorted((each for each in lifted if each.gain > 0), key=lambda each: -each.gain_per_yen)


def obstacle(levers: Sequence[Counterfactual]) -> Counterfactual | None:
    """Choose, of the levers that add much, the one that adds most for its effort.

    While a rule stands, nothing else helps.
    """
    most = max((each.gain for each in levers), default=0.0)
    rules = [each for each in levers if each.lever == Lever.REGULATION]
    walls = rules or [each for each in levers if each.gain >= MUCH * most]
    return max(walls, key=lambda each: each.gain_per_yen, default=None)


def middle_without_decline(now: Situation) -> float:
    """Give the middle outcome if running it never got cheaper than today. Units: yen."""
    return now.middle_anew(now.market, now.inputs.having(floor_share=1.0))


def _demand(now: Situation, middle: float) -> Iterator[Counterfactual]:
    """Have as many commitments as it takes to pay as often as not."""
    missing = commitments_missing(now.market, now.buyers_needed)
    if now.buyers_needed is not None and missing:
        enough = now.middle_anew(now.market.having(now.buyers_needed), now.inputs)
        effort = missing * EFFORTS[Lever.DEMAND]
        yield Counterfactual(Lever.DEMAND, enough - middle, effort, missing)


def _data(now: Situation, middle: float) -> Iterator[Counterfactual]:
    """Have all labels that it takes: none is to be bought, and it works more often."""
    missing = round(float(np.median(now.inputs.labels))) - now.market.labels_in_hand
    if missing > 0:
        market = replace(now.market, labels_in_hand=now.market.labels_in_hand + missing)
        sure = now.inputs.having(technical=np.maximum(now.inputs.technical, SUFFICIENT_SHARE))
        effort = missing * float(np.median(now.inputs.label_cost))
        yield Counterfactual(Lever.DATA, now.middle_anew(market, sure) - middle, effort, missing)


def _technology(now: Situation, middle: float) -> Counterfactual:
    """Let the running cost halve in half the time."""
    halving = now.inputs.halving_months / 2
    faster = now.middle_anew(now.market, now.inputs.having(halving_months=halving))
    months = round(float(np.median(halving)))
    return Counterfactual(Lever.TECHNOLOGY, faster - middle, EFFORTS[Lever.TECHNOLOGY], months)


def _price(now: Situation, middle: float) -> Iterator[Counterfactual]:
    """Sell at the rung that pays the developer best, to those who would buy at it."""
    asked = float(np.median(now.inputs.price))
    tried = []
    for rung in now.market.rungs if now.market.in_hand_buyers > 0 else ():
        more_buyers = rung.buyers / now.market.in_hand_buyers
        inputs = now.inputs.having(
            price=now.inputs.price * (rung.price / asked), share=now.inputs.share * more_buyers
        )
        market = replace(now.market, in_hand_buyers=rung.buyers)
        tried.append((now.middle_with(market, inputs) - middle, rung.price))
    if tried:
        gain, price = max(tried)
        yield Counterfactual(Lever.PRICE, gain, EFFORTS[Lever.PRICE], price)


def _regulation(now: Situation, middle: float) -> Counterfactual:
    """Let it be sold at all: under the rule, what it cost to build is lost."""
    lost = float(np.median(now.inputs.subsidy - capital_of(now.market, now.inputs)))
    return Counterfactual(Lever.REGULATION, middle - lost, EFFORTS[Lever.REGULATION])
