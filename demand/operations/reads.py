"""Which operation a request speaks for."""

from django.http import HttpRequest
from rest_framework.request import Request

from demand.operations.models import Operation
from marketplace.accounts.reads import acting_organisation


def acting_operation(request: HttpRequest | Request) -> Operation | None:
    """Find the operation in whose name the request acts; at most two queries."""
    organisation = acting_organisation(request)
    if organisation is None:
        return None
    return (
        Operation.objects.filter(organisation=organisation).select_related("organisation").first()
    )
