"""What follows from an answer: the need's summary and, when it is due, a publication."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from demand.answers.models import (
    Answer,
    AnswerQuerySet,
    Demand,
    Publication,
    Revision,
    Trace,
    contributor,
)
from demand.needs.models import Need
from demand.operations.models import Operation
from marketplace.changes.models import Change
from marketplace.changes.reads import follow

if TYPE_CHECKING:
    from demand.answers.arithmetic import tally

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
            _publish_if_due(need, traces)


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


def _publish_if_due(need: Need, traces: dict[int, Trace]) -> None:
    """Publish the curve if the rule allows, with the news of it.

    What is published is a function of the tally alone: of counts per rung and level,
    and of the rounded total quantity.
    """
    from demand.answers.arithmetic.curve import demand_curve
    from demand.answers.arithmetic.document import as_document
    from demand.answers.arithmetic.publication import heaviest_share, judge
    from demand.answers.arithmetic.sensitivity import sensitivity, sensitivity_document
    from demand.answers.arithmetic.tally import Tally

    at, counted = timezone.now(), Answer.objects.counting_for(need)
    priced = counted.priced().select_related("mandate")
    answers = [_counted(answer, at, traces.get(answer.pk)) for answer in priced]
    last = Publication.objects.latest_of(need.pk)
    moved = Revision.objects.moving_prices_of(need, since=last)
    tally = Tally.of(need.rungs, answers)
    verdict = judge(
        tally,
        changed_count=len(moved.contributors()),
        heaviest_share=heaviest_share(answers),
    )
    if verdict.grade is None:
        return
    curve = as_document(demand_curve(tally))
    Publication.objects.publish(
        need,
        curve
        | {
            "premium": _premium(need, curve),
            "sensitivity": sensitivity_document(sensitivity(tally)),
        },
        grade=verdict.grade,
        after=last,
        last_revision=moved.latest("id"),
    )
    Change.objects.record(noun="publication", key=need.pk, kind="published")


def _premium(need: Need, curve: dict[str, Any]) -> dict[str, int | None] | None:
    """Tell what those would lose who do not want it automated, and what is left net of it."""
    from demand.answers.arithmetic.premium import premium_at_stake

    at_stake = premium_at_stake(need.rungs, Answer.objects.counting_for(need).premiums())
    if at_stake is None:
        return None
    stated, best = curve["stated"], curve["stated"]["best_rung"]
    brought = best and stated["revenue"]["estimate"][curve["rungs"].index(best)]
    return {
        "count": at_stake.count,
        "per_unit": at_stake.per_unit,
        "net_revenue": best and at_stake.net_of(brought, curve["mean_quantity"]),
    }


def _counted(answer: Answer, at: datetime, trace: Trace | None = None) -> "tally.Answer":
    """Take the part that a tally may see, with what is left of it where it looks like one hand."""
    from demand.answers.arithmetic import tally

    agent = answer.mandate.agent_id if answer.mandate else None
    return tally.Answer(
        level=answer.level,
        cap=answer.cap,
        quantity=answer.quantity,
        certainty=answer.certainty,
        contributor=contributor(
            answer.operation_id, hand=trace.hand if trace else None, agent=agent
        ),
        weight=trace.weight if trace else 1.0,
        is_old=answer.is_old_at(at),
    )
