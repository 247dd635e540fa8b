from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts.reads import CHOSEN, PageRequest, acting_organisation, person
from marketplace.developers import reads
from marketplace.developers.forms import DeveloperForm, FacetForm
from marketplace.developers.models import Developer
from marketplace.pages.keyset import page


@require_GET
def developers(request: PageRequest) -> HttpResponse:
    facets = FacetForm(request.GET)
    listed = reads.developers(facets.asked())
    context = {
        "facets": facets,
        "page": page(listed, order=reads.NEWEST_FIRST, after=request.GET.get("after", ""), size=20),
        "own": reads.developer_of(acting_organisation(request)),
    }
    return render(request, "developers/developers.html", context)


@require_GET
def developer(request: PageRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Developer.objects.for_list(), organisation__slug=slug)
    context = {
        "developer": shown,
        "traits": reads.traits(shown),
        "is_own": shown.organisation == acting_organisation(request),
    }
    return render(request, "developers/developer.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def register_developer(request: PageRequest) -> HttpResponse:
    """Register the acting organisation or, on `?as=new`, one that is founded here."""
    organisation = None if "as" in request.GET else acting_organisation(request)
    known = reads.developer_of(organisation)
    form = DeveloperForm(request.POST or None, instance=known, asks_name=organisation is None)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(by=person(request), organisation=organisation)
        request.session[CHOSEN] = kept.organisation_id
        messages.success(request, _("Your profile is saved. This is what the field wants."))
        return redirect("opportunities")
    context = {"form": form, "organisation": organisation, "known": known}
    return render(request, "developers/register.html", context, status=422 if form.errors else 200)
