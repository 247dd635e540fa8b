"""Registering an operation, speaking for it, and saying more of who it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.operations.actions.recognising import tell_vouched
from demand.operations.models import Operation
from marketplace.accounts.actions import found_organisation
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change


class NotYourOperation(Exception):
    """Somebody acts for an operation that they are not a member of."""

    code = "not_your_operation"
    detail = _("You do not belong to this operation, so you cannot answer for it.")


@transaction.atomic
def register_operation(
    *,
    name: str,
    by: User,
    organisation: Organisation | None = None,
    is_sample: bool = False,
    **fields: Any,
) -> Operation:
    """Register an operation, with its organisation where it has none yet; twice makes one.

    `fields` are those of the model: sector, products, prefecture, municipality.
    Raises: NotYourOperation.
    """
    # Somebody's double tap waits here for the first, and finds what it made.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = Operation.objects.acted_for_by(by).select_related("organisation")
    if already := mine.filter(organisation__name=name, **fields).first():
        return already
    if organisation is not None and not organisation.admits(by):
        raise NotYourOperation
    organisation = organisation or found_organisation(name=name, by=by, is_sample=is_sample)
    operation = Operation.objects.create(organisation=organisation, **fields)
    Change.objects.record(noun="operation", key=operation.pk, kind="registered")
    return operation


@transaction.atomic
def edit_operation(*, operation: Operation, by: User, **fields: Any) -> Operation:
    """Change what an operation says of itself: its trade, products, size and place.

    A co-operative that moves to another prefecture has to be recognised anew.
    Raises: NotYourOperation; ValidationError, field by field.
    """
    speak_for(operation, by)
    moves = fields.get("prefecture", operation.prefecture) != operation.prefecture
    if moves:
        fields |= {"recognised_at": None, "recognised_by": None}
    for name, value in fields.items():
        setattr(operation, name, value)
    operation.full_clean(exclude={"organisation"}, validate_unique=False)
    operation.save(update_fields=list(fields))
    Change.objects.record(noun="operation", key=operation.pk, kind="edited")
    if moves:
        tell_vouched(operation, kind="unvouched")
    return operation


@transaction.atomic
def tell_more(
    *,
    operation: Operation,
    by: User,
    phone: str,
    corporate_number: str,
    is_cooperative: bool,
    district: list[str],
) -> Operation:
    """Say how an operation may be reached and known; an empty word takes an old one back.

    Whoever is no co-operative any more is recognised as none, and whoever takes in more of
    the country is known only for what it had: both have to be asked anew.
    Raises: NotYourOperation; ValidationError, field by field.
    """
    speak_for(operation, by)
    # Locked: a moderator may decide at this moment whether it vouches, and for where.
    held = Operation.objects.select_for_update(no_key=True, of=("self",))
    operation = held.select_related("organisation").get(pk=operation.pk)
    told: dict[str, Any] = {"phone": phone, "corporate_number": corporate_number}
    told |= {"is_cooperative": is_cooperative, "district": district}
    loses = operation.may_vouch and (not is_cooperative or operation.would_widen_to(district))
    if loses:
        told |= {"recognised_at": None, "recognised_by": None}
    for name, value in told.items():
        setattr(operation, name, value)
    operation.full_clean(exclude={"organisation", "products"})
    operation.save(update_fields=list(told))
    Change.objects.record(noun="operation", key=operation.pk, kind="told")
    if loses:
        tell_vouched(operation, kind="unvouched")
    return operation


def speak_for(operation: Operation, user: User) -> None:
    """Make sure that the user may speak for the operation.

    Raises: NotYourOperation.
    """
    if not operation.organisation.admits(user):
        raise NotYourOperation
