"""What people do about what is wanted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need, Regulation, SearchEntry
from demand.operations.actions import speak_for
from demand.operations.models import Operation
from marketplace.accounts.actions import moderate
from marketplace.accounts.models import User
from marketplace.changes.models import Change


class PostingKeyIsTaken(Exception):
    """Another operation has posted a need with this key."""

    code = "posting_key_is_taken"
    detail = _("This key belongs to another need. Send a new one.")


def post_need(
    *, operation: Operation, by: User, now: datetime, posting_key: UUID, **fields: Any
) -> Need:
    """Post a need; posting it again with the same key returns the one that is there.

    `fields` are those of the model.
    Raises: NotYourOperation, PostingKeyIsTaken; ValidationError, field by field.
    """
    speak_for(operation, by)
    there = Need.objects.filter(posting_key=posting_key)
    if already := there.filter(posted_by=operation).first():
        return already
    need = Need(posted_by=operation, posted_at=now, posting_key=posting_key, **fields)
    need.full_clean(validate_unique=False)
    if not need.is_open_on(timezone.localdate(now)):
        raise ValidationError({"open_until": _("This day is over. Write a day to come.")})
    try:
        with transaction.atomic():
            need.save()
            SearchEntry.objects.write([need])
            Change.objects.record(noun="need", key=need.pk, kind="posted")
    except IntegrityError:
        # A second tap, at the same moment: the first has made it by now.
        if there.exists():
            return _own(there, operation)
        raise
    return need


@transaction.atomic
def write_reply(*, regulation: Regulation, reply: str, replied_on: date, by: User) -> Regulation:
    """Write down what the office in charge has said, and when.

    Raises: NotAModerator; ValidationError, field by field.
    """
    moderate(by)
    regulation.reply, regulation.replied_on = reply, replied_on
    regulation.full_clean(validate_unique=False)
    regulation.save(update_fields=["reply", "replied_on"])
    Change.objects.record(noun="regulation", key=regulation.pk, kind="replied")
    return regulation


def _own(there: QuerySet[Need], operation: Operation) -> Need:
    need = there.filter(posted_by=operation).first()
    if need is None:
        raise PostingKeyIsTaken
    return need
