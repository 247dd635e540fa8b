"""Everything that goes wrong comes in one shape, in the reader's language."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.utils.translation import override
from rest_framework import exceptions

from marketplace.pages.errors import Refused, api_error


class Clash(Exception):
    code = "clash"
    detail = "These two clash."


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=3), 429, "throttled"),
        (Refused(Clash()), 409, "clash"),
        (Refused(Clash(), status_code=403), 403, "clash"),
    ],
)
def test_every_refusal_has_its_code_and_sentence(error, status, code):
    response = api_error(error, {})

    assert response.status_code == status
    assert response.data["code"] == code
    assert response.data["detail"]
    assert response.data["fields"] == {}


def test_wrong_fields_are_named_however_deep_they_lie():
    error = exceptions.ValidationError({"title": ["Empty."], "answer": {"cap": ["Too low."]}})

    response = api_error(error, {})

    assert response.data["fields"] == {"title": ["Empty."], "answer.cap": ["Too low."]}


def test_an_error_of_a_model_is_an_error_of_its_fields():
    response = api_error(ModelError({"cap": "A price cannot be below zero."}), {})

    assert response.status_code == 400
    assert response.data["fields"] == {"cap": ["A price cannot be below zero."]}


def test_an_error_of_no_field_keeps_its_place():
    response = api_error(ModelError("The two do not agree."), {})

    assert response.data["fields"] == {"__all__": ["The two do not agree."]}


def test_what_nobody_foresaw_is_left_to_the_server():
    assert api_error(RuntimeError(), {}) is None


def test_sentences_are_in_the_readers_language():
    with override("ja"):
        response = api_error(Http404(), {})

    assert response.data["detail"] == "ここには何もありません。"


@pytest.mark.parametrize("path", ["/api/v1/needs/", "/needs/new/trouble/"])
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(in_english, path, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = in_english.post(path, "x" * 1001, content_type="application/json")

    assert response.status_code == 413
    assert "too long" in response.text


@pytest.mark.django_db
def test_a_long_text_in_a_form_with_a_file_is_refused_in_words(in_english, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = in_english.post("/needs/new/trouble/", {"story": "x" * 1001})

    assert response.status_code == 413
    assert "too long" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/needs/", "/datasets/", "/opportunities/", "/developers/"])
@pytest.mark.parametrize("after", ["nonsense", "WyJ4IiwgInkiXQ"])
def test_a_page_whose_address_is_cut_short_says_so(in_english, path, after):
    response = in_english.get(path, {"after": after})

    assert response.status_code == 400
    assert "This could not be read" in response.text


@pytest.mark.parametrize("path", ["/api/v1/datasets/share/", "/datasets/share/"])
def test_a_file_beyond_the_limit_is_refused_with_the_limit(in_english, path, settings):
    settings.UPLOAD_MAX_BYTES = 1000

    response = in_english.post(path, {"file": io.BytesIO(b"x" * 1001)})

    assert response.status_code == 413
    assert "This file is too large" in response.text
