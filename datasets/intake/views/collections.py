"""Photos one by one: the pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from datasets.intake.actions import collections as actions
from datasets.intake.forms.collections import CollectionForm, PhotoForm
from datasets.intake.models import Collection, Photo
from datasets.intake.reads import collections as reads
from demand.needs.models import Need
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import add_model_errors

REFUSALS = (
    actions.CollectionIsClosed,
    actions.NoSuchClass,
    actions.NotAPhoto,
    actions.AlreadySent,
    actions.NothingToPublish,
    actions.AlreadyBeingMade,
)


def _register_first(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Tell us first for whom you share it."))
    return redirect(f"/operations/register/?{urlencode({'next': request.get_full_path()})}")


@login_required
@require_http_methods(["GET", "POST"])
def collections(request: HttpRequest, slug: str) -> HttpResponse:
    """The collections of a need, and the form to open another."""
    need = get_object_or_404(Need.objects.visible(), slug=slug)
    organisation = acting_organisation(request)
    if organisation is None:
        return _register_first(request)
    form = CollectionForm(request.POST or None, initial=reads.collection_proposed(need))
    opened = form.is_valid() and _opened(request, form, need)
    if opened:
        return redirect("collection", opened.dataset.slug)
    context = {"need": need, "form": form, "collections": reads.collections_of(need)}
    status = 422 if form.errors else 200
    return render(request, "intake/collections.html", context, status=status)


def _opened(request: HttpRequest, form: CollectionForm, need: Need) -> Collection | None:
    organisation = acting_organisation(request)
    assert organisation is not None  # noqa: S101  asked before
    try:
        return actions.open_collection(
            organisation=organisation,
            by=person(request),
            now=timezone.now(),
            needs=[need],
            **form.given(),
        )
    except ValidationError as error:
        add_model_errors(form, error)
        return None


@require_http_methods(["GET", "POST"])
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a photo: choose it and tap what it shows."""
    found = get_object_or_404(reads.collections(), dataset__slug=slug)
    organisation = acting_organisation(request)
    if request.method == "POST" and organisation is None:
        return _register_first(request)
    form = PhotoForm(request.POST or None, request.FILES or None, collection=found)
    if form.is_valid() and organisation:
        send = partial(actions.send_photo, collection=found, organisation=organisation)
        if _done(request, send, _("Thank you: your photo has arrived."), **form.cleaned_data):
            return redirect("collection", slug)
    context: dict[str, Any] = {"form": form, "collection": found, "organisation": organisation}
    context |= reads.collected(found, organisation)
    return render(request, "intake/collection.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, action: Callable[..., object], thanks: str, **words: Any) -> bool:
    """Do what was asked, and say what became of it."""
    try:
        action(by=person(request), now=timezone.now(), **words)
    except REFUSALS as refusal:
        messages.warning(request, refusal.detail)
        return False
    messages.success(request, thanks)
    return True


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    own = Photo.objects.filter(organisation=acting_organisation(request))
    photo = get_object_or_404(own, pk=pk, collection__dataset__slug=slug)
    action = partial(actions.withdraw_photo, photo=photo)
    _done(request, action, _("It is taken back: the next version is without it."))
    return redirect("collection", slug)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    own = reads.collections().filter(dataset__organisation=acting_organisation(request))
    found = get_object_or_404(own, dataset__slug=slug)
    action = partial(actions.publish_collection, collection=found)
    is_done = _done(request, action, _("The next version is being made."))
    return redirect("dataset" if is_done else "collection", slug)


@login_required
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    own = reads.collections().filter(dataset__organisation=acting_organisation(request))
    found = get_object_or_404(own, dataset__slug=slug)
    action = partial(actions.close_collection, collection=found)
    _done(request, action, _("No more photos are being collected here."))
    return redirect("collection", slug)
