"""What people do about all that is theirs: take it along, or have it erased."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from marketplace.belongings import tasks
from marketplace.belongings.actions.closing import CommitmentsUnderWay, close_account
from marketplace.belongings.models import KEPT_FOR, Export

__all__ = ["CommitmentsUnderWay", "ask_for_export", "close_account"]


def ask_for_export(*, user: User, site: str, now: datetime) -> Export:
    """Have an archive made of all that somebody entered; while one is being made, that one."""
    try:
        with transaction.atomic():
            export = Export.objects.create(
                user=user, site=site, asked_at=now, expires_at=now + KEPT_FOR
            )
            tasks.make_export.delay_on_commit(export.pk)  # type: ignore[attr-defined]
    except IntegrityError:
        return Export.objects.waiting().get(user=user)
    return export
