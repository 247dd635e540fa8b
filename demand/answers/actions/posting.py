"""Posting a need together with one's own answer to it."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from demand.answers.actions.answering import Words, co_sign
from demand.answers.models import Answer, Demand
from demand.needs import actions as needs
from demand.needs.models import Need, Regulation
from demand.operations.models import Operation
from demand.talk.actions import follow
from demand.talk.actions.speaking import let_write
from marketplace.accounts.models import User


class RuleWords(TypedDict):
    """How people call a rule, and what else is known of it."""

    title: str
    text_number: str
    level: str
    owner: str


@transaction.atomic
def post_need_with_answer(
    *,
    operation: Operation,
    by: User,
    now: datetime,
    posting_key: UUID,
    answer: Words | None = None,
    regulation: RuleWords | None = None,
    **fields: object,
) -> Need:
    """Post a need and give one's own answer to it, both or neither; twice makes one.

    `regulation` is what stands in its way, known already or named here first.

    Raises: NotYourOperation, AuthorIsBlocked; ValidationError, field by field.
    """
    let_write(by)
    need = needs.post_need(operation=operation, by=by, now=now, posting_key=posting_key, **fields)
    _made, is_new = Demand.objects.get_or_create(need=need)
    if is_new:
        # Whoever asks wants to hear what others say.
        follow(need=need, by=by, now=now)
        if regulation:
            need.regulations.add(Regulation.objects.named(**regulation))
    if answer and not Answer.objects.filter(need=need, operation=operation).exists():
        co_sign(need=need, operation=operation, by=by, now=now, **answer)
    return need
