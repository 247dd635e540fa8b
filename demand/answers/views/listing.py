"""The list of needs, and those that are like the one being written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from demand.answers import reads
from demand.answers.forms.facets import FacetForm
from marketplace.accounts.reads import PageRequest
from marketplace.pages.keyset import page


@require_GET
def needs(request: PageRequest) -> HttpResponse:
    facets = FacetForm(request.GET)
    asked = facets.asked()
    listed = page(
        reads.needs(asked), order=reads.order(asked), after=request.GET.get("after", ""), size=20
    )
    counted = reads.counts(asked)
    facets.show_counts(counted)
    context = {
        "facets": facets,
        "counted": counted,
        "page": listed,
        "next_url": f"?{urlencode({**asked, 'after': listed.after})}" if listed.after else "",
        "first_url": f"?{urlencode(asked)}" if "after" in request.GET else "",
    }
    return render(request, "answers/needs.html", context)


@require_GET
def similar_needs(request: PageRequest) -> HttpResponse:
    """Show whoever writes a need those that say much the same."""
    typed = [request.GET.get(name, "") for name in ("title", "product", "story")]
    similar = reads.similar_needs(
        text=" ".join(typed), sector=request.GET.get("sector", ""), on=timezone.localdate()
    )
    return render(request, "answers/_similar_needs.html", {"similar": similar})
