"""Answering what is asked again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.answers.actions import confirm_answer
from demand.answers.models import Answer
from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.upkeep.models import Asked
from demand.upkeep.tasks import keep
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class NotAsked(Exception):
    """Nothing is asked about this at present."""

    code = "not_asked"
    detail = _("Nothing is asked about this at present.")


@transaction.atomic
def keep_need(*, need: Need, by: User, now: datetime) -> None:
    """Say that a need is still wanted: it stands for another year, also after it has faded.

    Raises: NotYourOperation, NotAsked.
    """
    speak_for(need.posted_by, by)
    if not Asked.objects.waiting().filter(need=need).exists():
        raise NotAsked
    keep(need, now)


@transaction.atomic
def close_need(*, need: Need, by: User, now: datetime) -> None:
    """Say that a need is not wanted any more: it takes no more answers, and stays readable.

    Raises: NotYourOperation, NotAsked.
    """
    keep_need(need=need, by=by, now=now)
    Need.objects.filter(pk=need.pk, closed_at=None).update(closed_at=now)
    Change.objects.record(noun="need", key=need.pk, kind="closed")


@transaction.atomic
def keep_price(*, answer: Answer, by: User, now: datetime) -> None:
    """Say that an old price is still meant.

    Raises: NotYourOperation, NotAnswered, NotAsked.
    """
    confirm_answer(answer=answer, by=by, now=now)
    if not Asked.objects.waiting().filter(answer=answer).update(answered_at=now):
        raise NotAsked
