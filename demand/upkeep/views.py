"""What waits for one's word: the part of one's own page that asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from demand.answers.models import Answer
from demand.answers.reads import whose
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.operations.reads import acting_operation
from demand.upkeep import actions, reads
from marketplace.accounts.reads import PageRequest, person


@login_required
@require_GET
def waiting(request: PageRequest) -> HttpResponse:
    """Show what is asked; a page of its own without JavaScript."""
    operation = acting_operation(request)
    waits = reads.waiting_for(operation, person(request)) if operation else None
    context = {"waiting": waits, "operation": operation}
    template = "upkeep/waiting.html" + ("#content" if request.htmx else "")
    return render(request, template, context)


@login_required
@require_POST
def answer_for_need(request: PageRequest, slug: str) -> HttpResponseBase:
    """Say whether a need is still wanted."""
    need = get_object_or_404(Need.objects.for_list(), slug=slug)
    act = actions.keep_need if "yes" in request.POST else actions.close_need
    try:
        act(need=need, by=person(request), now=timezone.now())
    except (NotYourOperation, actions.NotAsked) as refusal:
        messages.warning(request, refusal.detail)
    else:
        messages.success(request, _("Thank you. We have noted it."))
    return redirect("waiting")


@login_required
@require_POST
def answer_for_price(request: PageRequest, slug: str) -> HttpResponseBase:
    """Say that an old price is still meant."""
    own = Answer.objects.standing().select_related("operation__organisation", "need")
    operation = whose(request, on=timezone.localdate()).operation
    answer = get_object_or_404(own, need__slug=slug, operation=operation)
    try:
        actions.keep_price(answer=answer, by=person(request), now=timezone.now())
    except actions.NotAsked as refusal:
        messages.warning(request, refusal.detail)
    else:
        messages.success(request, _("Thank you. We have noted it."))
    return redirect("waiting")
