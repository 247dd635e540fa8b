from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from datasets.intake.reads.coverage import coverage_of
from demand.needs.models import Need


@require_GET
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """The data that a need lacks; a page of its own without JavaScript."""
    need = get_object_or_404(Need.objects.visible(), slug=slug)
    found = coverage_of(need)
    if found is None:
        raise Http404
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"intake/coverage.html{part}", {"need": need, "coverage": found})
