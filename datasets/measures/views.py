from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from datasets.library.models import Dataset
from datasets.measures import reads
from datasets.measures.models import Statistics
from marketplace.accounts.reads import acting_organisation
from marketplace.pages.pictures import Count, Picture, class_balance


@require_GET
def statistics(request: HttpRequest, slug: str) -> HttpResponse:
    """The statistics of the newest version; a page of its own without JavaScript."""
    found = _told(request, slug)
    context = {
        "statistics": found,
        "columns": reads.columns(found),
        "preview": _preview(found.document),
        "balance": _balance(found),
        "soundness": reads.Soundness.of(found),
        "judged": found.document.get("judgements"),
        "hidden": _hidden(found),
    }
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"measures/statistics.html{part}", context)


def _told(request: HttpRequest, slug: str) -> Statistics:
    """Find the newest statistics, as far as their reader may know them. Raises: Http404."""
    organisation, is_signed_in = acting_organisation(request), request.user.is_authenticated
    found = reads.statistics(slug, organisation)
    found = reads.told(found, organisation, is_signed_in=is_signed_in)
    if found is None:
        raise Http404
    return found


@require_GET
def enough(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the newest labels are enough; a page of its own without JavaScript."""
    organisation = acting_organisation(request)
    get_object_or_404(Dataset.objects.visible_to(organisation), slug=slug)
    part = "#content" if request.headers.get("HX-Request") else ""
    context = {"enough": reads.enough(slug, organisation)}
    return render(request, f"measures/enough.html{part}", context)


@login_required
@require_GET
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own values beside the pool, as a sheet to print; nobody else opens it."""
    found = reads.sheet(slug, acting_organisation(request))
    if found is None:
        raise Http404
    return render(request, "measures/beside.html", {"sheet": found})


def _preview(document: dict[str, Any]) -> dict[str, Any]:
    rows = document.get("preview", [])
    names = [column["name"] for column in document["columns"]]
    return {"names": names, "rows": [[row.get(name) for name in names] for row in rows]}


def _balance(found: Statistics) -> Picture | None:
    label = found.document["label"]
    if not label or not label["balance"]:
        return None
    shown = [each for each in label["balance"] if each["count"] is not None]
    counts = [Count(each["label"], each["count"]) for each in shown]
    if _hidden(found):
        # Without them the shares would be wrong. Their sum is known: the rows that are left.
        rest = found.row_count - sum(each.count for each in counts)
        counts.append(Count(_("all others together"), rest))
    return class_balance(counts, key=found.version.dataset.slug)


def _hidden(found: Statistics) -> list[str]:
    """Name the classes whose count this reader is not told."""
    label = found.document["label"] or {"balance": []}
    return [each["label"] for each in label["balance"] if each["count"] is None]
