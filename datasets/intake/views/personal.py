"""The page on which an owner says what becomes of what may name persons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from datasets.intake import reads
from datasets.intake.actions import readings
from datasets.intake.forms.personal import PersonalForm
from datasets.intake.models import Upload
from marketplace.accounts.reads import acting_organisation, person


@login_required
@require_http_methods(["GET", "POST"])
def settle_personal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    upload = get_object_or_404(reads.upload(slug, number, acting_organisation(request)))
    form = PersonalForm(request.POST or None, found=reads.unsettled(upload))
    if not form.found:
        return redirect("upload_steps", slug, number)
    if form.is_valid():
        return _settled(request, upload, form)
    context = {"form": form, "upload": upload}
    status = 422 if form.errors else 200
    return render(request, "intake/personal.html", context, status=status)


def _settled(request: HttpRequest, upload: Upload, form: PersonalForm) -> HttpResponse:
    try:
        readings.settle_personal(
            upload=upload,
            by=person(request),
            now=timezone.now(),
            dropped=form.named("drop"),
            kept=form.named("keep"),
        )
    except readings.StillUnderWay as refusal:
        messages.warning(request, refusal.detail)
    return redirect("upload_steps", upload.version.dataset.slug, upload.version.number)
