"""What one agreed to, what one takes back, and what one is asked to delete."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.consent import actions, reads
from datasets.consent.forms import ConsentForm, NameForm
from datasets.consent.models import Contributor, Recall
from datasets.library.actions import NotYours
from datasets.library.models import Dataset
from marketplace.accounts.reads import PageRequest, acting_organisation, person

MOST_SHOWN = 200


@login_required
@require_GET
def own_consents(request: PageRequest) -> HttpResponse:
    """What is shared of one's own; a part of one's own page, or a page without JavaScript."""
    organisation = acting_organisation(request)
    shown = reads.receipts(organisation).order_by(*reads.NEWEST) if organisation else ()
    context = {
        "contributors": reads.own_contributors(organisation)[:MOST_SHOWN] if organisation else (),
        "receipts": [reads.Shown.of(each) for each in shown[:MOST_SHOWN]],
        "recalls": reads.recalls(person(request), organisation)[:MOST_SHOWN],
    }
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"consent/own_consents.html{part}", context)


@login_required
@require_GET
def consent_receipt(request: PageRequest, key: str) -> HttpResponse:
    organisation = acting_organisation(request)
    shown = get_object_or_404(reads.receipt(key, organisation))
    return render(request, "consent/receipt.html", {"shown": reads.Shown.of(shown)})


@login_required
@require_GET
def receipt_as_json(request: PageRequest, key: str) -> HttpResponse:
    shown = get_object_or_404(reads.receipt(key, acting_organisation(request)))
    site = request.build_absolute_uri("/").rstrip("/")
    answer = JsonResponse(
        reads.document(shown, site), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="receipt-{shown.key}.json"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Say first what it means, then take it back."""
    contributor = get_object_or_404(_within_reach(request), pk=pk)
    if request.method == "GET":
        return render(request, "consent/withdraw.html", {"contributor": contributor})
    try:
        actions.withdraw(contributor=contributor, by=person(request), now=timezone.now())
        messages.success(request, _("It is taken back. Nobody can take it any more."))
    except actions.AlreadyWithdrawn as refusal:
        messages.info(request, refusal.detail)
    if contributor.organisation == acting_organisation(request):
        return redirect("own_consents")
    return redirect("contributors", contributor.dataset.slug)


@login_required
@require_GET
def contributors(request: PageRequest, slug: str) -> HttpResponse:
    """Whose rows a data set of one's own has."""
    dataset = get_object_or_404(_own_datasets(request), slug=slug)
    context = {
        "dataset": dataset,
        "contributors": reads.contributors(dataset)[:MOST_SHOWN],
        "calls_back": reads.calls_back(dataset),
    }
    return render(request, "consent/contributors.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def contributor(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """One contributor of a data set of one's own: who it is, and how they agreed."""
    dataset = get_object_or_404(_own_datasets(request), slug=slug)
    found = get_object_or_404(reads.contributors(dataset), number=number)
    act = request.POST.get("act", "")
    consent = ConsentForm(request.POST if act == "consent" else None)
    name = NameForm(request.POST if act == "name" else None)
    try:
        if _done(found, consent, name, request):
            return redirect("contributors", slug)
    except NotYours:
        raise PermissionDenied from None
    context = {"dataset": dataset, "contributor": found, "consent": consent, "name": name}
    status = 422 if consent.errors or name.errors else 200
    return render(request, "consent/contributor.html", context, status=status)


@login_required
@require_POST
def confirm_deleted(request: PageRequest, pk: int) -> HttpResponse:
    own = Recall.objects.of(person(request), acting_organisation(request))
    recall = get_object_or_404(own, pk=pk)
    actions.confirm_deleted(recall=recall, by=person(request), now=timezone.now())
    messages.success(request, _("Thank you: it is written down that you deleted it."))
    return redirect("own_consents")


def _done(found: Contributor, consent: ConsentForm, name: NameForm, request: PageRequest) -> bool:
    if consent.is_bound:
        return consent.is_valid() and consent.record(found, by=person(request))
    if name.is_bound and name.is_valid():
        name.name(found, by=person(request))
        return True
    return False


def _own_datasets(request: PageRequest) -> QuerySet[Dataset]:
    return Dataset.objects.filter(organisation=acting_organisation(request)).exclude(
        organisation=None
    )


def _within_reach(request: PageRequest) -> QuerySet[Contributor]:
    organisation = acting_organisation(request)
    if organisation is None:
        return Contributor.objects.none()
    return Contributor.objects.reachable_by(organisation)
