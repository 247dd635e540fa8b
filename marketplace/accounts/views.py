from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, request_login_code
from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts import actions, reads
from marketplace.accounts.adapters import SmsNotSent
from marketplace.accounts.forms import (
    AddressForm,
    CodeForm,
    NewWayCodeForm,
    NumberForm,
    SlipForm,
    TokenForm,
)
from marketplace.accounts.models import ApiToken, Organisation, Slip, User
from marketplace.accounts.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SLIP_REFUSALS = (actions.SlipIsOver, actions.SlipIsLocked, actions.WrongPin)
TOO_OFTEN = gettext_lazy("That was too often. Wait a minute, then try again.")
NEW_ADDRESS, NEW_NUMBER = "code_to_address", "code_to_number"
CODE_SECONDS, MOST_CODE_TRIES = 600, 5


@require_http_methods(["GET", "POST"])
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language of the pages, and of letters to whoever has signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(LANGUAGES):
        actions.choose_language(by=reads.person(request), language=chosen)
    return i18n.set_language(request)


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


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_by_slip(request: HttpRequest, code: str) -> HttpResponseBase:
    """Sign in whoever holds a slip and knows its number."""
    slip = Slip.objects.good(timezone.localdate()).filter(code=code).first()
    form = SlipForm(request.POST or None, is_first=slip is None or slip.pin_is_printed)
    if slip is None:
        return render(request, "accounts/slip.html", {}, status=404)
    if request.method == "POST" and form.is_valid():
        refusal = _try_slip(request, code, form)
        if refusal is None:
            return redirect(_onward(request))
        form.add_error("pin", refusal)
    status = 422 if form.errors else 200
    return render(request, "accounts/slip.html", {"form": form, "slip": slip}, status=status)


def _try_slip(request: HttpRequest, code: str, form: SlipForm) -> "StrPromise | None":
    """Sign in, or say why not."""
    if not consume(request, action="slip"):
        return TOO_OFTEN
    given = form.cleaned_data
    try:
        user = actions.open_slip(
            code=code, pin=given["pin"], own_pin=given.get("own_pin", ""), now=timezone.now()
        )
    except SLIP_REFUSALS as refusal:
        return refusal.detail
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return None


def _onward(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if allowed else reverse(settings.LOGIN_REDIRECT_URL)


@login_required
@require_http_methods(["GET", "POST"])
def add_address(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address, and send a code to it: the account gets it when that comes back."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not consume(request, action="request_login_code", key=email):
            form.add_error("email", TOO_OFTEN)
        else:
            code = _new_code(request, NEW_ADDRESS, email)
            get_adapter(request).send_mail("account/email/login_code", email, {"code": code})
            return redirect("confirm_address")
    status = 422 if form.errors else 200
    return render(request, "accounts/address.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def add_number(request: HttpRequest) -> HttpResponseBase:
    """Ask for a mobile number, and send a code to it, where the operator has a gateway."""
    if not settings.SMS_URL:
        raise Http404
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _sent_to_number(request, form):
        return redirect("confirm_number")
    status = 422 if form.errors else 200
    return render(request, "accounts/number.html", {"form": form}, status=status)


def _sent_to_number(request: HttpRequest, form: NumberForm) -> bool:
    """Send a code to the number, or say in the form why not."""
    phone, user = form.cleaned_data["phone"], reads.person(request)
    if not consume(request, action="request_login_code", key=phone):
        form.add_error("phone", TOO_OFTEN)
        return False
    code = _new_code(request, NEW_NUMBER, phone)
    try:
        get_adapter(request).send_verification_code_sms(user=user, phone=phone, code=code)
    except SmsNotSent as refusal:
        form.add_error("phone", refusal.detail)
    return not form.errors


def _new_code(request: HttpRequest, key: str, to: str) -> str:
    """Make a code that is awaited from now on, for a while."""
    code: str = get_adapter(request).generate_login_code()
    until = timezone.now().timestamp() + CODE_SECONDS
    request.session[key] = {"to": to, "code": code, "until": until, "tries": 0}
    return code


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest) -> HttpResponseBase:
    return _confirm(request, NEW_ADDRESS, "address", _take_address)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_number(request: HttpRequest) -> HttpResponseBase:
    return _confirm(request, NEW_NUMBER, "number", _take_number)


def _confirm(
    request: HttpRequest, key: str, way: str, take: Callable[[User, str], "StrPromise"]
) -> HttpResponseBase:
    """Ask for the code that went to a new address or number, and take that when it comes back."""
    asked = request.session.get(key)
    if not asked or asked["until"] < timezone.now().timestamp():
        return redirect(f"add_{way}")
    form = NewWayCodeForm(request.POST or None, expected=asked["code"])
    if request.method == "POST" and form.is_valid():
        del request.session[key]
        return _taken(request, asked["to"], way, take)
    if form.errors:
        asked["tries"] += 1
        request.session[key] = asked if asked["tries"] < MOST_CODE_TRIES else None
    context = {"form": form, "to": asked["to"]}
    status = 422 if form.errors else 200
    return render(request, f"accounts/confirm_{way}.html", context, status=status)


def _taken(
    request: HttpRequest, to: str, way: str, take: Callable[[User, str], "StrPromise"]
) -> HttpResponseBase:
    try:
        said = take(reads.person(request), to)
    except (actions.AddressIsTaken, actions.NumberIsTaken) as refusal:
        messages.warning(request, refusal.detail)
        return redirect(f"add_{way}")
    messages.success(request, said)
    return redirect("me")


def _take_address(user: User, email: str) -> "StrPromise":
    actions.add_address(user=user, email=email)
    return gettext_lazy("From now on you can sign in with this address too.")


def _take_number(user: User, phone: str) -> "StrPromise":
    actions.add_number(user=user, phone=phone)
    return gettext_lazy("From now on you can sign in with this number too.")


@require_http_methods(["GET", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address and send a code to it.

    While a code is awaited, allauth leads back to where it is asked for; whoever
    mistyped the address has to get past that.
    """
    if request.method == "POST" or "again" in request.GET:
        clear_login(request)
    try:
        response: HttpResponseBase = request_login_code(request)
    except SmsNotSent as refusal:
        clear_login(request)
        messages.warning(request, refusal.detail)
        return redirect(_with_next(request, "account_request_login_code"))
    leads_back = isinstance(response, HttpResponseRedirect) and response.url == reverse(
        "account_confirm_login_code"
    )
    return redirect(_with_next(request, "account_confirm_login_code")) if leads_back else response


@require_GET
def line(request: HttpRequest, *, view: Callable[..., HttpResponseBase]) -> HttpResponseBase:
    """Sign in with LINE, where the operator has a channel for it."""
    if not settings.LINE_CLIENT_ID:
        raise Http404
    return view(request)


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
