"""Answering in somebody's name: in, and never out."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.answers.actions.answering import (
    AlreadyCoSigned,
    NeedIsClosed,
    NeedIsMerged,
    Words,
    give_first,
    rewrite,
)
from demand.answers.actions.prices import PricesHaveChanged, compare_prices, complete
from demand.answers.models import Answer
from demand.mandates.actions import MandateIsOver, NotYourMandate, use_mandate
from demand.mandates.models import Mandate
from demand.needs.models import Need
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class OwnAnswerStands(Exception):
    """The operation has spoken itself, or a commitment rests on the answer.

    Which of them is not told: it would say something of a price.
    """

    code = "own_answer_stands"
    detail = _("Only this operation itself can change its answer now.")


# What may stand in the way of an entry in somebody's name.
REFUSED_ENTRY = (
    MandateIsOver,
    NotYourMandate,
    NeedIsClosed,
    NeedIsMerged,
    OwnAnswerStands,
    PricesHaveChanged,
)


@transaction.atomic
def enter(
    *,
    need: Need,
    mandate: Mandate,
    by: User,
    now: datetime,
    price_key: str = "",
    **words: Unpack[Words],
) -> None:
    """Enter an answer in the name of an operation, or replace one that was entered so.

    Write-only: it returns nothing and refuses nothing by what was there before, so that
    whoever enters learns no price. Who did it stays in the history that the operation sees.
    Raises: MandateIsOver, NotYourMandate, NeedIsClosed, NeedIsMerged, OwnAnswerStands,
    PricesHaveChanged; ValidationError of the words given, field by field.
    """
    held = use_mandate(mandate=mandate, need=need, by=by, now=now)
    if need.canonical_id:
        raise NeedIsMerged
    if not need.is_open_on(timezone.localdate(now)):
        raise NeedIsClosed
    compare_prices(need, price_key)
    answers = Answer.objects.select_for_update(of=("self",)).select_related("mandate")
    answer = answers.filter(need=need, operation=held.operation).first()
    if answer is None:
        answer = Answer(need=need, operation=held.operation, answered_at=now)
        try:
            give_first(answer, by, now, words, mandate=held)
        except AlreadyCoSigned:
            raise OwnAnswerStands from None
    elif not answer.may_be_replaced_by(held.agent_id):
        raise OwnAnswerStands
    elif answer.withdrawn_at is None and _says(answer, words):
        # The same file twice leaves no trace in the history; the log tells the same as ever,
        # or its silence would say that the price was guessed.
        Change.objects.record(noun="answer", key=need.pk, kind="changed")
    else:
        rewrite(answer, by, now, words, kind="changed", mandate=held)


def _says(answer: Answer, words: Words) -> bool:
    meant = Answer(need=answer.need, **words)
    complete(meant)
    return all(getattr(answer, name) == getattr(meant, name) for name in Words.__annotations__)
