"""What came of promises, on both sides: for everybody to read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from marketplace.accounts.reads import PageRequest
from marketplace.developers.models import Developer
from marketplace.offers import reads


@require_GET
def promises(request: PageRequest) -> HttpResponse:
    return render(request, "offers/promises.html", {"told": reads.promises(timezone.now())})


@require_GET
def of_developer(request: PageRequest, slug: str) -> HttpResponse:
    """The part of a developer's page that tells of its promises; a page without JavaScript."""
    developer = get_object_or_404(Developer.objects.for_list(), organisation__slug=slug)
    context = {"developer": developer, "record": reads.developers_record(developer)}
    template = "offers/of_developer.html" + ("#content" if request.htmx else "")
    return render(request, template, context)
