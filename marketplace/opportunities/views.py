from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from marketplace.accounts.reads import PageRequest, acting_organisation
from marketplace.developers.reads import developer_of
from marketplace.opportunities import reads
from marketplace.opportunities.forms import FacetForm
from marketplace.opportunities.reads import Opportunity
from marketplace.pages.keyset import page
from marketplace.pages.pictures import Picture


@require_GET
def opportunities(request: PageRequest) -> HttpResponse:
    facets = FacetForm(request.GET)
    asked = facets.asked()
    developer = developer_of(acting_organisation(request))
    listed = page(
        reads.opportunities(asked, timezone.localdate()),
        order=reads.order(asked),
        after=request.GET.get("after", ""),
        size=20,
    )
    context = {"facets": facets, "page": listed, "developer": developer}
    context["opportunities"] = reads.together(listed.rows, developer)
    return render(request, "opportunities/opportunities.html", context)


@require_GET
def opportunity(request: PageRequest, slug: str) -> HttpResponse:
    organisation = acting_organisation(request)
    developer = developer_of(organisation)
    shown = reads.opportunity(slug, organisation, developer)
    context = {"opportunity": shown, "developer": developer, "pictures": _pictures(shown)}
    return render(request, "opportunities/opportunity.html", context)


def _pictures(shown: Opportunity) -> dict[str, Picture]:
    drawn = {}
    if shown.publication:
        drawn["curve"] = reads.pictures.curve(shown.publication)
    if shown.estimate and shown.estimate.positive_share is not None:
        drawn["payoff"] = reads.pictures.payoff(shown.estimate)
        drawn["swings"] = reads.pictures.swings(shown.estimate)
    return drawn
