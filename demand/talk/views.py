"""Speaking about a need, hearing of it, and looking after what is said."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.needs.models import Need
from demand.talk import actions, reads
from demand.talk.actions.refusals import NotAllowed, Refusal
from demand.talk.actions.speaking import TooOften
from demand.talk.forms import (
    SAYING_FORMS,
    AppealForm,
    DecisionForm,
    ReplyForm,
    ReportForm,
    ShortfallForm,
)
from demand.talk.models import Remark, Ruling
from demand.talk.vocabulary import Saying, State
from marketplace.accounts.reads import PageRequest, acting_organisation, moderator, person
from marketplace.pages.errors import add_model_errors
from marketplace.pages.keyset import page


@login_required
@require_http_methods(["GET", "POST"])
def say(request: PageRequest, slug: str, kind: str) -> HttpResponseBase:
    """Ask, comment, name a product that exists, or tell the news."""
    if kind not in SAYING_FORMS:
        raise Http404
    need, form = _need(slug), SAYING_FORMS[kind](request.POST or None)

    def act(**words: Any) -> Remark:
        words |= {"need": need, "by": person(request), "now": timezone.now()}
        words["organisation"] = acting_organisation(request)
        if kind == "news":
            return actions.tell_news(**words)
        return actions.say(kind=Saying(kind.upper()), **words)

    return _fill(request, form, act, need=need)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: PageRequest, slug: str, remark_id: int) -> HttpResponseBase:
    remark = _remark(slug, remark_id)

    def act(text: str) -> Remark:
        return actions.say(
            need=remark.need,
            by=person(request),
            now=timezone.now(),
            kind=Saying.REPLY,
            text=text,
            organisation=acting_organisation(request),
            parent=remark,
        )

    return _fill(request, ReplyForm(request.POST or None), act, need=remark.need, remark=remark)


@login_required
@require_http_methods(["GET", "POST"])
def shortfall(request: PageRequest, slug: str, remark_id: int) -> HttpResponseBase:
    """Let the poster say why a product is not enough."""
    remark = _remark(slug, remark_id)
    form = ShortfallForm(request.POST or None, initial={"text": remark.shortfall})

    def act(text: str) -> Remark:
        return actions.explain_shortfall(
            remark=remark, by=person(request), now=timezone.now(), text=text
        )

    return _fill(request, form, act, need=remark.need, remark=remark)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: PageRequest, slug: str, remark_id: int = 0) -> HttpResponseBase:
    """Report a remark or, where none is named, the need."""
    remark = _remark(slug, remark_id) if remark_id else None
    about = remark or _need(slug)

    def act(**words: Any) -> None:
        actions.report(about=about, by=person(request), now=timezone.now(), **words)
        messages.success(request, _("Thank you. A moderator will look at it."))

    need = about.need if isinstance(about, Remark) else about
    return _fill(request, ReportForm(request.POST or None), act, need=need, remark=remark)


@login_required
@require_POST
def follow(request: PageRequest, slug: str) -> HttpResponseBase:
    need = _need(slug)
    if "stop" in request.POST:
        actions.unfollow(need=need, by=person(request))
        messages.info(request, _("You follow this need no longer."))
    else:
        actions.follow(need=need, by=person(request), now=timezone.now())
        messages.success(request, _("You follow this need. Its news is on your page."))
    return redirect("need", slug)


@login_required
@require_GET
def news(request: PageRequest) -> HttpResponse:
    """The part of one's own page that tells what others said; a page of its own too."""
    user = person(request)
    context = {
        "news": reads.news_for(user),
        "rulings": list(reads.rulings_against(user)),
        "has_letters": reads.has_letters(user),
    }
    template = "talk/news.html" + ("#content" if request.htmx else "")
    return render(request, template, context)


@login_required
@require_POST
def letters(request: PageRequest) -> HttpResponseBase:
    """Have the news sent by e-mail, or no longer."""
    if "stop" in request.POST:
        actions.stop_letters(by=person(request), now=timezone.now())
        messages.info(request, _("You get no more news by e-mail. It is still on your page."))
    else:
        actions.want_letters(by=person(request))
        messages.success(request, _("You get the news by e-mail again, once a week at most."))
    return redirect("own_news")


