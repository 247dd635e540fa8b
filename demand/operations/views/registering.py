from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from demand.operations import actions
from demand.operations.forms import OperationForm
from marketplace.accounts.reads import CHOSEN, acting_organisation, person

# What a page that leads here may know already.
LIKELY = ("sector", "prefecture", "products")


@login_required
@require_http_methods(["GET", "POST"])
def register_operation(request: HttpRequest) -> HttpResponse:
    """Register one's operation and go on with what one came for."""
    form = OperationForm(
        request.POST or None,
        organisation=acting_organisation(request),
        initial={name: request.GET[name] for name in LIKELY if name in request.GET},
    )
    if request.method == "POST" and form.is_valid():
        operation = actions.register_operation(by=person(request), **form.words())
        request.session[CHOSEN] = operation.organisation_id
        return redirect(_onward(request))
    status = 422 if form.errors else 200
    return render(request, "operations/register.html", {"form": form}, status=status)


def _onward(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return "me"
