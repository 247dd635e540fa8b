"""How a promise is measured: on sealed labels by its maker, in the field by the operation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.developers.actions import NotYourTeam
from marketplace.offers import actions, reads
from marketplace.offers.forms.quality import PredictionsForm, TrialForm
from marketplace.offers.models import Offer, Trial, WrongState
from marketplace.offers.vocabulary import AGREED, Metric, State
from marketplace.pages.errors import add_model_errors

REFUSALS = (
    NotYourTeam,
    WrongState,
    actions.AllowanceUsedUp,
    actions.NoMoreTests,
    actions.NotAFieldTrial,
    actions.NotThePoster,
    actions.NothingSealed,
)


@login_required
@require_http_methods(["GET", "POST"])
def predictions(request: PageRequest, offer_id: int) -> HttpResponse:
    """A developer's tries on the sealed labels; their buyer sees the tests."""
    offer = _offer(request, offer_id)
    form = PredictionsForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _done(form, actions.hand_in_predictions, offer, request, form.words()):
        messages.success(request, _("Your predictions have arrived. They are being scored."))
        return redirect("offer_predictions", offer_id)
    return _predictions_page(request, offer, form)


@login_required
@require_http_methods(["GET", "POST"])
def trial(request: PageRequest, offer_id: int) -> HttpResponse:
    """The field trial, as the operation that posted the need enters it."""
    offer = _offer(request, offer_id)
    if offer.terms.metric != Metric.FIELD_TRIAL:
        raise Http404
    form = TrialForm(request.POST or None)
    if form.is_valid() and _done(form, actions.enter_trial, offer, request, form.cleaned_data):
        messages.success(request, _("The trial is written down."))
        return redirect("offer_trial", offer_id)
    context = {
        "offer": offer,
        "form": form,
        "demands": reads.demands(offer, None),
        "trials": Trial.objects.filter(offer=offer).order_by("number"),
        "can_enter": offer.state == State.ACCEPTANCE and _is_poster(request, offer),
    }
    return render(request, "offers/trial.html", context, status=422 if form.errors else 200)


def _done(form: Any, act: Any, offer: Offer, request: PageRequest, words: dict[str, Any]) -> bool:
    try:
        act(offer=offer, by=person(request), now=timezone.now(), **words)
    except REFUSALS as refusal:
        form.add_error(None, refusal.detail)
    except ValidationError as error:
        add_model_errors(form, error)
    return bool(form.is_valid())


def _predictions_page(request: PageRequest, offer: Offer, form: PredictionsForm) -> HttpResponse:
    sealing = reads.judging(offer)
    if sealing is None:
        raise Http404
    organisation = acting_organisation(request)
    is_maker = offer.developer.organisation == organisation
    context = {
        "offer": offer,
        "form": form,
        "sealing": sealing,
        "is_maker": is_maker,
        "can_try": is_maker and offer.state in AGREED,
        "allowance": reads.allowance(offer, sealing, timezone.now()),
        "baseline": reads.baseline_of(offer),
        "evaluations": reads.evaluations_of(offer, organisation),
        "worth": reads.worth_of(sealing),
        "demands": reads.demands(offer, sealing),
    }
    return render(request, "offers/predictions.html", context, status=422 if form.errors else 200)


def _is_poster(request: PageRequest, offer: Offer) -> bool:
    return offer.round.need.posted_by.organisation == acting_organisation(request)


def _offer(request: PageRequest, offer_id: int) -> Offer:
    shown = reads.one_offer(offer_id, acting_organisation(request))
    if shown is None or shown.last_version is None:
        raise Http404
    return shown
