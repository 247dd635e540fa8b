"""Whoever is discounted says that it is wrong; moderators decide."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from demand.answers import actions, reads
from demand.answers.models import Appeal
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.operations.models import Operation
from marketplace.accounts.reads import PageRequest, moderator, person

REFUSALS = (
    actions.AlreadyAppealed,
    actions.CountsInFull,
    actions.NotAnswered,
    NotYourOperation,
)


@login_required
@require_POST
def appeal(request: PageRequest, slug: str) -> HttpResponse:
    """Ask that one's answer count in full."""
    need = get_object_or_404(Need, slug=slug)
    operation = reads.whose(request, on=timezone.localdate()).operation
    words = request.POST.get("words", "").strip()
    if operation is None:
        # The page asks whose answer it is.
        return redirect("need", slug)
    ask = partial(actions.appeal, need=need, operation=operation, by=person(request))
    try:
        ask(words=words, now=timezone.now())
        messages.success(request, _("Thank you. Somebody will look at it."))
    except ValidationError:
        return _ask_again(request, need, operation, words)
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    return redirect("need", slug)


@login_required
@require_GET
def appeals(request: PageRequest) -> HttpResponse:
    """List what waits to be decided, for moderators alone."""
    moderator(request)
    return render(request, "answers/appeals.html", {"appeals": reads.waiting_appeals()})


@login_required
@require_POST
def decide_appeal(request: PageRequest, appeal_id: int) -> HttpResponse:
    """Lift a discount, or leave it."""
    by = moderator(request)
    asked = get_object_or_404(Appeal, pk=appeal_id)
    lifts = request.POST.get("decision") == "lift"
    try:
        actions.decide_appeal(asked=asked, lifts=lifts, by=by, now=timezone.now())
    except actions.AlreadyDecided as refusal:
        messages.warning(request, refusal.detail)
    return redirect("appeals")


def _ask_again(request: PageRequest, need: Need, operation: Operation, words: str) -> HttpResponse:
    context = {"need": need, "who": operation.organisation.slug, "words": words}
    return render(request, "answers/appeal.html", context, status=422)
