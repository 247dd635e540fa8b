"""What people do about their answer: give it, change it, withdraw it."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.answers.actions.prices import compare_prices, complete, fix_prices
from demand.answers.models import Answer, Revision, Trace
from demand.mandates.models import Mandate
from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.operations.models import Operation
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class AlreadyCoSigned(Exception):
    """The operation has a standing answer to this need."""

    code = "already_co_signed"
    detail = _("Your operation has answered already. You can change that answer.")


class NeedIsClosed(Exception):
    """The need takes no more answers."""

    code = "need_is_closed"
    detail = _("This need takes no more answers.")


class NeedIsMerged(Exception):
    """The need was merged into another, which takes the answers."""

    code = "need_is_merged"
    detail = _("This need was merged into another one. Answer there.")


class NotAnswered(Exception):
    """There is no standing answer to change or withdraw."""

    code = "not_answered"
    detail = _("Your operation has not answered this need.")


class AnswerIsBound(Exception):
    """A commitment rests on the answer."""

    code = "answer_is_bound"
    detail = _("An offer has met your conditions, so your answer is held. See it on your page.")


class Words(TypedDict, total=False):
    """What an answer says. `cap` and the yen beside it are with tax per unit of the need."""

    level: str
    cap: int | None
    lowest_no: int | None
    quantity: Decimal | None
    certainty: int | None
    hours_lost: int | None
    sales_lost: int | None
    reason: str
    premium_lost: int | None
    note: str


@transaction.atomic
def co_sign(
    *,
    need: Need,
    operation: Operation,
    by: User,
    now: datetime,
    network_key: str = "",
    price_key: str = "",
    **words: Unpack[Words],
) -> Answer:
    """Give an operation's one answer to a need; after a withdrawal, give it anew.

    The network key tells answers of one network apart from others, and nothing else; the
    price key is of the prices that were shown, empty where that is not known.
    Raises: AlreadyCoSigned, NeedIsClosed, NeedIsMerged, PricesHaveChanged, NotYourOperation;
    ValidationError, field by field.
    """
    speak_for(operation, by)
    if need.canonical_id:
        raise NeedIsMerged
    if not need.is_open_on(timezone.localdate(now)):
        raise NeedIsClosed
    compare_prices(need, price_key)
    answer = Answer.objects.select_for_update().filter(need=need, operation=operation).first()
    if answer is None:
        answer = give_first(Answer(need=need, operation=operation, answered_at=now), by, now, words)
    elif answer.withdrawn_at is None:
        raise AlreadyCoSigned
    else:
        answer = rewrite(answer, by, now, words, kind="given")
    Trace.objects.leave(answer, network_key=network_key, at=now)
    return answer


@transaction.atomic
def change_answer(
    *,
    need: Need,
    operation: Operation,
    by: User,
    now: datetime,
    price_key: str = "",
    **words: Unpack[Words],
) -> Answer:
    """Change the operation's standing answer; what it was stays in its history.

    Raises: NotAnswered, AnswerIsBound, NeedIsClosed, PricesHaveChanged, NotYourOperation;
    ValidationError, field by field.
    """
    speak_for(operation, by)
    if not need.is_open_on(timezone.localdate(now)):
        raise NeedIsClosed
    compare_prices(need, price_key)
    return rewrite(_free(need, operation), by, now, words, kind="changed")


@transaction.atomic
def confirm_answer(*, answer: Answer, by: User, now: datetime) -> Answer:
    """Say that an old answer is still meant as it stands: it may be firm for another year.

    One that is not old is left as it is: nothing of what it adds to the sums has changed.
    Raises: NotAnswered, NotYourOperation.
    """
    speak_for(answer.operation, by)
    standing = _standing(answer.need, answer.operation)
    if not standing.is_old_at(now):
        return standing
    standing.changed_at = now
    standing.save(update_fields=["changed_at"])
    Revision.objects.keep(standing, kind="confirmed", by=by, was_priced=standing.is_priced)
    Change.objects.record(noun="answer", key=standing.need_id, kind="confirmed")
    return standing


@transaction.atomic
def withdraw(*, need: Need, operation: Operation, by: User, now: datetime) -> Answer:
    """Take the operation's answer back; it stays in the history and counts no more.

    Raises: NotAnswered, AnswerIsBound, NotYourOperation.
    """
    speak_for(operation, by)
    answer = _free(need, operation)
    was_priced = answer.is_priced
    answer.withdrawn_at = now
    return _keep(answer, by, now, kind="withdrawn", was_priced=was_priced)


def _standing(need: Need, operation: Operation) -> Answer:
    standing = Answer.objects.standing().select_for_update()
    answer = standing.filter(need=need, operation=operation).first()
    if answer is None:
        raise NotAnswered
    return answer


def _free(need: Need, operation: Operation) -> Answer:
    """Take the standing answer to change it. Raises: NotAnswered, AnswerIsBound."""
    answer = _standing(need, operation)
    if answer.bound_at is not None:
        raise AnswerIsBound
    return answer


def give_first(
    answer: Answer, by: User, now: datetime, words: Words, mandate: Mandate | None = None
) -> Answer:
    for name, value in words.items():
        setattr(answer, name, value)
    try:
        return _keep(answer, by, now, kind="given", was_priced=False, mandate=mandate)
    except IntegrityError as error:
        # A second tap, at the same moment: the constraint let one of the two through.
        if "an_operation_answers_a_need_once" in str(error):
            raise AlreadyCoSigned from None
        raise


def rewrite(
    answer: Answer,
    by: User,
    now: datetime,
    words: Words,
    *,
    kind: str,
    mandate: Mandate | None = None,
) -> Answer:
    was_priced = answer.is_priced
    blank = Answer()
    for name in Words.__annotations__:
        setattr(answer, name, words.get(name, getattr(blank, name)))
    answer.withdrawn_at = answer.set_aside_at = None
    return _keep(answer, by, now, kind=kind, was_priced=was_priced, mandate=mandate)


def _keep(
    answer: Answer,
    by: User,
    now: datetime,
    *,
    kind: str,
    was_priced: bool,
    mandate: Mandate | None = None,
) -> Answer:
    """Save an answer, its history and the news of it, all or nothing."""
    answer.answered_by, answer.changed_at, answer.mandate = by, now, mandate
    complete(answer)
    # Without the operation: that it answers once is for the database to say.
    answer.full_clean(exclude={"operation", "mandate"}, validate_unique=False)
    fix_prices(answer, now)
    with transaction.atomic():
        answer.save()
        Revision.objects.keep(answer, kind=kind, by=by, was_priced=was_priced)
        Change.objects.record(noun="answer", key=answer.need_id, kind=kind)
    return answer
