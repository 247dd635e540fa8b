"""What a need is to one developer: how well it fits, and what it pays at their costs."""

from dataclasses import dataclass

from demand.needs.models import Need
from marketplace.developers.models import Developer
from marketplace.developers.reads import Fit, Known, fit
from marketplace.opportunities.arithmetic.own_costs import OwnCosts, own_positive_share
from marketplace.opportunities.models import Estimate


@dataclass(frozen=True, slots=True)
class Own:
    """The reader's side of an opportunity. `positive_share` is at the reader's own costs."""

    fit: Fit
    positive_share: float | None


def own(need: Need, estimate: Estimate | None, developer: Developer) -> Own:
    """Weigh a need against a developer. No query but the one that the rarity of words costs."""
    share = own_share(estimate, developer)
    return Own(fit(need, developer, **known(estimate) | {"positive_share": share}), share)


def known(estimate: Estimate | None) -> Known:
    """Tell what an estimate knows of a need; of data none is known to it where there is none."""
    inputs = estimate.inputs if estimate else {}
    return {
        "positive_share": estimate.positive_share if estimate else None,
        "payoff_p95": estimate.npv_p95 if estimate else None,
        "purposes": inputs.get("data_uses"),
        "takes_grant": inputs.get("data_takes_grant", False),
    }


def own_share(estimate: Estimate | None, developer: Developer) -> float | None:
    """Tell how often it pays at the developer's own costs; None where nothing is told in yen."""
    if estimate is None or estimate.positive_share is None:
        return None
    costs = OwnCosts(developer.person_month_cost, developer.label_cost)
    return own_positive_share(estimate.result, costs)
