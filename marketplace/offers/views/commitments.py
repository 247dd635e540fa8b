"""A commitment and its order, for its two parties."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.offers import actions, reads
from marketplace.offers.forms import ConfirmForm, MessageForm
from marketplace.offers.models import Commitment, WrongState
from marketplace.pages.errors import add_model_errors
from marketplace.pages.keyset import page

REFUSALS = (actions.CoolingIsOver, actions.NotAParty, WrongState)


@login_required
@require_GET
def mine(request: PageRequest) -> HttpResponse:
    """The part of one's own page that tells of offers; a page of its own without JavaScript."""
    organisation = acting_organisation(request)
    after = request.GET.get("after", "")
    commitments = reads.commitments_of(organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "page": page(commitments, order=reads.NEWEST, after=after, size=20),
        "offers": reads.own_offers(organisation).order_by("-id"),
        "balances": reads.balances(organisation) if organisation else [],
    }
    template = "offers/own_commitments.html" + ("#content" if request.htmx else "")
    return render(request, template, context)


@login_required
@require_GET
def commitment(request: PageRequest, commitment_id: int) -> HttpResponse:
    return _page(request, _commitment(request, commitment_id))


@login_required
@require_GET
def order(request: PageRequest, commitment_id: int) -> HttpResponse:
    """The order on a sheet of its own, to be printed."""
    shown = reads.order(_commitment(request, commitment_id))
    if shown is None:
        raise Http404
    return render(request, "offers/order.html", {"order": shown})


@login_required
@require_POST
def confirm(request: PageRequest, commitment_id: int) -> HttpResponse:
    kept, form = _commitment(request, commitment_id), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, confirm_form=form, status=422)
    said = _("You have confirmed. No payment is made now.")
    return _act(request, kept, actions.confirm, said, for_business=True)


@login_required
@require_POST
def step_out(request: PageRequest, commitment_id: int) -> HttpResponse:
    kept = _commitment(request, commitment_id)
    return _act(request, kept, actions.step_out, _("You have stepped out. Your answer is free."))


@login_required
@require_POST
def record_payment(request: PageRequest, commitment_id: int) -> HttpResponse:
    kept = _commitment(request, commitment_id)
    return _act(request, kept, actions.record_payment, _("The payment is written down."))


@login_required
@require_POST
def say(request: PageRequest, commitment_id: int) -> HttpResponse:
    kept, form = _commitment(request, commitment_id), MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, message_form=form, status=422)
    organisation = acting_organisation(request)
    said = _("Your message is sent.")
    try:
        return _act(
            request, kept, actions.say, said, organisation=organisation, **form.cleaned_data
        )
    except ValidationError as error:
        add_model_errors(form, error)
        return _page(request, kept, message_form=form, status=422)


def _act(
    request: PageRequest, kept: Commitment, act: Callable[..., Any], said: str, **words: Any
) -> HttpResponse:
    try:
        act(commitment=kept, by=person(request), now=timezone.now(), **words)
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    else:
        messages.success(request, said)
    return redirect("commitment", kept.pk)


def _commitment(request: PageRequest, commitment_id: int) -> Commitment:
    found = reads.one_commitment(commitment_id, acting_organisation(request))
    if found is None:
        raise Http404
    return found


def _page(
    request: PageRequest,
    shown: Commitment,
    *,
    confirm_form: Form | None = None,
    message_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    organisation = acting_organisation(request)
    is_buyer = shown.is_buyer(organisation)
    context = {
        "commitment": shown,
        "order": reads.order(shown),
        "is_buyer": is_buyer,
        "record": reads.others_record(shown, is_buyer=is_buyer, now=timezone.now()),
        "messages_said": reads.messages_of(shown),
        "confirm_form": confirm_form or ConfirmForm(),
        "message_form": message_form or MessageForm(),
    }
    return render(request, "offers/commitment.html", context, status=status)
