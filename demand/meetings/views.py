"""One table, many operations: the tablet that goes round, files of answers, sheets of paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from demand.answers.actions import REFUSED_ENTRY, enter
from demand.answers.forms.answer import RefusalForm, form_for, refusal_for
from demand.mandates.models import Mandate
from demand.meetings import actions, reads
from demand.meetings.forms import DryRun, FileForm, dry_run
from demand.meetings.models import AnswerFile
from demand.meetings.vocabulary import Refusal
from demand.needs.models import Need
from demand.operations.reads import acting_operation
from marketplace.accounts.models import Organisation
from marketplace.accounts.reads import PageRequest, acting_organisation, person
from marketplace.confinement.refusal import Refused
from marketplace.pages.errors import add_model_errors

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@login_required
@never_cache
@require_GET
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whose turn it can be. What anybody has answered is not on the page."""
    return _seats(request, _need(slug), _agent(request))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Take one operation's answer; whatever was answered before is never shown."""
    wanted, agent = _need(slug), _agent(request)
    mandate = reads.latest_mandate(agent, code)
    if mandate is None:
        raise Http404
    form = form_for(wanted, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _enter(request, wanted, mandate, form)
    return _seat_page(request, wanted, mandate, form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Read a file of answers, and show what it would do."""
    wanted, agent = _need(slug), _agent(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read = _read(request, wanted, agent, form)
        if read is not None:
            return redirect("answer_file", slug, read.pk)
    context = {"need": wanted, "form": form}
    status = 422 if form.errors else 200
    return render(request, "meetings/upload.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer_file(request: HttpRequest, slug: str, file_id: int) -> HttpResponseBase:
    """Show the dry run of one's own file; enter it, all or nothing, where nothing is wrong."""
    files = AnswerFile.objects.select_related("need", "agent")
    sent = get_object_or_404(files, pk=file_id, need__slug=slug, uploaded_by=request.user)
    if sent.entered_count is not None:
        return _entered(request, sent, sent.entered_count)
    try:
        tried = dry_run(sent, reads.seats(sent.agent, sent.need, on=timezone.localdate()))
    except Refused as refusal:
        messages.error(request, Refusal(refusal.code).label)
        return redirect("upload_answers", slug)
    if request.method == "POST" and not tried.problems:
        return _enter_file(request, sent, tried)
    return _dry_run_page(request, sent, tried)


@login_required
@require_GET
def answers_template(request: HttpRequest, slug: str, kind: str = "xlsx") -> HttpResponse:
    """Give the file to fill in, with those who may be answered for in it already."""
    wanted, agent = _need(slug), _agent(request)
    return HttpResponse(
        reads.template(wanted, agent, on=timezone.localdate(), as_csv=kind == "csv"),
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{wanted.slug}.{kind}"'},
    )


@require_GET
def question_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a sheet of paper for a meeting: the prices, with boxes to tick."""
    wanted = _need(slug)
    sheet = reads.question_sheet(wanted, acting_organisation(request), on=timezone.localdate())
    return render(request, "meetings/question_sheet.html", sheet | _address(request, wanted))


@require_GET
def result_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a sheet of paper with what came out, as it is published."""
    wanted = _need(slug)
    context = {"reading": reads.result_sheet(wanted, on=timezone.localdate()), "need": wanted}
    return render(request, "meetings/result_sheet.html", context | _address(request, wanted))


@login_required
@never_cache
@require_GET
def entered_for_us(request: PageRequest) -> HttpResponse:
    """Show an operation what others have entered in its name, and who."""
    operation = acting_operation(request)
    entered = reads.entered_for(operation, person(request)) if operation else []
    template = "meetings/entered_for_us.html" + ("#content" if request.htmx else "")
    return render(request, template, {"entered": entered, "operation": operation})


def _need(slug: str) -> Need:
    return get_object_or_404(Need.objects.for_list(), slug=slug)


def _agent(request: HttpRequest) -> Organisation:
    """Name the organisation that acts. Raises: PermissionDenied without one."""
    agent = acting_organisation(request)
    if agent is None:
        raise PermissionDenied
    return agent


def _address(request: HttpRequest, wanted: Need) -> dict[str, Any]:
    return {"address": request.build_absolute_uri(wanted.get_absolute_url())}


def _seats(
    request: HttpRequest, wanted: Need, agent: Organisation, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "need": wanted,
        "seats": reads.seats(agent, wanted, on=today),
        "is_open": wanted.is_open_on(today),
    }
    return render(request, "meetings/meeting.html", context, status=status)


def _seat_page(request: HttpRequest, wanted: Need, mandate: Mandate, form: Any) -> HttpResponse:
    refuses = isinstance(form, RefusalForm)
    context = {
        "need": wanted,
        "operation": mandate.operation,
        "form": form_for(wanted) if refuses else form,
        "refusal": form if refuses else refusal_for(wanted, None),
        "ladder": [{"price": price} for price in wanted.rungs],
    }
    return render(request, "meetings/seat.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, wanted: Need, mandate: Mandate, form: Any) -> HttpResponseBase:
    words = {"by": person(request), "now": timezone.now(), **form.words()}
    try:
        enter(need=wanted, mandate=mandate, price_key=form.price_key, **words)
    except ValidationError as error:
        add_model_errors(form, error)
        return _seat_page(request, wanted, mandate, form)
    except REFUSED_ENTRY as refusal:
        messages.warning(request, f"{mandate.operation}: {refusal.detail}")
        return _seats(request, wanted, mandate.agent, status=409)
    messages.success(request, _("%(name)s: thank you. Next, please.") % {"name": mandate.operation})
    return redirect("meeting", wanted.slug)


def _read(
    request: HttpRequest, wanted: Need, agent: Organisation, form: FileForm
) -> AnswerFile | None:
    """Read the file, or say in the form why it cannot be read."""
    try:
        return actions.read_file(
            need=wanted,
            agent=agent,
            by=person(request),
            now=timezone.now(),
            file=form.cleaned_data["file"],
        )
    except Refused as refusal:
        form.add_error("file", Refusal(refusal.code).label)
        return None


def _enter_file(request: HttpRequest, sent: AnswerFile, tried: DryRun) -> HttpResponseBase:
    try:
        count = actions.enter_file(
            answer_file=sent,
            entries=tried.entries,
            by=person(request),
            now=timezone.now(),
            price_key=request.POST.get("price_key", ""),
        )
    except actions.RowRefused as refusal:
        sentence = _("Row %(row)s: %(why)s Nothing was entered.")
        messages.error(request, sentence % {"row": refusal.row, "why": refusal.detail})
        return _dry_run_page(request, sent, tried, status=409)
    return _entered(request, sent, count)


def _entered(request: HttpRequest, sent: AnswerFile, count: int) -> HttpResponseBase:
    sentence = _("%(count)s answers of %(file)s are entered.")
    messages.success(request, sentence % {"count": count, "file": sent.name})
    return redirect("meeting", sent.need.slug)


def _dry_run_page(
    request: HttpRequest, sent: AnswerFile, tried: DryRun, status: int = 200
) -> HttpResponse:
    context = {"sent": sent, "need": sent.need, "tried": tried}
    wrong = 422 if tried.problems else status
    return render(request, "meetings/answer_file.html", context, status=wrong)
