"""What follows from an answer: the need's summary and, when it is due, a publication."""

from datetime import datetime
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from demand.answers.models import Answer, Demand, Publication, Revision
from demand.needs.models import Need
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
        counts = Answer.objects.counting_for(need).counts()
        Demand.objects.update_or_create(
            need=need,
            defaults={
                "co_sign_count": counts["co_signs"],
                "refusal_count": counts["refuses"],
                "level_counts": counts,
                "summarised_at": timezone.now(),
            },
        )
        if need.asks_price:
            _publish_if_due(need)


def _publish_if_due(need: Need) -> None:
    """Publish the curve if the rule allows, with the news of it.

    What is published is a function of the tally alone: of counts per rung and level,
    and of the rounded total quantity.
    """
    from demand.answers.arithmetic.curve import demand_curve
    from demand.answers.arithmetic.document import as_document
    from demand.answers.arithmetic.publication import heaviest_share, judge
    from demand.answers.arithmetic.tally import Tally

    at = timezone.now()
    answers = [_counted(answer, at) for answer in Answer.objects.counting_for(need).priced()]
    last = Publication.objects.latest_of(need.pk)
    moved = Revision.objects.moving_prices_of(need, since=last)
    tally = Tally.of(need.rungs, answers)
    verdict = judge(
        tally,
        changed_count=moved.contributor_count(),
        heaviest_share=heaviest_share(answers),
    )
    if verdict.grade is None:
        return
    Publication.objects.publish(
        need,
        as_document(demand_curve(tally)),
        grade=verdict.grade,
        after=last,
        last_revision=moved.latest("id"),
    )
    Change.objects.record(noun="publication", key=need.pk, kind="published")


def _counted(answer: Answer, at: datetime) -> "tally.Answer":
    """Take the part that a tally may see; whoever answers has entered it themselves."""
    from demand.answers.arithmetic import tally

    return tally.Answer(
        level=answer.level,
        cap=answer.cap,
        quantity=answer.quantity,
        certainty=answer.certainty,
        contributor=answer.operation_id,
        is_old=answer.is_old_at(at),
    )
