"""One shape for everything that goes wrong: `{"code", "detail", "fields"}`, or a page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from marketplace.pages.keyset import BadCursor

TOO_LARGE = gettext_lazy(
    "What you sent is too long: a text may have 4,000 characters. What you wrote is still in "
    "your form: go back and shorten it."
)


# A body that is read as it comes, never whole: see `datasets.intake.api.transfers`.
PIECE_OF_A_FILE = "application/offset+octet-stream"
FILE_TOO_LARGE = gettext_lazy("This file is too large: at most %(most)s.")


class Refused(exceptions.APIException):
    """An action's own refusal, said over HTTP: 409 when it clashes with what is there."""

    def __init__(self, refusal: Any, status_code: int = 409) -> None:
        super().__init__(refusal.detail, refusal.code)
        self.status_code = status_code


def api_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an API's caller in the one shape, whatever was raised."""
    raised = _as_api_exception(error)
    response = exception_handler(raised, context)
    if response is None:
        return None
    if isinstance(raised, exceptions.ValidationError):
        response.data = {
            "code": "invalid",
            "detail": _("Some fields need another look."),
            "fields": _by_field(raised.detail),
        }
    elif isinstance(raised, exceptions.APIException):
        response.data = {"code": raised.get_codes(), "detail": raised.detail, "fields": {}}
    return response


def _as_api_exception(error: Exception) -> Exception:
    if isinstance(error, ModelError):
        return exceptions.ValidationError(_fields_of(error))
    if isinstance(error, Http404):
        return exceptions.NotFound(_("There is nothing here."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return error


def _fields_of(error: ModelError) -> dict[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {NON_FIELD_ERRORS: error.messages}
    return error.message_dict


def _by_field(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Flatten nested errors to `{"terms.purpose": [sentence, …]}`."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for name, inner in detail.items():
            flat |= _by_field(inner, f"{path}.{name}" if path else str(name))
        return flat
    sentences = detail if isinstance(detail, list) else [detail]
    return {path or NON_FIELD_ERRORS: [str(sentence) for sentence in sentences]}


def add_model_errors(form: BaseForm, error: ModelError) -> None:
    """Say a model's errors at the form's fields, those of no field above the form."""
    for name, sentences in _fields_of(error).items():
        form.add_error(name if name in form.fields else None, sentences)


class RefusalMiddleware:
    """Says in words what no view could: a body beyond the limit, a page's address cut short."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most, sentence = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, str(TOO_LARGE)
        if request.content_type == "multipart/form-data":
            # Files go to disk as they come; Django counts the other fields itself.
            most = settings.UPLOAD_MAX_BYTES
            sentence = FILE_TOO_LARGE % {"most": filesizeformat(most)}
        elif request.content_type == PIECE_OF_A_FILE:
            most = settings.TRANSFER_MAX_BYTES
            sentence = FILE_TOO_LARGE % {"most": filesizeformat(most)}
        if length.isdecimal() and int(length) > most:
            return too_large(request, sentence)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RequestDataTooBig):
            return too_large(request)
        if isinstance(error, BadCursor):
            return render(request, "400.html", {"detail": error.detail}, status=400)
        return None


def too_large(request: HttpRequest, sentence: str = "") -> HttpResponse:
    sentence = sentence or str(TOO_LARGE)
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"code": "too_large", "detail": sentence, "fields": {}},
            status=413,
            json_dumps_params={"ensure_ascii": False},
        )
    return render(request, "413.html", {"detail": sentence}, status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's own refusals of a request, a text beyond the limit among them."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "400.html", status=400)
