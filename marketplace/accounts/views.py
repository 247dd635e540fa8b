from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, request_login_code
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts import actions, reads
from marketplace.accounts.forms import CodeForm, TokenForm
from marketplace.accounts.models import ApiToken, Organisation


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    context = reads.own_page(request) | {"token_form": TokenForm()}
    return render(request, "accounts/me.html", context)


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose in whose name one acts from now on."""
    mine = Organisation.objects.acted_for_by(reads.person(request))
    chosen = get_object_or_404(mine, slug=request.POST.get("organisation"))
    request.session[reads.CHOSEN] = chosen.pk
    return redirect("me")


@login_required
@never_cache
@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its key, this once."""
    organisation, form = reads.acting_organisation(request), TokenForm(request.POST)
    if organisation is None:
        messages.warning(request, _("Register your organisation first: a token acts for it."))
        return redirect("me")
    if not form.is_valid():
        context = reads.own_page(request) | {"token_form": form}
        return render(request, "accounts/me.html", context, status=422)
    key = actions.issue_token(
        organisation=organisation, name=form.cleaned_data["name"], by=reads.person(request)
    )
    context = reads.own_page(request) | {"token_form": TokenForm(), "new_key": key}
    return render(request, "accounts/me.html", context)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, user=request.user)
    actions.revoke_token(token=token, now=timezone.now())
    return redirect("me")


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_request_login_code')}?{request.GET.urlencode()}")


@require_http_methods(["GET", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address and send a code to it.

    While a code is awaited, allauth leads back to where it is asked for; whoever
    mistyped the address has to get past that.
    """
    if request.method == "POST" or "again" in request.GET:
        clear_login(request)
    response: HttpResponseBase = request_login_code(request)
    leads_back = isinstance(response, HttpResponseRedirect) and response.url == reverse(
        "account_confirm_login_code"
    )
    return redirect(_with_next(request, "account_confirm_login_code")) if leads_back else response


check_code = ConfirmLoginCodeView.as_view(form_class=CodeForm)


@require_http_methods(["GET", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code; whoever has to ask for a new one is told so, and loses no way on."""
    said = len(messages.get_messages(request))
    response: HttpResponseBase = check_code(request)
    asks_anew = reverse("account_request_login_code")
    if not isinstance(response, HttpResponseRedirect) or response.url != asks_anew:
        return response
    if len(messages.get_messages(request)) == said:
        messages.warning(request, _("This code is no longer good. Ask for a new one."))
    return redirect(_with_next(request, "account_request_login_code"))


def _with_next(request: HttpRequest, page: str) -> str:
    """Address a page of signing in so that it goes on where the request would have."""
    onward = request.POST.get("next") or request.GET.get("next")
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return f"{reverse(page)}{query}"
