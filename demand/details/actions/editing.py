"""Changing what a need says."""

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Edit, Need, SearchEntry
from demand.operations.actions import speak_for
from demand.talk.actions.speaking import let_write
from marketplace.accounts.models import User
from marketplace.changes.models import Change

PRICE_TERMS = ("thing", "period", "rungs")


class PricesAreFixed(Exception):
    """Somebody has answered at the need's prices, so neither they nor its unit may change."""

    code = "prices_are_fixed"
    detail = _("Others have answered at these prices already, so they stay as they are.")


@transaction.atomic
def edit_need(*, need: Need, by: User, now: datetime, **fields: Any) -> Need:
    """Change what a need says; what it said stays in its public history.

    `fields` are those of the model. A change of nothing leaves no trace.
    Raises: NotYourOperation, AuthorIsBlocked, PricesAreFixed; ValidationError, field by field.
    """
    speak_for(need.posted_by, by)
    let_write(by)
    # Locked: an answer at the old prices waits, and then finds that they are others.
    need = Need.objects.for_list().select_for_update(of=("self",)).get(pk=need.pk)
    before = {name: getattr(need, name) for name in fields}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if need.prices_fixed_at and changed.keys() & set(PRICE_TERMS):
        raise PricesAreFixed
    if not changed:
        return need
    for name, value in changed.items():
        setattr(need, name, value)
    need.full_clean(validate_unique=False)
    if "open_until" in changed and not need.is_open_on(timezone.localdate(now)):
        raise ValidationError({"open_until": _("This day is over. Write a day to come.")})
    need.save(update_fields=list(changed))
    SearchEntry.objects.write([need])
    altered = {name: {"before": before[name], "after": value} for name, value in changed.items()}
    Edit.objects.create(need=need, fields=_plain(altered), at=now)
    Change.objects.record(noun="need", key=need.pk, kind="edited")
    return need


def _plain(altered: dict[str, Any]) -> dict[str, Any]:
    """Write days as text: what was changed is kept as JSON."""
    kept: dict[str, Any] = json.loads(json.dumps(altered, cls=DjangoJSONEncoder))
    return kept
