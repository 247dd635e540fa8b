"""Which operation a request speaks for."""

from django.http import HttpRequest
from rest_framework.request import Request

from demand.operations.models import Operation
from marketplace.accounts.models import ApiToken
from marketplace.accounts.reads import acting_organisation, person


def acting_operation(request: HttpRequest | Request) -> Operation | None:
    """Find the operation in whose name the request acts; at most three queries.

    Somebody who acts for an organisation that is none, such as a team of developers,
    speaks for the first operation that they belong to. A token never does: it is
    tied to one organisation.
    """
    organisation = acting_organisation(request)
    if organisation is None:
        return None
    operations = Operation.objects.select_related("organisation")
    own = operations.filter(organisation=organisation).first()
    if own or isinstance(getattr(request, "auth", None), ApiToken):
        return own
    return operations.acted_for_by(person(request)).order_by("registered_at", "id").first()
