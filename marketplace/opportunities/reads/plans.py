"""How to get there: from money to a metric, and whether to build now or wait.

Worked out while the page is made, from a stored estimate at the middle of all that it
assumes. Everything here is an assumption (仮定) that whoever reads may set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.library.models import Version
from marketplace.opportunities.arithmetic.frontier import (
    Curve,
    Frontier,
    OutOfReach,
    Prices,
    frontier,
    value_of_labels,
)
from marketplace.opportunities.arithmetic.overrides import priors_from
from marketplace.opportunities.arithmetic.own_costs import middle
from marketplace.opportunities.arithmetic.priors import INPUTS
from marketplace.opportunities.arithmetic.waiting import (
    Start,
    month_it_fits,
    month_it_pays,
    starts,
)
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.what_if import market_of
from marketplace.pages.wording import day, number

# Where a need does not say how often it must be right: eight times in ten.
USUAL_TARGET = 0.8
# A general model that could do it today, in billions of parameters; a phone's memory in GB.
USUAL_SIZE, USUAL_MEMORY = 70.0, 8.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A learning curve that was measured on the labels of a shared version."""

    version: Version
    curve: Curve
    label_count: int
    assessed_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Ways to reach the target, and moments to begin.

    Units: target is the share that must be right, 0–1; next_labels_value in yen, None
    below five prices; months from today, None where it never pays; bearable and running
    in yen per buyer and year. `measured` is what the curve rests on, None where it is
    assumed or the reader's own.
    """

    target: float
    curve: Curve
    measured: Measured | None
    in_hand: int
    score_now: float
    frontier: Frontier | None
    next_labels_value: float | None
    running: float
    bearable: float
    pays_in: int | None
    size: float
    memory: float
    fits_in: int
    starts: list[Start]

    @property
    def best_start(self) -> Start:
        return max(self.starts, key=lambda start: start.worth)

    @property
    def never_pays(self) -> bool:
        return self.best_start.worth <= 0

    @property
    def is_best_now(self) -> bool:
        return self.best_start.months == 0


def plan(
    estimate: Estimate | None, asked: Mapping[str, float], versions: Iterable[Version] = ()
) -> Plan | None:
    """Work out the ways for one need; None where no price is asked. No query.

    `asked` are the reader's own curve_a, curve_b, curve_c, target, size and memory;
    `versions` are those that the reader may see, each read with its readiness.
    """
    if estimate is None or "assumed" not in estimate.result:
        return None
    middles = _middles(estimate)
    target = asked.get("target") or estimate.inputs["accepts_share"] or USUAL_TARGET
    in_hand = estimate.result["labels_in_hand"]
    measured = best_measured(versions)
    curve = _curve(asked, measured, middles["labels"], 1 - target)
    size, memory = asked.get("size", USUAL_SIZE), asked.get("memory", USUAL_MEMORY)
    bearable = _bearable(middles)
    return Plan(
        target=target,
        curve=curve,
        measured=None if _own_curve(asked) else measured,
        in_hand=in_hand,
        score_now=1 - curve.error_at(in_hand),
        frontier=_frontier(curve, 1 - target, in_hand, _prices(estimate, middles)),
        next_labels_value=_next_labels(estimate, curve, 1 - target, middles),
        running=middles["inference"],
        bearable=bearable,
        pays_in=month_it_pays(
            middles["inference"],
            bearable,
            halving=middles["halving_months"],
            floor_share=middles["floor_share"],
        ),
        size=size,
        memory=memory,
        fits_in=month_it_fits(size, memory),
        starts=starts(market_of(estimate), middles),
    )


def _middles(estimate: Estimate) -> dict[str, float]:
    priors = priors_from(estimate.result["assumed"])
    return {name: middle(getattr(priors, name).as_document()) for name in INPUTS}


def _bearable(middles: Mapping[str, float]) -> float:
    """Tell what is left of one buyer's price to run it with. Units: yen a year."""
    kept = 1 - middles["platform_share"] - middles["dividend_share"]
    return middles["price"] * kept - middles["support"]


def best_measured(versions: Iterable[Version]) -> Measured | None:
    """Choose, of the curves that were measured, the one that rests on the most labels."""
    measured = [found for version in versions if (found := _measured(version))]
    return max(measured, key=lambda each: (each.label_count, each.version.pk), default=None)


def _measured(version: Version) -> Measured | None:
    readiness = getattr(version, "readiness", None)
    if readiness is None or readiness.assessed_at is None:
        return None
    document = readiness.document
    seen = [(point["labels"], 1 - point["score"]) for point in document.get("curve") or ()]
    label_count = document.get("label_count", 0)
    said = ngettext(
        "Measured with a simple model on %(labels)s label of “%(title)s”, %(day)s",
        "Measured with a simple model on %(labels)s labels of “%(title)s”, %(day)s",
        label_count,
    ) % {
        "labels": number(label_count),
        "title": version.dataset.title,
        "day": day(readiness.assessed_at),
    }
    curve = Curve.fitted(seen, said)
    return Measured(version, curve, label_count, readiness.assessed_at) if curve else None


def _own_curve(asked: Mapping[str, float]) -> bool:
    return bool({"curve_a", "curve_b", "curve_c"} & {*asked})


def _curve(
    asked: Mapping[str, float], measured: Measured | None, labels: float, error: float
) -> Curve:
    """Take the reader's curve, or the one that was measured, or else assume one that needs the
    labels that the estimate assumes.
    """
    assumed = Curve.through(labels, error, _("Assumed so that it takes as many labels as above"))
    usual = measured.curve if measured else assumed
    if not _own_curve(asked):
        return usual
    return Curve(
        asked.get("curve_a", usual.a),
        asked.get("curve_b", usual.b),
        asked.get("curve_c", usual.c),
        _("Set by you"),
    )


def _prices(estimate: Estimate, middles: Mapping[str, float]) -> Prices:
    """Waiting costs what money costs: a month's discount on what it would bring."""
    worth = max(_mean_worth(estimate), 0.0)
    return Prices(
        label=middles["label_cost"],
        computing=middles["computing"],
        month=worth * middles["discount"] / 12,
    )


def _frontier(curve: Curve, error: float, in_hand: int, prices: Prices) -> Frontier | None:
    try:
        return frontier(curve, error=error, in_hand=in_hand, prices=prices)
    except OutOfReach:
        return None


def _next_labels(
    estimate: Estimate, curve: Curve, error: float, middles: Mapping[str, float]
) -> float | None:
    if not estimate.result["payoff"]:
        return None
    # What it brings on the mean includes when it does not work and brings nothing.
    worth = _mean_worth(estimate) / max(middles["technical"], 0.01)
    return value_of_labels(
        curve,
        error=error,
        in_hand=estimate.result["labels_in_hand"],
        worth=worth,
        label_cost=middles["label_cost"],
    )


def _mean_worth(estimate: Estimate) -> float:
    """Read the mean of what buyers bring off its stored quantiles. Units: yen."""
    payoff = estimate.result["payoff"]
    return fmean(payoff["worth"]) if payoff else 0.0
