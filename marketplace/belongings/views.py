"""The page on which one takes all along, or closes the account."""

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts.adapters import SmsNotSent
from marketplace.accounts.forms import NewWayCodeForm
from marketplace.accounts.models import Slip, User
from marketplace.accounts.reads import person
from marketplace.belongings import actions, reads
from marketplace.belongings.forms import ClosingForm, PinForm
from marketplace.belongings.models import Export

# What was proven is believed for so long; a code is good for as long.
PROVEN, SENT = "proven_at", "belongings_code"
SECONDS, MOST_TRIES = 600, 5


@login_required
@never_cache
@require_GET
def belongings(request: HttpRequest) -> HttpResponse:
    context = {
        "exports": reads.exports(person(request))[:5],
        "is_proven": _is_proven(request),
        "now": timezone.now(),
    }
    return render(request, "belongings/belongings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponseBase:
    """Ask once more who it is: by a code that is sent, or by the number of a slip."""
    form = _proof(request)
    if form is None:
        messages.info(request, _("Add an e-mail address first: we send the code to it."))
        return redirect("add_address")
    if form.is_valid():
        request.session[PROVEN] = timezone.now().timestamp()
        request.session.pop(SENT, None)
        return redirect("belongings")
    if form.errors and SENT in request.session:
        _count_try(request)
    context = {"form": form, "by_slip": isinstance(form, PinForm)}
    return render(request, "belongings/prove.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not consume(request, action="request_login_code", key=str(user.pk)):
        messages.warning(request, _("That was too often. Wait a minute, then try again."))
        return redirect("belongings")
    try:
        _send(request, user)
    except SmsNotSent as refusal:
        messages.warning(request, refusal.detail)
        return redirect("belongings")
    return redirect("prove")


@login_required
@require_POST
def ask_for_export(request: HttpRequest) -> HttpResponse:
    if not _is_proven(request):
        return redirect("belongings")
    site = request.build_absolute_uri("/").rstrip("/")
    actions.ask_for_export(user=person(request), site=site, now=timezone.now())
    messages.success(request, _("We are gathering it. Come back in a few minutes."))
    return redirect("belongings")


@login_required
@never_cache
@require_GET
def take_export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the archive to whoever it is of, once they have proven that it is they."""
    ready = Export.objects.ready(timezone.now())
    export = get_object_or_404(ready, key=key, user=person(request))
    if not _is_proven(request):
        return redirect("belongings")
    return FileResponse(export.path.open("rb"), as_attachment=True, filename="areba.zip")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, then close the account."""
    user = person(request)
    if not _is_proven(request):
        return redirect("belongings")
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _closed(user, form):
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having been here."))
        return redirect("home")
    context = {
        "form": form,
        "closing": reads.closing_with(user),
        "staying": reads.needs_that_stay(user)[:20],
    }
    return render(request, "belongings/close.html", context, status=422 if form.errors else 200)


def _closed(user: User, form: ClosingForm) -> bool:
    try:
        actions.close_account(user=user, now=timezone.now())
    except actions.CommitmentsUnderWay as refusal:
        form.add_error(None, str(refusal.detail))
        return False
    return True


def _is_proven(request: HttpRequest) -> bool:
    return bool(request.session.get(PROVEN, 0) > timezone.now().timestamp() - SECONDS)


def _send(request: HttpRequest, user: User) -> None:
    """Send a code by the way that the account has; none is sent to whoever has a slip alone."""
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    if user.email:
        adapter.send_mail("account/email/login_code", user.email, {"code": code})
    elif user.phone:
        adapter.send_verification_code_sms(user, user.phone, code)
    else:
        return
    request.session[SENT] = {
        "code": code,
        "until": timezone.now().timestamp() + SECONDS,
        "tries": 0,
    }


def _proof(request: HttpRequest) -> forms.Form | None:
    """Find what is asked: a code that is still good, or the number of a slip."""
    asked, given = request.session.get(SENT), request.POST or None
    if asked and asked["until"] > timezone.now().timestamp():
        return NewWayCodeForm(given, expected=asked["code"])
    good = Slip.objects.good(timezone.localdate()).filter(user=person(request)).first()
    return PinForm(given, slip=good) if good and not good.pin_is_printed else None


def _count_try(request: HttpRequest) -> None:
    """Let a code be tried five times, no more."""
    asked = request.session[SENT]
    asked["tries"] += 1
    if asked["tries"] >= MOST_TRIES:
        del request.session[SENT]
    else:
        request.session[SENT] = asked
