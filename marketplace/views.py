"""The front page, and what machines ask first."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from datasets.library.models import Dataset
from demand.answers.reads import newest_needs
from demand.needs.models import Need
from demand.operations.models import Operation
from marketplace.developers.models import Developer


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "needs": newest_needs(5),
        "need_count": Need.objects.listed().filter(is_sample=False).count(),
        "operation_count": Operation.objects.filter(organisation__is_sample=False).count(),
        "dataset_count": Dataset.objects.published().filter(is_sample=False).count(),
        "developer_count": Developer.objects.filter(organisation__is_sample=False).count(),
    }
    return render(request, "pages/home.html", context)


@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 once a request reaches the database and comes back."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@require_GET
def api_guide(request: HttpRequest) -> HttpResponse:
    """Show the API's schema as a page that a person can read."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "pages/api_guide.html", {"operations": operations})


@require_GET
def for_language_models(request: HttpRequest) -> HttpResponse:
    """Tell a program that reads text where the machine-readable things are."""
    lines = [
        "# Areba",
        "> Needs of farms, fisheries and forests, what they would pay, and labelled data.",
        "",
        f"- [API schema]({request.build_absolute_uri(reverse('api_schema'))}): OpenAPI",
        f"- [Opportunities]({request.build_absolute_uri(reverse('api_opportunities'))}): JSON",
        f"- [Needs]({request.build_absolute_uri(reverse('api_needs'))}): JSON",
        f"- [Datasets]({request.build_absolute_uri(reverse('api_datasets'))}): JSON",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
