"""What is told of a need's answers beyond their counts: never anew for fewer than five."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demand.answers.models import Answer, Loss, Publication, Revision, Trace, contributor
from demand.answers.models.answer import LOST_IN, Contributor
from demand.answers.vocabulary import Lost
from demand.needs.models import Need
from marketplace.changes.models import Change

if TYPE_CHECKING:
    from demand.answers.arithmetic import tally

type Traces = dict[int, Trace]


def publish_if_due(need: Need, traces: Traces) -> None:
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
    premium, premium_read_up_to = _premium(need, curve, last, traces)
    Publication.objects.publish(
        need,
        curve | {"premium": premium, "sensitivity": sensitivity_document(sensitivity(tally))},
        grade=verdict.grade,
        after=last,
        last_revision=moved.latest("id"),
        premium_read_up_to=premium_read_up_to,
    )
    Change.objects.record(noun="publication", key=need.pk, kind="published")


def tell_losses(need: Need, traces: Traces) -> None:
    """Tell what a rule or procedure costs all who told it, hours and sales each when due."""
    from demand.answers.arithmetic.losses import Told, losses_told

    for lost, name in LOST_IN.items():
        last = Loss.objects.latest_of(need.pk, lost)
        moved = Revision.objects.telling(name, need, since=last.read_up_to if last else None)
        telling = Answer.objects.counting_for(need).telling_losses(lost).select_related("mandate")
        told = losses_told(
            (Told(getattr(each, name), *_voice(each, traces.get(each.pk))) for each in telling),
            changed_count=len(moved.contributors()) if last else None,
        )
        if told is not None:
            Loss.objects.tell(need, lost, told, after=last, read_up_to=moved.last_number())
            Change.objects.record(noun="losses", key=need.pk, kind=Lost(lost).lower())


def _premium(
    need: Need, curve: dict[str, Any], last: Publication | None, traces: Traces
) -> tuple[dict[str, int | None] | None, int | None]:
    """Tell what those would lose who do not want it automated, and what is left net of it.

    Comes with the number of the last revision that it rests on. A premium that may not be
    told anew is carried on as it was: a newcomer's rung would be the difference.
    """
    from demand.answers.arithmetic.premium import AtStake, Premium, premium_at_stake

    before = last and last.curve.get("premium")
    since = last.premium_read_up_to if last and before else None
    moved = Revision.objects.telling("premium_lost", need, since=since)
    telling = Answer.objects.counting_for(need).telling_premiums().select_related("mandate")
    at_stake = premium_at_stake(
        need.rungs,
        (AtStake(each.premium_lost or 0, *_voice(each, traces.get(each.pk))) for each in telling),
        changed_count=len(moved.contributors()) if before else None,
    )
    if at_stake is not None:
        since = moved.last_number()
    elif before:
        at_stake = Premium(before["count"], before["per_unit"])
    else:
        return None, None
    stated, best = curve["stated"], curve["stated"]["best_rung"]
    brought = best and stated["revenue"]["estimate"][curve["rungs"].index(best)]
    return {
        "count": at_stake.count,
        "per_unit": at_stake.per_unit,
        "net_revenue": best and at_stake.net_of(brought, curve["mean_quantity"]),
    }, since


def _voice(answer: Answer, trace: Trace | None) -> tuple[Contributor, float]:
    """Tell whose voice an answer is, and what is left of it where it looks like one hand."""
    agent = answer.mandate.agent_id if answer.mandate else None
    hand = trace.hand if trace else None
    return contributor(answer.operation_id, hand=hand, agent=agent), trace.weight if trace else 1.0


def _counted(answer: Answer, at: datetime, trace: Trace | None = None) -> "tally.Answer":
    """Take the part that a tally may see."""
    from demand.answers.arithmetic import tally

    whose, weight = _voice(answer, trace)
    return tally.Answer(
        level=answer.level,
        cap=answer.cap,
        quantity=answer.quantity,
        certainty=answer.certainty,
        contributor=whose,
        weight=weight,
        is_old=answer.is_old_at(at),
    )
