"""A developer's own offer: made, taken back, built, delivered, judged."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.needs.models import Need
from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.developers.actions import NotYourTeam
from marketplace.developers.models import Developer
from marketplace.developers.reads import developer_of
from marketplace.offers import actions, reads
from marketplace.offers.forms import MeasureForm, NoteForm, OfferForm
from marketplace.offers.models import Offer, WrongState
from marketplace.offers.vocabulary import State
from marketplace.pages.errors import add_model_errors

REFUSALS = (
    NotYourTeam,
    WrongState,
    actions.AlreadyDisputed,
    actions.HourHasCome,
    actions.MeasuredOtherwise,
    actions.NeedTakesNoOffers,
    actions.NoMoreVersions,
    actions.NotThePoster,
)
STEPS: Mapping[str, Callable[..., Offer]] = {
    "take-back": actions.take_back,
    "begin": actions.begin,
    "deliver": actions.deliver,
    "settle": actions.settle_dispute,
}


@login_required
@require_http_methods(["GET", "POST"])
def make_offer(request: PageRequest, slug: str) -> HttpResponse:
    """Write an offer, or its next version; whoever is no developer yet registers first."""
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    developer = developer_of(acting_organisation(request))
    if developer is None:
        messages.info(request, _("Register your team first, then make your offer."))
        return redirect("register_developer")
    own = reads.own_offer(need, developer)
    form = OfferForm(request.POST or None, need=need, offer=own)
    if request.method == "POST" and form.is_valid():
        return _make(request, need, developer, form)
    return _form_page(request, need, form, own)


@login_required
@require_GET
def offer(request: PageRequest, offer_id: int) -> HttpResponse:
    shown = _offer(request, offer_id)
    return _page(request, shown)


@login_required
@require_POST
def move(request: PageRequest, offer_id: int, step: str) -> HttpResponse:
    """Take one of the steps that need no more words."""
    if step not in STEPS:
        raise Http404
    moved = _offer(request, offer_id)
    try:
        STEPS[step](offer=moved, by=person(request), now=timezone.now())
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    return redirect("offer", offer_id)


@login_required
@require_POST
def dispute(request: PageRequest, offer_id: int) -> HttpResponse:
    disputed, form = _offer(request, offer_id), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, disputed, dispute_form=form, status=422)
    organisation = acting_organisation(request)
    words = {"organisation": organisation, **form.cleaned_data}
    return _act(request, disputed, actions.dispute, words)


@login_required
@require_POST
def conclude(request: PageRequest, offer_id: int) -> HttpResponse:
    judged, form = _offer(request, offer_id), MeasureForm(request.POST)
    if not form.is_valid():
        return _page(request, judged, measure_form=form, status=422)
    return _act(request, judged, actions.conclude, form.cleaned_data)


def _make(request: PageRequest, need: Need, developer: Developer, form: OfferForm) -> HttpResponse:
    hands_in = "draft" not in request.POST
    try:
        made = actions.make_offer(
            need=need,
            developer=developer,
            by=person(request),
            now=timezone.now(),
            hands_in=hands_in,
            **form.terms(),
        )
    except ValidationError as error:
        add_model_errors(form, error)
        return _form_page(request, need, form, reads.own_offer(need, developer))
    except REFUSALS as refusal:
        form.add_error(None, refusal.detail)
        return _form_page(request, need, form, reads.own_offer(need, developer), status=409)
    sealed = _("Your offer is handed in. Until the hour nobody else sees it.")
    messages.success(request, sealed if hands_in else _("Your draft is kept."))
    return redirect("offer", made.pk)


def _act(
    request: PageRequest, offer: Offer, act: Callable[..., Offer], words: Mapping[str, Any]
) -> HttpResponse:
    try:
        act(offer=offer, by=person(request), now=timezone.now(), **words)
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    return redirect("offer", offer.pk)


def _offer(request: PageRequest, offer_id: int) -> Offer:
    shown = reads.one_offer(offer_id, acting_organisation(request))
    if shown is None:
        raise Http404
    return shown


def _form_page(
    request: PageRequest, need: Need, form: OfferForm, own: Offer | None, status: int = 422
) -> HttpResponse:
    context = {
        "need": need,
        "form": form,
        "own": own,
        "hour": reads.coming_hour(need, timezone.now()),
    }
    status = status if form.errors else 200
    return render(request, "offers/make_offer.html", context, status=status)


def _page(
    request: PageRequest,
    shown: Offer,
    *,
    dispute_form: NoteForm | None = None,
    measure_form: MeasureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    organisation = acting_organisation(request)
    context = {
        "offer": shown,
        "is_maker": shown.developer.organisation == organisation,
        "is_judge": shown.round.need.posted_by.organisation == organisation,
        "is_disputer": shown.disputed_by == organisation,
        # Between the hour and the agreement it is the buyers' turn, and before it the maker's.
        "can_act": shown.is_sealed or (shown.cleared_price and shown.state != State.THRESHOLD_MET),
        "judging": reads.judging(shown),
        "counts": reads.held_by(shown),
        "commitments": reads.commitments_of(organisation).filter(offer=shown).order_by("id"),
        "moves": reads.moves(shown),
        "dispute_form": dispute_form or NoteForm(),
        "measure_form": measure_form or MeasureForm(),
    }
    return render(request, "offers/offer.html", context, status=status)
