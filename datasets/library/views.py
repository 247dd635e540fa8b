from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from datasets.library import reads
from datasets.library.forms import GrantAnswerForm, GrantForm
from datasets.library.models import Version
from datasets.library.models.sealing import can_be_sealed
from datasets.library.vocabulary import REPLIES, VersionState
from demand.needs.models import Need
from demand.operations.vocabulary import Sector
from marketplace.accounts.reads import PageRequest, acting_organisation, person
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
        "latest": (latest := _latest(versions)),
        "shapes": reads.shapes(latest) if latest else (),
        "is_own": is_own,
        "pulls": reads.ledger(shown) if is_own else (),
        "may_take": reads.may_take(shown, organisation),
        "grant": reads.standing(shown, organisation),
        "grant_form": GrantForm(),
        "sealing": reads.sealing(shown),
        "may_seal": latest is not None and can_be_sealed(latest),
        "asked_to_seal": reads.last_sealing(shown) if is_own else None,
    }
    return render(request, "library/dataset.html", context)


def _latest(versions: list[Version]) -> Version | None:
    return next((each for each in versions if each.state == VersionState.PUBLISHED), None)


@login_required
@require_POST
def ask_for_grant(request: PageRequest, slug: str) -> HttpResponse:
    organisation = acting_organisation(request)
    if organisation is None:
        return redirect("me")
    shown = get_object_or_404(reads.dataset(organisation, slug))
    form = GrantForm(request.POST)
    if form.is_valid() and form.ask(shown, organisation, by=person(request)):
        return redirect("dataset", slug)
    context = {"dataset": shown, "grant_form": form}
    return render(request, "library/ask_for_grant.html", context, status=422)


@login_required
@require_GET
def grants(request: PageRequest) -> HttpResponse:
    organisation = acting_organisation(request)
    listed = list(reads.grants(organisation)[:100]) if organisation else []
    asked = [grant for grant in listed if grant.organisation != organisation]
    context = {
        "mine": [grant for grant in listed if grant.organisation == organisation],
        "asked": [(grant, GrantAnswerForm(grant=grant, prefix=str(grant.pk))) for grant in asked],
        "now": timezone.now(),
    }
    return render(request, "library/grants.html", context)


@login_required
@require_POST
def answer_grant(request: PageRequest, key: int) -> HttpResponse:
    grant = get_object_or_404(reads.grants_to_answer(acting_organisation(request)), pk=key)
    form = GrantAnswerForm(request.POST, grant=grant, prefix=str(key))
    act, status = request.POST.get("act", ""), 422
    if act not in REPLIES:
        form.add_error(None, _("Choose one of the answers."))
        status = 400
    elif form.is_valid() and form.tell(act, by=person(request)):
        return redirect("grants")
    context = {"grant": grant, "form": form}
    return render(request, "library/answer_grant.html", context, status=status)


@require_GET
def datasets_of_need(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of a need's page that lists its data; a page of its own without JavaScript."""
    need = get_object_or_404(Need.objects.visible(), slug=slug)
    listed = reads.datasets(acting_organisation(request), {"need": slug})
    context = {"need": need, "datasets": listed.order_by(*reads.NEWEST)[:20]}
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"library/datasets_of_need.html{part}", context)
