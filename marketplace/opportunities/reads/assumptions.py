"""What an estimate assumes, as a table that says what each value rests on."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from marketplace.opportunities.arithmetic.own_costs import middle
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.vocabulary import RESTS_ON, Assumption, Unit
from marketplace.pages.wording import number, percent, yen


@dataclass(frozen=True, slots=True)
class Assumed:
    """One input: from `low` over `middle` to `high`, where it has ends; in its unit."""

    name: str
    label: str
    unit: Unit
    middle: float
    low: float | None
    high: float | None
    basis: Promise

    @property
    def said(self) -> str:
        """Write the value with its ends, as in ¥24,000 (¥18,000–¥30,000)."""
        value = _written(self.middle, self.unit)
        ends = [_written(end, self.unit) for end in (self.low, self.high) if end is not None]
        return f"{value} ({'–'.join(ends)})" if ends else value


def assumptions(estimate: Estimate) -> list[Assumed]:
    """List the inputs of the payoff model that an estimate was drawn with."""
    priors: dict[str, Any] = estimate.result.get("assumed", {})
    return [_assumed(Assumption(name), prior) for name, prior in priors.items()]


def _written(value: float, unit: Unit) -> str:
    if unit == Unit.YEN:
        return yen(round(value))
    return percent(value) if unit == Unit.SHARE else number(round(value, 1)).removesuffix(".0")


def _assumed(assumption: Assumption, prior: dict[str, Any]) -> Assumed:
    unit, basis = RESTS_ON[assumption]
    return Assumed(
        name=assumption.value,
        label=str(assumption.label),
        unit=unit,
        middle=middle(prior),
        low=prior.get("low"),
        # A log-normal is told by its median and what 19 in 20 stay below.
        high=prior.get("high", prior.get("p95")),
        basis=basis,
    )
