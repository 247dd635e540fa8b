"""What is told of offers beside a need and beside an opportunity."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from demand.needs.models import Need
from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.developers.reads import developer_of
from marketplace.offers import actions, reads
from marketplace.offers.forms import HourForm
from marketplace.pages.errors import add_model_errors


@require_GET
def for_need(request: PageRequest, slug: str) -> HttpResponse:
    """The part of a need's page that tells of offers; a page of its own without JavaScript."""
    return _beside(request, _need(slug), HourForm())


@login_required
@require_POST
def set_hour(request: PageRequest, slug: str) -> HttpResponse:
    need, form = _need(slug), HourForm(request.POST)
    if not form.is_valid():
        return _beside(request, need, form, status=422)
    try:
        actions.set_hour(need=need, by=person(request), now=timezone.now(), **form.words())
    except (actions.NotThePoster, actions.HourIsTooNear, actions.NeedTakesNoOffers) as refusal:
        form.add_error("day", refusal.detail)
        return _beside(request, need, form, status=409)
    except ValidationError as error:
        add_model_errors(form, error)
        return _beside(request, need, form, status=422)
    messages.success(request, _("The hour is set."))
    return redirect("need", slug)


@require_GET
def for_opportunity(request: PageRequest, slug: str) -> HttpResponse:
    """The part of an opportunity's page that leads to making an offer."""
    need = _need(slug)
    developer = developer_of(acting_organisation(request))
    context = {
        "need": need,
        "hour": reads.coming_hour(need, timezone.now()),
        "developer": developer,
        "own": reads.own_offer(need, developer),
    }
    template = "offers/of_opportunity.html" + ("#content" if request.htmx else "")
    return render(request, template, context)


def _need(slug: str) -> Need:
    return get_object_or_404(Need.objects.visible().for_list(), slug=slug)


def _beside(request: PageRequest, need: Need, form: HourForm, status: int = 200) -> HttpResponse:
    organisation = acting_organisation(request)
    context = {
        "told": reads.offers_of(need, timezone.now()),
        "need": need,
        "form": form,
        "is_poster": need.posted_by.organisation == organisation,
    }
    template = "offers/of_need.html" + ("#content" if request.htmx else "")
    return render(request, template, context, status=status)
