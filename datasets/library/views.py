from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from datasets.library import reads
from datasets.library.vocabulary import VersionState
from demand.needs.models import Need
from demand.operations.vocabulary import Sector
from marketplace.accounts.reads import acting_organisation
from marketplace.pages.keyset import page


@require_GET
def datasets(request: HttpRequest) -> HttpResponse:
    asked = {"sector": request.GET.get("sector", "")}
    asked = asked if asked["sector"] in Sector.values else {}
    listed = page(
        reads.datasets(acting_organisation(request), asked),
        order=reads.NEWEST,
        after=request.GET.get("after", ""),
        size=20,
    )
    onward = f"?{urlencode({**asked, 'after': listed.after})}" if listed.after else ""
    first = f"?{urlencode(asked)}" if "after" in request.GET else ""
    context = {"page": listed, "next_url": onward, "first_url": first, **asked}
    context["sectors"] = Sector.choices
    return render(request, "library/datasets.html", context)


@require_GET
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = acting_organisation(request)
    shown = get_object_or_404(reads.dataset(organisation, slug))
    is_own = shown.organisation == organisation
    versions = reads.versions_shown(shown, is_own=is_own)
    context = {
        "dataset": shown,
        "versions": versions,
        "latest": next((v for v in versions if v.state == VersionState.PUBLISHED), None),
        "is_own": is_own,
        "pulls": reads.ledger(shown) if is_own else (),
    }
    return render(request, "library/dataset.html", context)


@require_GET
def datasets_of_need(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of a need's page that lists its data; a page of its own without JavaScript."""
    need = get_object_or_404(Need, slug=slug)
    listed = reads.datasets(acting_organisation(request), {"need": slug})
    context = {"need": need, "datasets": listed.order_by(*reads.NEWEST)[:20]}
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"library/datasets_of_need.html{part}", context)
