from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.intake import actions, reads
from datasets.intake.actions import readings
from datasets.intake.arithmetic.copies import MOST_SHEET_ROWS, csv_for_people, xlsx_for_people
from datasets.intake.forms import ShareForm, VersionForm
from datasets.intake.forms.reading import ReadingForm
from datasets.intake.forms.sealing import SealForm
from datasets.intake.models import Upload
from datasets.library.models import Dataset
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import add_model_errors


@login_required
@require_http_methods(["GET", "POST"])
def share_dataset(request: HttpRequest) -> HttpResponse:
    organisation = acting_organisation(request)
    if organisation is None:
        messages.info(request, _("Tell us first for whom you share it."))
        return redirect(f"/operations/register/?{urlencode({'next': request.get_full_path()})}")
    asked = [*request.GET.getlist("need"), *request.POST.getlist("need")]
    needs = reads.needs_to_share_for(organisation, asked)
    typed = (request.POST or None, request.FILES or None)
    sent = reads.transfers(person(request))
    proposed = {"need": asked, **reads.proposed_for(request.GET)}
    form = ShareForm(*typed, needs=needs, transfers=sent, initial=proposed)
    share = partial(actions.share_dataset, organisation=organisation)
    return _shared(request, form, share) or _form_page(request, form)


@login_required
@require_http_methods(["GET", "POST"])
def share_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the next version of one's own data set; its terms are proposed as they were."""
    own = Dataset.objects.filter(organisation=acting_organisation(request))
    dataset = get_object_or_404(own, slug=slug)
    typed = (request.POST or None, request.FILES or None)
    sent = reads.transfers(person(request))
    form = VersionForm(*typed, transfers=sent, initial=reads.last_terms(dataset))
    share = partial(actions.share_version, dataset=dataset)
    return _shared(request, form, share) or _form_page(request, form, dataset=dataset)


def _shared(
    request: HttpRequest, form: VersionForm, share: Callable[..., Upload]
) -> HttpResponse | None:
    """Share what a form holds; None where the form has to say something first."""
    if not form.is_valid():
        return None
    try:
        upload = share(by=person(request), now=timezone.now(), **form.given())
    except ValidationError as error:
        add_model_errors(form, error)
        return None
    return redirect("dataset", upload.version.dataset.slug)


def _form_page(request: HttpRequest, form: VersionForm, **context: Dataset) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "intake/share.html", {"form": form, **context}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def seal_labels(request: HttpRequest, slug: str) -> HttpResponse:
    """Seal a share of one's labels, for good."""
    organisation = acting_organisation(request)
    own = Dataset.objects.filter(organisation=organisation)
    dataset = get_object_or_404(own, slug=slug, organisation__isnull=organisation is None)
    form = SealForm(request.POST or None)
    if form.is_valid() and form.seal(dataset, by=person(request)):
        messages.success(request, _("Labels are being sealed. The next version follows by itself."))
        return redirect("dataset", slug)
    context = {"form": form, "dataset": dataset}
    return render(request, "intake/seal.html", context, status=422 if form.errors else 200)


@require_GET
def upload_steps(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The steps of an upload, asked for again and again while it is under way."""
    upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
    context = {
        "upload": upload,
        "steps": reads.steps(upload),
        "share": reads.share_done(upload),
        "account": reads.account(upload),
    }
    part = "#content" if request.headers.get("HX-Request") else ""
    return render(request, f"intake/steps.html{part}", context)


@login_required
@require_POST
def retry_upload(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
    try:
        actions.retry(upload=upload, by=person(request), now=timezone.now())
    except actions.NothingToRetry as refusal:
        messages.warning(request, refusal.detail)
    return redirect("dataset", slug)


@login_required
@require_http_methods(["GET", "POST"])
def correct_reading(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """See how a table was read, and have it read otherwise."""
    upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
    found = reads.reading_found(upload)
    if found is None:
        return redirect("upload_steps", slug, number)
    form = ReadingForm(request.POST or None, found=found)
    if not form.is_valid():
        context = {"form": form, "upload": upload, "found": found}
        return render(request, "intake/reading.html", context, status=422 if form.errors else 200)
    return _read_anew(request, upload, form)


def _read_anew(request: HttpRequest, upload: Upload, form: ReadingForm) -> HttpResponse:
    try:
        again = readings.correct_reading(
            upload=upload, by=person(request), now=timezone.now(), reading=form.reading()
        )
    except readings.StillUnderWay as refusal:
        messages.warning(request, refusal.detail)
        again = upload
    return redirect("upload_steps", upload.version.dataset.slug, again.version.number)


@login_required
@require_GET
def copy_csv(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    """The cleaned table for whoever shared it, as CSV that a spreadsheet opens safely."""
    table = get_object_or_404(reads.own_table(slug, number, acting_organisation(request)))
    answer = StreamingHttpResponse(csv_for_people(table.path), content_type="text/csv")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{table.version.dataset.title}.csv"
    )
    return answer


@login_required
@require_GET
def copy_xlsx(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The same as a spreadsheet, where it fits into one."""
    table = get_object_or_404(reads.own_table(slug, number, acting_organisation(request)))
    if (table.version.row_count or 0) > MOST_SHEET_ROWS:
        messages.info(request, _("It has too many rows for a spreadsheet: take the CSV."))
        return redirect("upload_steps", slug, number)
    # Gone from its folder as soon as it is open: it lasts as long as the answer.
    made = NamedTemporaryFile()  # noqa: SIM115  the answer closes it
    xlsx_for_people(table.path, Path(made.name))
    name = f"{table.version.dataset.title}.xlsx"
    return FileResponse(made, as_attachment=True, filename=name)