# Whoever holds the signed word may stop the letters, and mailboxes press for their reader:
# neither has a session whose trust could be abused.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop_letters(request: PageRequest, token: str) -> HttpResponse:
    """Stop somebody's letters in one press, without signing in; looking alone stops nothing."""
    reader = reads.reader_of(token)
    if reader is None:
        raise Http404
    if request.method == "POST":
        actions.stop_letters(by=reader, now=timezone.now())
    context = {"has_letters": reads.has_letters(reader)}
    return render(request, "talk/stop_letters.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: PageRequest, ruling_id: int) -> HttpResponseBase:
    """Let an author ask to have a hiding looked at again."""
    rulings = reads.rulings_against(person(request))
    ruling = get_object_or_404(rulings, pk=ruling_id)

    def act(text: str) -> Ruling:
        return actions.appeal(ruling=ruling, by=person(request), now=timezone.now(), text=text)

    form = AppealForm(request.POST or None)
    return _fill(request, form, act, ruling=ruling, remark=ruling.remark)


@login_required
@require_http_methods(["GET", "POST"])
def queue(request: PageRequest) -> HttpResponseBase:
    """What waits for a moderator or was decided, and one decision for all that is ticked."""
    by = moderator(request)
    waiting = {case.key: case for case in reads.queue()}
    before = {case.key: case for case in reads.decided(request.GET.get("also", ""))}
    cases_by_key = before | waiting
    form = DecisionForm(request.POST or None, keys=[(key, key) for key in cases_by_key])

    def act(cases: list[str], **decision: Any) -> None:
        about = [cases_by_key[key].about for key in cases]
        actions.rule(about=about, by=by, now=timezone.now(), **decision)

    decided = [case for key, case in before.items() if key not in waiting]
    context = {"cases": waiting.values(), "decided": decided}
    return _fill(request, form, act, template="talk/moderation.html", **context)


@login_required
@require_GET
def log(request: PageRequest) -> HttpResponse:
    """Who decided what, the latest first."""
    moderator(request)
    after = request.GET.get("after", "")
    context = {"page": page(reads.log(), order=("-ruled_at", "-id"), after=after, size=50)}
    return render(request, "talk/log.html", context)


def _need(slug: str) -> Need:
    return get_object_or_404(Need.objects.visible().for_list(), slug=slug)


def _remark(slug: str, remark_id: int) -> Remark:
    shown = Remark.objects.shown().for_list().select_related("need__posted_by__organisation")
    return get_object_or_404(shown, need__slug=slug, pk=remark_id)


def _fill(
    request: PageRequest,
    form: forms.Form,
    act: Callable[..., Any],
    *,
    template: str = "talk/say.html",
    **context: Any,
) -> HttpResponseBase:
    """Show a form or act upon it; what was wrong is said in it, and all that was typed stays."""
    status = 422 if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            acted = act(**form.cleaned_data)
        except ValidationError as error:
            add_model_errors(form, error)
            status = 422
        except Refusal as refusal:
            form.add_error(None, refusal.detail)
            status = _status_of(refusal)
        else:
            return _done(request, acted, context.get("need"))
    return render(request, template, {"form": form, **context}, status=status)


def _done(request: PageRequest, acted: Any, need: Need | None) -> HttpResponseBase:
    if isinstance(acted, Remark) and acted.state == State.HELD:
        messages.info(
            request, _("Thank you. It holds a link, so a moderator looks at it before it is shown.")
        )
    if isinstance(acted, Ruling):
        messages.success(request, _("Thank you. A moderator will look at it."))
        return redirect("own_news")
    if need is None:
        return redirect("moderation")
    return redirect(acted if isinstance(acted, Remark) and acted.is_shown else need)


def _status_of(refusal: Refusal) -> int:
    if isinstance(refusal, TooOften):
        return 429
    return 403 if isinstance(refusal, NotAllowed) else 409
