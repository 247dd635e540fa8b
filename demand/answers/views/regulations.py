"""Rules and procedures, and the needs that they block."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from demand.answers import reads
from demand.answers.vocabulary import LOSS_RULE
from demand.needs.models import Regulation
from marketplace.accounts.reads import PageRequest


@require_GET
def regulation(request: PageRequest, slug: str) -> HttpResponse:
    """Show a rule or procedure with the needs that it blocks and what that costs."""
    shown = get_object_or_404(Regulation, slug=slug)
    context = {"regulation": shown, "blocked": reads.blocked_by(shown), "loss_rule": LOSS_RULE}
    return render(request, "answers/regulation.html", context)
