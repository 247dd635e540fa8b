from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.developers.models import Developer
from marketplace.developers.reads import developer_of
from marketplace.opportunities import actions, reads
from marketplace.opportunities.forms import (
    FacetForm,
    FeasibilityForm,
    OutcomeForm,
    PlanForm,
    WhatIfForm,
)
from marketplace.opportunities.reads import Opportunity
from marketplace.pages.keyset import page
from marketplace.pages.pictures import Picture

# What of a page is drawn anew, by the place that it goes to.
PARTS = {"what-if": "_what_if.html", "plan": "_plan.html"}


@require_GET
def opportunities(request: PageRequest) -> HttpResponse:
    facets = FacetForm(request.GET)
    asked = facets.asked()
    developer = developer_of(acting_organisation(request))
    today = timezone.localdate()
    listed = page(
        reads.opportunities(asked, today, developer),
        order=reads.order(asked, developer),
        after=request.GET.get("after", ""),
        size=20,
    )
    shown = reads.shown_to(developer, listed.rows, asked, today)
    if developer:
        actions.count_impressions(seen=shown, on=today)
    counted = reads.counts(asked, today, developer)
    facets.show_counts(counted)
    lists = {"page": listed, "opportunities": shown, "counted": counted}
    context = lists | {"facets": facets, "developer": developer}
    return render(request, "opportunities/opportunities.html", context)


@require_GET
def opportunity(request: PageRequest, slug: str) -> HttpResponse:
    organisation = acting_organisation(request)
    developer = developer_of(organisation)
    shown = reads.opportunity(slug, organisation, developer)
    form, plan_form = WhatIfForm(request.GET, assumed=shown.assumptions), PlanForm(request.GET)
    context = {
        "opportunity": shown,
        "developer": developer,
        "form": form,
        "plan_form": plan_form,
        "what_if": reads.what_if(shown.estimate, form.changed()),
        "plan": reads.plan(shown.estimate, plan_form.asked(), shown.versions),
        "pictures": {} if request.htmx.target in PARTS else _pictures(shown),
    }
    page_or_part = PARTS.get(request.htmx.target or "", "opportunity.html")
    return render(request, f"opportunities/{page_or_part}", context)


@require_GET
def builders(request: PageRequest, slug: str) -> HttpResponse:
    """The part of a need's page that tells who could build it; a page of its own without htmx."""
    need = get_object_or_404(Need.objects.select_related("posted_by"), slug=slug)
    part = "" if not request.htmx else "#content"
    poster = need.posted_by.organisation_id
    asks = poster == getattr(acting_organisation(request), "pk", None)
    context = {"need": need, "matches": reads.builders_of(need), "tells_outcome": asks}
    return render(request, f"opportunities/builders.html{part}", context)


@require_GET
def together(request: PageRequest, slug: str) -> HttpResponse:
    """The part of an opportunity that tells what similar needs would add; a page without htmx."""
    needs = Need.objects.visible().for_list().select_related("estimate__publication")
    need = get_object_or_404(needs, slug=slug)
    estimate = getattr(need, "estimate", None)
    found = reads.served_together(estimate, timezone.localdate())
    part = "#content" if request.htmx else ""
    context = {"need": need, "together": found}
    return render(request, f"opportunities/together.html{part}", context)


@require_GET
def track_record(request: PageRequest) -> HttpResponse:
    return render(request, "opportunities/track_record.html", {"record": reads.track_record()})


@require_http_methods(["GET", "POST"])
def feasibility(request: PageRequest, slug: str) -> HttpResponse:
    """What developers say of how far a need can be built, and the form for one's own word."""
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    return _rated(request, need=need)


@require_http_methods(["GET", "POST"])
def task_feasibility(request: PageRequest, task: str) -> HttpResponse:
    """The same of a kind of work, wherever it comes up."""
    if task not in Task.values:
        raise Http404
    return _rated(request, task=Task(task))


def _rated(
    request: PageRequest, need: Need | None = None, task: Task | None = None
) -> HttpResponse:
    about: dict[str, Any] = {"need": need, "task": task}
    developer = developer_of(acting_organisation(request))
    if request.method == "POST" and developer is None:
        raise PermissionDenied
    own = reads.rating_by(developer, need, task) if developer else None
    form = FeasibilityForm(request.POST or None, rating=own)
    kept = developer and form.is_valid() and form.keep(developer, by=person(request), **about)
    if kept:
        messages.success(request, _("Thank you. Your rating is noted; you can change it."))
        return redirect(request.path)
    said = {"developer": developer, "own": own, "ratings": reads.ratings_of(need, task)}
    status = 422 if form.errors else 200
    context = about | said | {"form": form}
    return render(request, "opportunities/feasibility.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def outcome(request: PageRequest, slug: str, developer: str) -> HttpResponse:
    """Tell what came of it, for whichever of the two sides one acts for."""
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    builder = get_object_or_404(Developer.objects.for_list(), organisation__slug=developer)
    side = reads.side_of(acting_organisation(request), need, builder)
    if side is None:
        raise PermissionDenied
    told = reads.outcome_told(need, builder, side)
    form = OutcomeForm(request.POST or None, outcome=told)
    if request.method == "POST" and form.is_valid() and form.keep(by=person(request)):
        messages.success(request, _("Thank you. What you told is noted."))
        return redirect("opportunity", need.slug)
    context = {"form": form, "told": told}
    return render(
        request, "opportunities/outcome.html", context, status=422 if form.errors else 200
    )


def _pictures(shown: Opportunity) -> dict[str, Picture]:
    drawn = {}
    if shown.publication:
        drawn["curve"] = reads.pictures.curve(shown.publication)
    if shown.estimate and shown.estimate.positive_share is not None:
        drawn["payoff"] = reads.pictures.payoff(shown.estimate)
        drawn["swings"] = reads.pictures.swings(shown.estimate)
    return drawn
