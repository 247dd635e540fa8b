"""What follows from an answer: the need's summary and, when it is due, a publication."""

import math
from collections.abc import Sequence
from datetime import timedelta

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from demand.answers.models import (
    Answer,
    AnswerQuerySet,
    Demand,
    Trace,
)
from demand.answers.tasks.publishing import publish_if_due, tell_losses
from demand.needs.models import Need
from demand.operations.models import Operation
from marketplace.changes.reads import follow

# A transaction that holds the log back is over in a moment: look again after it.
SOON = 0.2


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_changes() -> None:
    """Summarise every need whose answers changed since this was last done."""
    if follow("demand.answers", ["answer"], summarise):
        follow_changes.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_operations() -> None:
    """Summarise what an operation answered whenever it is vouched for, merged or parted."""
    if follow("demand.answers.operations", ["operation"], _summarise_answered_by):
        follow_operations.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=120)
def follow_accounts() -> None:
    """Summarise what somebody's operations answered once they are reached by telephone."""
    if follow("demand.answers.accounts", ["account"], _summarise_answered_for):
        follow_accounts.apply_async(countdown=SOON)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def forget_networks() -> None:
    """Forget from which network answers of more than 90 days ago came."""
    Trace.objects.forget_networks(now=timezone.now())


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True, time_limit=60)
def summarise(need_id: int) -> None:
    """Recompute one need's summary from what counts for it, and publish when that is due.

    While a need is merged, its answers add up in the need that stands for it, and its own
    summary stays as it was.
    """
    stands_for_it = Need.objects.filter(id=need_id).values_list("canonical", flat=True).first()
    with transaction.atomic():
        # One at a time for each need: two at once could both find a publication due.
        needs = Need.objects.select_for_update(no_key=True)
        need = needs.filter(id=stands_for_it or need_id, canonical=None).first()
        if need is None:
            return
        answers = Answer.objects.counting_for(need)
        answers.settle_twins()
        traces = _retraced(answers)
        counts = answers.counts()
        Demand.objects.update_or_create(
            need=need,
            defaults={
                "co_sign_count": counts["co_signs"],
                "refusal_count": counts["refuses"],
                "level_counts": counts,
                "discounted_count": _discounted(answers.co_signs(), traces),
                "tier_counts": answers.tier_counts(),
                "summarised_at": timezone.now(),
            },
        )
        if need.asks_price:
            publish_if_due(need, traces)
        else:
            tell_losses(need, traces)


def _summarise_answered_by(operation_id: int) -> None:
    for need_id in Answer.objects.standing().about_needs_of(operation_id):
        summarise(need_id)


def _summarise_answered_for(user_id: int) -> None:
    members = Operation.objects.filter(organisation__memberships__user=user_id)
    for operation_id in members.order_by("id").values_list("id", flat=True):
        _summarise_answered_by(operation_id)


def _retraced(answers: AnswerQuerySet) -> dict[int, Trace]:
    """Look again which answers look like one hand, and write down what changed; by answer.

    Where the network is forgotten, what was found before stands.
    """
    from demand.answers.arithmetic.rings import Trace as Seen
    from demand.answers.arithmetic.rings import hands

    traces = list(Trace.objects.of_counted(answers).with_standing())
    known = [trace for trace in traces if trace.network_key]
    seen = [
        Seen(
            at=trace.at.timestamp(),
            network=trace.network_key,
            age_days=(trace.at - trace.answer.answered_by.joined_at) / timedelta(days=1),
            is_vouched=trace.is_clear,
            is_mandated=trace.answer.mandate_id is not None,
        )
        for trace in known
    ]
    found = dict(zip((trace.pk for trace in known), _named(known, hands(seen)), strict=True))
    Trace.objects.write_hands(
        traces, [None if trace.is_clear else found.get(trace.pk, trace.hand) for trace in traces]
    )
    return {trace.pk: trace for trace in traces}


def _named(traces: Sequence[Trace], labels: Sequence[int | None]) -> list[int | None]:
    """Name each hand by its first answer, and keep the name that it has.

    One that loses its first answers must not become another: its moves are one voice's.
    """
    names: dict[int, int] = {}
    for trace, label in zip(traces, labels, strict=True):
        if label is not None:
            names[label] = min(names.get(label, trace.pk), trace.pk, trace.hand or trace.pk)
    return [None if label is None else names[label] for label in labels]


def _discounted(co_signs: QuerySet[Answer], traces: dict[int, Trace]) -> float:
    """Add up what the co-signs count for; the counts themselves are raw."""
    count = co_signs.exclude(pk__in=traces).count()
    traced = co_signs.filter(pk__in=traces).values_list("pk", flat=True)
    return count + math.fsum(traces[pk].weight for pk in traced)
