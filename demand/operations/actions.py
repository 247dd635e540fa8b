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


def register_operation(
    *,
    name: str,
    by: User,
    organisation: Organisation | None = None,
    is_sample: bool = False,
    **fields: Any,
) -> Operation:
    """Register an operation, with its organisation where it has none yet.

    `fields` are those of the model: sector, products, prefecture, municipality.
    """
    with transaction.atomic():
        organisation = organisation or found_organisation(name=name, by=by, is_sample=is_sample)
        return Operation.objects.create(organisation=organisation, **fields)


def speak_for(operation: Operation, user: User) -> None:
    """Make sure that the user may speak for the operation.

    Raises: NotYourOperation.
    """
    if not operation.organisation.admits(user):
        raise NotYourOperation
