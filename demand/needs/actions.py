"""What people do about what is wanted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from demand.needs.models import Need
from demand.operations.actions import speak_for
from demand.operations.models import Operation
from marketplace.accounts.models import User
from marketplace.changes.models import Change


def post_need(
    *, operation: Operation, by: User, now: datetime, posting_key: UUID, **fields: Any
) -> Need:
    """Post a need; posting it again with the same key returns the one that is there.

    `fields` are those of the model.
    Raises: NotYourOperation; ValidationError, field by field.
    """
    speak_for(operation, by)
    already = Need.objects.filter(posting_key=posting_key, posted_by=operation).first()
    if already:
        return already
    need = Need(posted_by=operation, posted_at=now, posting_key=posting_key, **fields)
    need.full_clean(validate_unique=False)
    with transaction.atomic():
        need.save()
        Change.objects.record(noun="need", key=need.pk, kind="posted")
    return need
