"""Mandates from both sides, the minutes they rest on, and slips of paper for members."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.mandates import actions, reads
from demand.mandates.forms import (
    HeldMandateForm,
    MandateForm,
    MemberForm,
    MinutesForm,
    SlipsForm,
)
from demand.mandates.models import Mandate
from demand.operations.actions import NotYourOperation
from demand.operations.reads import acting_operation
from marketplace.accounts import actions as accounts
from marketplace.accounts.models import Organisation, Slip
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import add_model_errors

REFUSALS = (
    actions.AlreadyAsked,
    actions.MandateIsOver,
    actions.NotYourMandate,
    accounts.NotYourSlip,
    NotYourOperation,
)


@login_required
@require_GET
def mandates(request: HttpRequest) -> HttpResponse:
    """Show what one has given, what one holds, and the minutes of one's organisation."""
    organisation, today = acting_organisation(request), timezone.localdate()
    context = reads.own_mandates(organisation, acting_operation(request), on=today)
    for mandate in [*context["given"], *context["held"]]:
        mandate.waits_for_us = reads.waits_for(mandate, organisation)
    return render(request, "mandates/mandates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponseBase:
    """Ask a co-operative to answer for one's operation."""
    operation = acting_operation(request)
    if operation is None:
        return redirect("register_operation")
    initial = {"partner": request.GET.get("agent", "")}
    form = MandateForm(request.POST or None, initial=initial)
    return _ask(request, form, {"operation": operation}, "mandates/give.html")


@login_required
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest) -> HttpResponseBase:
    """Ask a member to let one's organisation answer."""
    agent = _agent(request)
    form = HeldMandateForm(request.POST or None, minutes=reads.minutes_of(agent))
    return _ask(request, form, {"agent": agent}, "mandates/hold.html")


@login_required
@require_POST
def accept(request: HttpRequest, mandate_id: int) -> HttpResponseBase:
    mandate = _own_mandate(request, mandate_id)
    try:
        actions.accept_mandate(mandate=mandate, by=person(request), now=timezone.now())
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    return redirect("mandates")


@login_required
@require_POST
def revoke(request: HttpRequest, mandate_id: int) -> HttpResponseBase:
    mandate = _own_mandate(request, mandate_id)
    actions.revoke_mandate(mandate=mandate, by=person(request), now=timezone.now())
    messages.success(request, _("It is revoked. Nothing more can be entered under it."))
    return redirect("mandates")


@login_required
@require_http_methods(["GET", "POST"])
def record_minutes(request: HttpRequest) -> HttpResponseBase:
    agent = _agent(request)
    form = MinutesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_minutes(organisation=agent, by=person(request), **form.cleaned_data)
        except ValidationError as error:
            add_model_errors(form, error)
        else:
            messages.success(request, _("The minutes are kept."))
            return redirect(_onward(request, "enrol"))
    return _form_page(request, "mandates/minutes.html", form)


@login_required
@require_GET
def minutes_file(request: HttpRequest, minutes_id: int) -> HttpResponseBase:
    """Give the paper to those whom it concerns: always to keep, never to open in the page."""
    minutes = get_object_or_404(
        reads.readable_minutes(person(request)).exclude(file=""), pk=minutes_id
    )
    return FileResponse(minutes.file.open(), as_attachment=True, filename=minutes.file_name)


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponseBase:
    """Register a member who sits at the table, with a mandate by the minutes."""
    agent = _agent(request)
    if not reads.minutes_of(agent).exists():
        messages.info(request, _("Write down first which meeting has decided it."))
        return redirect("record_minutes")
    form = MemberForm(
        request.POST or None, minutes=reads.minutes_of(agent), like=acting_operation(request)
    )
    if request.method == "POST" and form.is_valid():
        mandate = actions.enrol(by=person(request), now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(name)s is registered.") % {"name": mandate.operation})
        return redirect(_onward(request, "slips"))
    return _form_page(request, "mandates/enrol.html", form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest) -> HttpResponseBase:
    """Choose members, and print their slips: their numbers are shown this once."""
    agent = _agent(request)
    held = reads.slips_of(agent)
    form = SlipsForm(request.POST or None, slips=held)
    if request.method == "POST" and form.is_valid():
        return _printed(request, agent, form)
    return _form_page(request, "mandates/slips.html", form, {"slips": held})


@login_required
@require_POST
def end_slip(request: HttpRequest, slip_id: int) -> HttpResponseBase:
    """End a slip that was lost: one's own, or one that one's organisation has printed."""
    user = person(request)
    mine = Q(user=user) | Q(issued_by__in=Organisation.objects.acted_for_by(user))
    slip = get_object_or_404(Slip.objects.filter(mine), pk=slip_id)
    accounts.end_slip(slip=slip, by=user, now=timezone.now())
    messages.success(request, _("The slip signs nobody in any more."))
    return redirect("slips")


def _printed(request: HttpRequest, agent: Organisation, form: SlipsForm) -> HttpResponse:
    printed = [
        accounts.print_slip(
            organisation=slip.organisation,
            issuer=agent,
            by=person(request),
            now=timezone.now(),
            until=form.cleaned_data["expires_on"],
        )
        for slip in form.cleaned_data["slips"]
    ]
    cards = [
        {"slip": slip, "pin": pin, "url": request.build_absolute_uri(slip.get_absolute_url())}
        for slip, pin in printed
    ]
    return render(request, "mandates/printed_slips.html", {"cards": cards, "agent": agent})


def _ask(
    request: HttpRequest, form: MandateForm, side: dict[str, Any], template: str
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        words = {**form.words(), **side, "by": person(request), "now": timezone.now()}
        try:
            actions.ask_for_mandate(**words)
        except ValidationError as error:
            add_model_errors(form, error)
        except REFUSALS as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, _("Asked. It counts once the other side accepts."))
            return redirect("mandates")
    return _form_page(request, template, form)


def _form_page(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any] | None = None
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)


def _agent(request: HttpRequest) -> Organisation:
    """Name the organisation that acts. Raises: PermissionDenied without one."""
    agent = acting_organisation(request)
    if agent is None:
        raise PermissionDenied
    return agent


def _own_mandate(request: HttpRequest, mandate_id: int) -> Mandate:
    """Find a mandate that the person is on either side of; for others there is none."""
    mine = Organisation.objects.acted_for_by(person(request))
    either = Q(operation__organisation__in=mine) | Q(agent__in=mine)
    return get_object_or_404(Mandate.objects.filter(either), pk=mandate_id)


def _onward(request: HttpRequest, page: str) -> str:
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if allowed else page
