"""How a promise is measured, what was measured, and how many tries are left."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from datasets.library.models import Sealing
from marketplace.accounts.models import Organisation
from marketplace.offers.arithmetic.feedback import IN_ALL, PER_DAY
from marketplace.offers.arithmetic.hours import day_of
from marketplace.offers.arithmetic.proportions import (
    EACH_OF_TWO,
    LIKENESS,
    Demand,
    demand,
    tries_needed,
)
from marketplace.offers.models import Evaluation, Offer
from marketplace.offers.models.evaluations import MOST_TESTS
from marketplace.offers.vocabulary import ON_LABELS, EvaluationState, Metric

TRIES_SHOWN = (20, 50, 100, 200, 400)


def judging(offer: Offer) -> Sealing | None:
    """Find the sealed labels that judge an offer, None where something else does. One query."""
    version = offer.last_version
    if version is None or version.metric not in ON_LABELS or version.judged_on_id is None:
        return None
    return Sealing.objects.done().filter(dataset=version.judged_on_id).first()


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many tries are left now, and how many of them may be tests."""

    tries: int
    tries_in_all: int
    tests: int


def allowance(offer: Offer, sealing: Sealing, now: datetime) -> Allowance:
    """Count what a developer may still try on the same labels, for all offers. One query."""
    organisation = offer.developer.organisation
    tried = Evaluation.objects.by_developer(organisation, sealing).counted()
    rows = list(tried.values_list("uploaded_at", "is_test", "offer_id"))
    today = sum(day_of(at) == day_of(now) for at, _is_test, _offer in rows)
    tests = sum(is_test and offer_id == offer.pk for _at, is_test, offer_id in rows)
    in_all = max(IN_ALL - len(rows), 0)
    return Allowance(
        tries=min(in_all, max(PER_DAY - today, 0)),
        tries_in_all=in_all,
        tests=max(MOST_TESTS - tests, 0),
    )


def evaluations_of(offer: Offer, organisation: Organisation | None) -> QuerySet[Evaluation]:
    """List what was tried on sealed labels: all for its maker, for others the tests. One query."""
    is_maker = offer.developer.organisation == organisation
    listed = Evaluation.objects.filter(offer=offer)
    return (listed if is_maker else listed.tests()).order_by("-id")


def baseline_of(offer: Offer) -> float | None:
    """Tell what needs no model, as it was scored first. One query."""
    scored = Evaluation.objects.filter(offer=offer, state=EvaluationState.SCORED).order_by("id")
    return scored.values_list("baseline", flat=True).first()


def worth_of(sealing: Sealing) -> int:
    """Tell how many rows of their own the sealed ones are worth, in whole. No query."""
    size = sealing.row_count / sealing.group_count
    return int(sealing.row_count / (1 + (size - 1) * LIKENESS))


def demands(offer: Offer, sealing: Sealing | None) -> list[Demand]:
    """Tell for numbers of tries how many must be right, and how likely that is. No query.

    Sealed rows count as many as they are worth, their groups taken for equally large. Taken
    for true is what lies halfway between the promise and perfection. Empty where the measure
    is no share of right answers.
    """
    metric, threshold = offer.terms.metric, float(offer.terms.threshold)
    if metric not in {Metric.ACCURACY, Metric.FIELD_TRIAL} or threshold >= 1:
        return []
    fewest = tries_needed(threshold, EACH_OF_TWO)
    counts = [worth_of(sealing)] if sealing else sorted({fewest, *TRIES_SHOWN})
    true = (1 + threshold) / 2
    return [demand(threshold, each, level=EACH_OF_TWO, true_share=true) for each in counts]
