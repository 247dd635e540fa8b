"""The board: a need with its answers, posting and co-signing."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.answers import actions, reads
from demand.answers.forms.answer import RefusalForm, form_for, refusal_for
from demand.answers.forms.draft import NAMES, Draft
from demand.answers.views.leading import to_registration, to_sign_in
from demand.needs.models import Need, Regulation, Sighting
from demand.needs.vocabulary import Task
from demand.operations.actions import NotYourOperation
from demand.operations.reads import acting_operation
from demand.talk.actions.speaking import AuthorIsBlocked
from demand.talk.reads import talk_about
from marketplace.accounts.models import User
from marketplace.accounts.reads import PageRequest, network_key, person
from marketplace.pages.errors import add_model_errors

PENDING = "pending_answer"
REFUSALS = (
    actions.AlreadyCoSigned,
    actions.AnswerIsBound,
    actions.NeedIsClosed,
    actions.NeedIsMerged,
    actions.NotAnswered,
    actions.PricesHaveChanged,
    NotYourOperation,
)


@require_GET
def need(request: PageRequest, slug: str) -> HttpResponse:
    wanted, whose = _need(slug), reads.whose(request, on=timezone.localdate())
    if whose.operation:
        Sighting.objects.note(wanted, whose.operation)
    return _page(request, wanted, whose)


@require_POST
def co_sign(request: PageRequest, slug: str) -> HttpResponseBase:
    """Give, or change, the operation's answer; whoever has not signed in yet does so next."""
    wanted, whose = _need(slug), reads.whose(request, on=timezone.localdate())
    form = form_for(wanted, request.POST)
    if not form.is_valid():
        return _page(request, wanted, whose, form=form, status=422)
    if whose.operation is None:
        request.session[PENDING] = {"slug": slug, "typed": request.POST.urlencode()}
        return to_sign_in(request, reverse("resume_co_sign", args=[slug]))
    return _answer(request, wanted, whose, form)


@login_required
@require_GET
def resume_co_sign(request: PageRequest, slug: str) -> HttpResponseBase:
    """Give the answer that was typed before signing in."""
    wanted, pending = _need(slug), request.session.get(PENDING)
    whose = reads.whose(request, on=timezone.localdate())
    if not pending or pending["slug"] != slug:
        return redirect("need", slug)
    if whose.is_asked:
        return render(request, "answers/whose.html", {"whose": whose, "need": wanted})
    if whose.operation is None:
        return to_registration(request, reads.likely_operation(wanted))
    form = form_for(wanted, QueryDict(pending["typed"]))
    del request.session[PENDING]
    return _answer(request, wanted, whose, form)


@login_required
@require_POST
def withdraw(request: PageRequest, slug: str) -> HttpResponseBase:
    wanted, operation = _need(slug), reads.whose(request, on=timezone.localdate()).operation
    if operation is None:
        return redirect("need", slug)
    try:
        actions.withdraw(need=wanted, operation=operation, by=person(request), now=timezone.now())
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
    return redirect("need", slug)


