"""How sure others can be of an operation: vouching, and two that are one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.operations import actions, reads
from demand.operations.forms import RevocationForm, StandingForm
from demand.operations.models import Operation, Twins, Vouching
from demand.operations.reads import acting_operation
from marketplace.accounts.reads import PageRequest, moderator, person

REFUSALS = (
    actions.AlreadyAsked,
    actions.AlreadyEnded,
    actions.NobodyToAsk,
    actions.NotACooperative,
    actions.NotYourOperation,
    actions.OutsideTheDistrict,
)


@login_required
@require_http_methods(["GET", "POST"])
def standing(request: PageRequest) -> HttpResponse:
    """Show how sure others can be of one's operation, and take in how it may be known."""
    operation = acting_operation(request)
    if operation is None:
        if request.htmx:
            return HttpResponse()
        return redirect("register_operation")
    form = StandingForm.of(operation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.tell_more(operation=operation, by=person(request), **form.cleaned_data)
        messages.success(request, _("That is noted."))
        return redirect("standing")
    context = {"standing": reads.standing(operation), "form": form}
    template = "operations/standing.html" + ("#content" if request.htmx else "")
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def ask_to_vouch(request: PageRequest) -> HttpResponse:
    """Ask a co-operative to vouch, or offer it as one; the other side is named by its code."""
    operation, asked = acting_operation(request), request.POST.get("asked", "").strip()
    other = Operation.objects.filter(organisation__slug=asked.lower()).first()
    if operation is None or other is None:
        messages.warning(request, _("There is no operation with this code."))
        return redirect("standing")
    offers = "offers" in request.POST
    _act(
        request,
        actions.ask_to_vouch,
        cooperative=operation if offers else other,
        operation=other if offers else operation,
        asker=operation,
    )
    return redirect("standing")


@login_required
@require_POST
def answer_vouching(request: PageRequest, vouching_id: int) -> HttpResponse:
    """Accept what the other side asked, or end it."""
    mine = Vouching.objects.concerning(_own(request))
    vouching = get_object_or_404(mine, pk=vouching_id)
    act = actions.accept_vouching if "accept" in request.POST else actions.end_vouching
    _act(request, act, vouching=vouching)
    return redirect("standing")


@login_required
@require_POST
def answer_proposal(request: PageRequest, twins_id: int) -> HttpResponse:
    """Say that two operations are one, or that they are not."""
    operation = _own(request)
    twins = get_object_or_404(Twins.objects.concerning(operation), pk=twins_id)
    if "agree" not in request.POST:
        act: Callable[..., Any] = actions.part_twins
    else:
        act = actions.propose_anew if twins.ended_at else actions.agree_to_be_one
    _act(request, act, twins=twins, operation=operation)
    return redirect("standing")


@login_required
@require_GET
def cooperatives(request: PageRequest) -> HttpResponse:
    """List who says it is a co-operative, for moderators alone."""
    moderator(request)
    context = {"cooperatives": reads.cooperatives()}
    return render(request, "operations/cooperatives.html", context)


@login_required
@require_POST
def recognise(request: PageRequest, operation_id: int) -> HttpResponse:
    """Let a co-operative vouch."""
    moderator(request)
    claimed = get_object_or_404(Operation, pk=operation_id)
    _act(request, actions.recognise, cooperative=claimed)
    return redirect("cooperatives")


@login_required
@require_http_methods(["GET", "POST"])
def revoke_recognition(request: PageRequest, operation_id: int) -> HttpResponse:
    """Let a co-operative vouch no longer, for a reason that it reads."""
    moderator(request)
    known = Operation.objects.filter(recognised_at__isnull=False).select_related("organisation")
    cooperative = get_object_or_404(known, pk=operation_id)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revoke = partial(actions.revoke_recognition, reason=form.cleaned_data["reason"])
        _act(request, revoke, cooperative=cooperative)
        return redirect("cooperatives")
    context = {"cooperative": cooperative, "form": form}
    status = 422 if form.errors else 200
    return render(request, "operations/revoke.html", context, status=status)


def _own(request: PageRequest) -> Operation:
    operation = acting_operation(request)
    if operation is None:
        raise PermissionDenied
    return operation


def _act(request: PageRequest, act: Callable[..., Any], **words: Any) -> None:
    """Do it, and say why where it is refused."""
    try:
        act(by=person(request), now=timezone.now(), **words)
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
