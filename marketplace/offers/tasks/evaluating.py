"""Scoring predictions on sealed labels."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from marketplace.developers.models import Developer
from marketplace.offers.arithmetic import feedback
from marketplace.offers.arithmetic.proportions import EACH_OF_TWO
from marketplace.offers.models import Evaluation, Offer, careful, conclude
from marketplace.offers.models.evaluations import MOST_TESTS, PATIENCE_SECONDS
from marketplace.offers.tasks.judging import judged
from marketplace.offers.vocabulary import ERRORS, EvaluationState, State

if TYPE_CHECKING:
    from marketplace.offers.arithmetic.evaluation import Score


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def evaluate_waiting() -> None:
    """Have scored what a lost job left behind."""
    lost = timezone.now() - timedelta(seconds=PATIENCE_SECONDS)
    waiting = Evaluation.objects.waiting().filter(uploaded_at__lt=lost)
    for evaluation_id in waiting.values_list("pk", flat=True):
        evaluate.delay(evaluation_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=600)
def evaluate(evaluation_id: int) -> None:
    """Score predictions, the baseline first, and end the offer where a test decides it.

    Its seed is its number: two runs find the same, and one of them writes.
    """
    waiting = Evaluation.objects.waiting().select_related("offer__last_version", "sealing__labels")
    evaluation = waiting.filter(pk=evaluation_id).first()
    if evaluation is None:
        return
    from marketplace.offers.arithmetic.evaluation import score
    from marketplace.offers.arithmetic.refusal import NotScorable

    metric = evaluation.offer.terms.metric
    try:
        base, items = judged(evaluation)
        found = score(items, metric, level=EACH_OF_TWO, seed=evaluation.pk)
    except NotScorable:
        Evaluation.objects.waiting().filter(pk=evaluation_id).update(state=EvaluationState.REFUSED)
        return
    _write(evaluation, base, found, timezone.now())


def _write(evaluation: Evaluation, base: float, found: "Score", now: datetime) -> None:
    from marketplace.offers.arithmetic.evaluation import CODE_VERSION

    with transaction.atomic():
        # One after the other for each developer: what is told depends on what was.
        Developer.objects.select_for_update(no_key=True).get(pk=evaluation.offer.developer_id)
        offer = Offer.objects.whole().select_for_update(of=("self",)).get(pk=evaluation.offer_id)
        written = (
            Evaluation.objects.waiting()
            .filter(pk=evaluation.pk)
            .update(
                state=EvaluationState.SCORED,
                scored_at=now,
                baseline=base,
                value=found.value,
                bound=found.bound,
                worst=found.worst,
                worst_bound=found.worst_bound,
                effective_count=found.effective_count,
                level=found.level,
                told=_told(evaluation, offer, base, found),
                is_passed=offer.terms.is_met_by(careful(offer, found.bound)),
                code_version=CODE_VERSION,
            )
        )
        if written and evaluation.is_test:
            _decide(offer, now)


def _told(evaluation: Evaluation, offer: Offer, base: float, found: "Score") -> float | None:
    """Say what its maker hears: in steps, and while practising only what is better."""
    is_error = offer.terms.metric in ERRORS
    sign = -1 if is_error else 1
    tried = Evaluation.objects.by_developer(offer.developer.organisation, evaluation.sealing)
    heard = tried.filter(offer__last_version__metric=offer.terms.metric, told__isnull=False)
    before = [] if evaluation.is_test else [sign * each.told for each in heard if each.told]
    best = max(before, default=None)
    scale = (base or 1.0) if is_error else 1.0
    said = feedback.told(sign * found.value, best, count=found.effective_count, scale=scale)
    return None if said is None else sign * said


def _decide(offer: Offer, now: datetime) -> None:
    """End an offer by its tests: the first one that is passed, or the last one that is not."""
    if offer.state != State.ACCEPTANCE:
        return
    tests = Evaluation.objects.tests().filter(offer=offer, state=EvaluationState.SCORED)
    bounds = [careful(offer, each.bound) for each in tests if each.bound is not None]
    best = (min if offer.terms.metric in ERRORS else max)(bounds)
    if offer.terms.is_met_by(best) or len(bounds) >= MOST_TESTS:
        conclude(offer, best, now=now)
