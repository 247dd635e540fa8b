"""Proposing a merge, agreeing to it, taking it back, and letting one's price move."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from demand.answers.models import Answer
from demand.answers.reads import whose
from demand.merging import actions, reads
from demand.merging.forms import MergeForm
from demand.merging.models import Merge
from demand.needs.models import Need
from demand.talk.actions.refusals import NotAllowed, Refusal
from marketplace.accounts.models import User
from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.pages.errors import add_model_errors

MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
def merges(request: PageRequest, slug: str) -> HttpResponseBase:
    """Show what was merged with a need, and propose to merge it."""
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    form = MergeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, need, form, status=422 if form.errors else 200)
    return _propose(request, need, form)


@login_required
@require_POST
def decide_merge(request: PageRequest, merge_id: int) -> HttpResponseBase:
    """Agree to a proposal, or end a merge or a proposal."""
    by = person(request)
    merge = get_object_or_404(Merge.objects.visible_to(by).for_list(), pk=merge_id)
    try:
        if "agree" in request.POST:
            ours = acting_organisation(request)
            actions.second_merge(merge=merge, by=by, now=timezone.now(), organisation=ours)
        else:
            actions.end_merge(merge=merge, by=by, now=timezone.now())
    except Refusal as refusal:
        form = MergeForm()
        messages.warning(request, refusal.detail)
        return _page(request, merge.need, form, status=_status_of(refusal))
    shown = merge.into if merge.need.hidden_at else merge.need
    return redirect("merges", shown.slug)


@login_required
@require_POST
def decide_move(request: PageRequest, slug: str) -> HttpResponseBase:
    """Let one's price count where its need has gone, or keep it back."""
    own = Answer.objects.standing().select_related("operation__organisation", "need__canonical")
    operation = whose(request, on=timezone.localdate()).operation
    answer = get_object_or_404(own, need__slug=slug, operation=operation)
    counts = "yes" in request.POST
    try:
        actions.decide_move(answer=answer, counts=counts, by=person(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.detail)
        return redirect("need", slug)
    said = _("Your answer counts here now.") if counts else _("Your answer stays where it was.")
    messages.success(request, said)
    return redirect("need", answer.need.canonical.slug if answer.need.canonical else slug)


def _propose(request: PageRequest, need: Need, form: MergeForm) -> HttpResponseBase:
    if not request.user.is_authenticated:
        form.add_error(None, _("Sign in first. What you wrote stays here."))
        return _page(request, need, form, status=403)
    try:
        made = actions.propose_merge(
            need=need,
            by=person(request),
            now=timezone.now(),
            organisation=acting_organisation(request),
            **form.cleaned_data,
        )
    except ValidationError as error:
        add_model_errors(form, error)
        return _page(request, need, form, status=422)
    except Refusal as refusal:
        form.add_error(None, refusal.detail)
        return _page(request, need, form, status=_status_of(refusal))
    said = (
        _("The two are merged.") if made.is_joined else _("It is proposed. Somebody else agrees.")
    )
    messages.success(request, said)
    return redirect("merges", need.slug)


def _page(request: PageRequest, need: Need, form: MergeForm, *, status: int) -> HttpResponse:
    reader = request.user if isinstance(request.user, User) else None
    merges = list(reads.merges_of(need, reader).order_by(*reads.NEWEST)[:MOST_SHOWN])
    links = reads.links(merges, reader, acting_organisation(request))
    context = {"need": need, "form": form, "links": links}
    return render(request, "merging/merges.html", context, status=status)


def _status_of(refusal: Refusal) -> int:
    return 403 if isinstance(refusal, NotAllowed) else 409
