from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datasets.intake import actions, reads
from datasets.intake.forms import ShareForm, VersionForm
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
    initial = {"need": request.GET.get("need", "")}
    form = ShareForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given, need = form.cleaned_data, form.cleaned_data["need"]
        try:
            upload = actions.share_dataset(
                organisation=organisation,
                by=person(request),
                now=timezone.now(),
                file=given["file"],
                terms=form.terms(),
                needs=[need] if need else [],
                **{name: given[name] for name in ("title", "description", "access")},
            )
        except ValidationError as error:
            add_model_errors(form, error)
        else:
            return redirect("dataset", upload.version.dataset.slug)
    status = 422 if form.errors else 200
    return render(request, "intake/share.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def share_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the next version of one's own data set."""
    own = Dataset.objects.filter(organisation=acting_organisation(request))
    dataset = get_object_or_404(own, slug=slug)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.share_version(
            dataset=dataset,
            by=person(request),
            now=timezone.now(),
            file=form.cleaned_data["file"],
            terms=form.terms(),
        )
        return redirect("dataset", slug)
    context = {"form": form, "dataset": dataset}
    return render(request, "intake/share.html", context, status=422 if form.errors else 200)


@require_GET
def upload_steps(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The steps of an upload, asked for again and again while it is under way."""
    upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
    context = {"upload": upload, "steps": reads.steps(upload), "share": reads.share_done(upload)}
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
