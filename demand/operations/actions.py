"""What people do about whom they speak for."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from demand.operations.models import Operation
from marketplace.accounts.actions import found_organisation
from marketplace.accounts.models import Organisation, User


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
    return Operation.objects.create(organisation=organisation, **fields)


def speak_for(operation: Operation, user: User) -> None:
    """Make sure that the user may speak for the operation.

    Raises: NotYourOperation.
    """
    if not operation.organisation.admits(user):
        raise NotYourOperation