@require_http_methods(["GET", "POST"])
def post_need(request: PageRequest, step: str = NAMES[0]) -> HttpResponseBase:
    """Ask one question per screen; what was typed stays on the server from screen to screen."""
    if step not in NAMES[:-1]:
        raise Http404
    draft = Draft(request.session)
    if request.method == "POST":
        draft.keep(step, request.POST)
    form = draft.form(step, acting_operation(request))
    if request.method == "POST" and form.is_valid():
        return redirect("post_need", NAMES[NAMES.index(step) + 1])
    context = _step_context(step, draft) | {"form": form}
    is_wrong = request.method == "POST"
    return render(request, "answers/post_need.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "POST"])
def check_need(request: PageRequest) -> HttpResponseBase:
    """Show all that was written, and post it; whoever pressed before signing in need not again."""
    if posted := _posted(request):
        return redirect(posted)
    draft = Draft(request.session)
    if (unfinished := draft.first_unfinished()) != NAMES[-1]:
        return redirect("post_need", unfinished)
    if request.method == "POST":
        draft.press()
    if draft.is_pressed and (request.method == "POST" or request.user.is_authenticated):
        return _post(request, draft)
    return _check_page(request, draft)


@login_required
@require_GET
def own_answers(request: PageRequest) -> HttpResponse:
    """The part of one's own page that tells of demand; a page of its own without JavaScript."""
    operation, pending = acting_operation(request), request.session.get(PENDING)
    context: dict[str, Any] = (
        reads.own_needs_and_answers(operation, person(request)) if operation else {}
    )
    context |= {
        "operation": operation,
        "draft": Draft(request.session),
        "pending": pending and Need.objects.filter(slug=pending["slug"]).first(),
    }
    template = "answers/own_answers.html" + ("#content" if request.htmx else "")
    return render(request, template, context)


def _need(slug: str) -> Need:
    return get_object_or_404(
        Need.objects.visible().for_list().select_related("canonical", "demand"), slug=slug
    )


def _reader(request: PageRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _page(
    request: PageRequest,
    wanted: Need,
    whose: reads.Whose,
    *,
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    today, peeks = timezone.localdate(), "show" in request.GET
    reader = _reader(request)
    reading = reads.reading(wanted, whose.operation, on=today, peeks=peeks, reader=reader)
    refuses = isinstance(form, RefusalForm)
    context = {
        "reading": reading,
        "curve": reading.picture(),
        "form": form if form and not refuses else form_for(wanted, own=reading.own),
        "refusal": form if refuses else refusal_for(wanted, reading.own),
        "operation": whose.operation,
        "whose": whose,
    }
    if not request.htmx:
        context["talk"] = talk_about(wanted, reader)
    template = "answers/need.html" + ("#answers" if request.htmx else "")
    return render(request, template, context, status=status)


def _answer(request: PageRequest, wanted: Need, whose: reads.Whose, form: Any) -> HttpResponseBase:
    """Give the answer, or change it where the form says so, and show the need again."""
    form.is_valid()
    gives = partial(actions.co_sign, network_key=network_key(request))
    act = actions.change_answer if "change" in form.data else gives
    speaker: dict[str, Any] = {"operation": whose.operation, "by": person(request)}
    try:
        act(
            need=wanted,
            now=timezone.now(),
            price_key=form.price_key,
            **speaker,
            **form.words(),
        )
    except ValidationError as error:
        add_model_errors(form, error)
        return _page(request, wanted, whose, form=form, status=422)
    except REFUSALS as refusal:
        form.add_error(None, refusal.detail)
        status = 403 if isinstance(refusal, NotYourOperation) else 409
        # Read anew: it may have changed since, which is what is refused.
        return _page(request, _need(wanted.slug), whose, form=form, status=status)
    if request.htmx:
        return _page(request, wanted, whose)
    messages.success(request, _("Your answer is in. No payment is made now."))
    return redirect("need", wanted.slug)


def _post(request: PageRequest, draft: Draft) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return to_sign_in(request, request.path)
    operation = acting_operation(request)
    fields, answer = draft.need_words()
    if operation is None:
        return to_registration(request, reads.likely_operation(Need(**fields)))
    try:
        posted = actions.post_need_with_answer(
            operation=operation,
            by=person(request),
            now=timezone.now(),
            posting_key=draft.posting_key,
            answer=answer,
            regulation=draft.rule_words(),
            **fields,
        )
    except ValidationError as error:
        return _check_page(request, draft, problems=error.messages)
    except AuthorIsBlocked as refusal:
        return _check_page(request, draft, problems=[str(refusal.detail)])
    draft.forget()
    messages.success(request, _("Your need is posted. Tell your neighbours about it."))
    return redirect("need", posted.slug)


def _posted(request: PageRequest) -> Need | None:
    """Find what a second tap on the last button wants: the need that the first has made."""
    operation = acting_operation(request)
    if request.method != "POST" or operation is None:
        return None
    return reads.posted_with(request.POST.get("posting_key", ""), operation)


def _check_page(
    request: PageRequest, draft: Draft, *, problems: Sequence[str] = ()
) -> HttpResponse:
    fields, answer = draft.need_words()
    written = Need(**fields)
    context = _step_context(NAMES[-1], draft) | {
        "need": written,
        "tasks": [Task(task).label for task in written.tasks],
        "answer": answer,
        "rule": draft.rule_words(),
        "size": reads.size(written, answer.get("quantity")),
        "posting_key": draft.posting_key,
        "problems": problems,
        "similar": reads.similar_needs(
            text=f"{written.title} {written.product} {written.story}",
            sector=written.sector,
            on=timezone.localdate(),
        ),
    }
    return render(request, "answers/check_need.html", context, status=422 if problems else 200)


def _step_context(step: str, draft: Draft) -> dict[str, Any]:
    place = NAMES.index(step)
    return {
        "steps": draft.labels,
        # Asked for by one screen alone.
        "titles": Regulation.objects.titles(),
        "step": place + 1,
        "back": reverse("post_need", args=[NAMES[place - 1]]) if place else "",
    }
