"""Asking that an answer count in full, and deciding about it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from demand.answers.actions.answering import NotAnswered
from demand.answers.models import Answer, Appeal, Trace
from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.operations.models import Operation
from marketplace.accounts.actions import moderate
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class CountsInFull(Exception):
    """There is no discount to appeal against."""

    code = "counts_in_full"
    detail = _("Your answer counts in full.")


class AlreadyAppealed(Exception):
    """An appeal is waiting to be decided."""

    code = "already_appealed"
    detail = _("You have asked already. Somebody will look at it.")


class AlreadyDecided(Exception):
    """Another moderator was quicker."""

    code = "already_decided"
    detail = _("This has been decided already.")


@transaction.atomic
def appeal(*, need: Need, operation: Operation, words: str, by: User, now: datetime) -> Appeal:
    """Ask, for the operation, that its answer count in full, and say why.

    Raises: NotYourOperation, NotAnswered, CountsInFull, AlreadyAppealed; ValidationError.
    """
    speak_for(operation, by)
    answer = Answer.objects.standing().filter(need=need, operation=operation).first()
    if answer is None:
        raise NotAnswered
    trace = Trace.objects.filter(answer=answer).first()
    if trace is None or trace.hand is None:
        raise CountsInFull
    asked = Appeal(answer=answer, words=words, made_by=by, made_at=now)
    asked.clean_fields()
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        raise AlreadyAppealed from None
    Change.objects.record(noun="appeal", key=need.pk, kind="made")
    return asked


@transaction.atomic
def decide_appeal(*, asked: Appeal, lifts: bool, by: User, now: datetime) -> Appeal:
    """Lift the discount or leave it; who did it and when stays in the row.

    Raises: NotAModerator, AlreadyDecided.
    """
    moderate(by)
    decided = Appeal.objects.waiting().filter(pk=asked.pk)
    if not decided.update(decided_by=by, decided_at=now, is_lifted=lifts):
        raise AlreadyDecided
    asked.refresh_from_db()
    need_id = asked.answer.need_id
    Change.objects.record(noun="appeal", key=need_id, kind="lifted" if lifts else "left")
    if lifts:
        Change.objects.record(noun="answer", key=need_id, kind="cleared")
    return asked
