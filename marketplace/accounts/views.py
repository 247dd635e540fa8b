from allauth.account.views import ConfirmLoginCodeView
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
    onward = request.POST.get("next") or request.GET.get("next")
    return redirect(f"{asks_anew}?{urlencode({'next': onward})}" if onward else asks_anew)
