"""The second page of a need, its photos, and the forms that offices ask for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from demand.details import actions, reads
from demand.details.forms.editing import EditForm
from demand.details.forms.operation import OperationDetailsForm
from demand.details.forms.parts import EntryForm, PhotoForm, ReplyForm
from demand.details.forms.sheet import Sheet
from demand.details.models import Paper, Photo
from demand.needs.actions import write_reply
from demand.needs.models import Need, Regulation
from demand.needs.reads.telling import history
from demand.operations.actions import NotYourOperation, edit_operation
from demand.operations.reads import acting_operation
from demand.talk.actions.speaking import AuthorIsBlocked
from marketplace.accounts.reads import moderator, person
from marketplace.pages.errors import add_model_errors

FOR_EVER = "public, max-age=31536000, immutable"
PHOTO_REFUSALS = (
    AuthorIsBlocked,
    actions.NoSuchPhoto,
    actions.PhotoIsTooLarge,
    actions.TooManyPhotos,
)


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Say more exactly what is wanted; pressing for one more row keeps nothing yet."""
    need = _own_need(request, slug)
    if need is None:
        return redirect("need", slug)
    there = reads.details_of(need)
    sheet = Sheet(need, there, request.POST if request.method == "POST" else None)
    asks_to_keep = request.method == "POST" and not sheet.more and sheet.is_valid()
    if asks_to_keep and _described(request, need, sheet):
        return redirect(need)
    context = {"need": need, "sheet": sheet, "details": there, "photo_form": PhotoForm()}
    return _describe_page(request, context, status=_status_of(sheet, refused=asks_to_keep))


@login_required
@require_POST
def add_photo(request: HttpRequest, slug: str) -> HttpResponse:
    need = _own_need(request, slug)
    if need is None:
        return redirect("need", slug)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid() and _added(request, need, form):
        return redirect(reverse("describe_need", args=[slug]) + "#photos")
    there = reads.details_of(need)
    context = {"need": need, "sheet": Sheet(need, there), "details": there, "photo_form": form}
    return _describe_page(request, context, status=422)


@login_required
@require_POST
def remove_photo(request: HttpRequest, key: UUID) -> HttpResponse:
    photos = Photo.objects.select_related("need__posted_by__organisation")
    photo = get_object_or_404(photos, key=key)
    try:
        actions.remove_photo(photo=photo, by=person(request))
    except NotYourOperation as refusal:
        messages.error(request, refusal.detail)
        return redirect("need", photo.need.slug)
    return redirect(reverse("describe_need", args=[photo.need.slug]) + "#photos")


@require_GET
def photo(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Serve a photo from wherever files are kept. Its address never shows another one."""
    shown = get_object_or_404(Photo, key=key, need__hidden_at=None)
    return FileResponse(
        default_storage.open(shown.file_name),
        content_type="image/jpeg",
        headers={"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"},
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what one's need says; its history is public."""
    need = _own_need(request, slug)
    if need is None:
        return redirect("need", slug)
    form = EditForm(request.POST or None, need=need)
    if request.method == "POST" and form.is_valid() and _edited(request, need, form):
        return redirect("need", slug)
    status = 422 if form.errors else 200
    return render(request, "details/edit.html", {"need": need, "form": form}, status=status)


@require_GET
def need_history(request: HttpRequest, slug: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    context = {"need": need, "history": history(need)}
    return render(request, "details/history.html", context)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form and its fields; who files it says who holds them already."""
    shown = get_object_or_404(Paper, slug=slug)
    operation = acting_operation(request)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and operation:
        try:
            actions.name_entry(
                paper=shown, operation=operation, by=person(request), **form.cleaned_data
            )
            return redirect(shown)
        except NotYourOperation:
            form.add_error(None, _("Only who files this form can add to it."))
        except AuthorIsBlocked as refusal:
            form.add_error(None, refusal.detail)
        except ValidationError as error:
            add_model_errors(form, error)
    files_it = bool(operation) and shown.filings.filter(need__posted_by=operation).exists()
    context = {**reads.paper_with_entries(shown), "form": form, "files_it": files_it}
    return render(request, "details/paper.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what the office in charge has said; for who looks after the site."""
    by, regulation = moderator(request), get_object_or_404(Regulation, slug=slug)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_reply(regulation=regulation, by=by, **form.cleaned_data)
        return redirect(regulation)
    context = {"regulation": regulation, "form": form}
    return render(request, "details/reply.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit_own_operation(request: HttpRequest) -> HttpResponse:
    """Change what one's operation produces, how much of it, and where."""
    operation = acting_operation(request)
    if operation is None:
        return redirect("register_operation")
    form = OperationDetailsForm(request.POST or None, operation=operation)
    if request.method == "POST" and form.is_valid():
        edit_operation(operation=operation, by=person(request), **form.cleaned_data)
        messages.success(request, _("Your operation is changed."))
        return redirect("me")
    context = {"form": form, "operation": operation}
    status = 422 if form.errors else 200
    return render(request, "details/operation.html", context, status=status)


def _own_need(request: HttpRequest, slug: str) -> Need | None:
    """Find a need of the operation that one speaks for; None, with a word, if it is another's."""
    need = get_object_or_404(Need.objects.visible().for_list(), slug=slug)
    if not need.is_posted_by(person(request)):
        messages.error(request, _("Only who posted this need can change it."))
        return None
    return need


def _described(request: HttpRequest, need: Need, sheet: Sheet) -> bool:
    description = sheet.description()
    try:
        actions.describe(need=need, description=description, by=person(request), now=timezone.now())
    except AuthorIsBlocked as refusal:
        messages.error(request, refusal.detail)
        return False
    messages.success(request, _("It is written down. Thank you."))
    return True


def _status_of(sheet: Sheet, *, refused: bool) -> int:
    if refused:
        return 403
    return 422 if sheet.errors else 200


def _describe_page(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    context |= {"titles": Regulation.objects.titles()}
    return render(request, "details/describe.html", context, status=status)


def _added(request: HttpRequest, need: Need, form: PhotoForm) -> bool:
    try:
        actions.add_photo(
            need=need,
            upload=form.cleaned_data["photo"],
            by=person(request),
            now=timezone.now(),
        )
    except PHOTO_REFUSALS as refusal:
        form.add_error("photo", refusal.detail)
        return False
    return True


def _edited(request: HttpRequest, need: Need, form: EditForm) -> bool:
    try:
        actions.edit_need(need=need, by=person(request), now=timezone.now(), **form.words())
    except (AuthorIsBlocked, actions.PricesAreFixed) as refusal:
        form.add_error(None, refusal.detail)
        return False
    except ValidationError as error:
        add_model_errors(form, error)
        return False
    messages.success(request, _("It is changed. What it said before stays in its history."))
    return True
