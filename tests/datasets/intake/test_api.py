"""Sharing by program."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from datasets.intake.models import Upload
from datasets.intake.tasks import take_in
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

SHARE = reverse("api_share")
WORDS = {"title": "葉の測定値", "description": "葉の大きさと病名。", "purpose": "病害の見分け"}


def body(content=b"a,kind\n1,x\n2,y\n", **words):
    return WORDS | {"file": SimpleUploadedFile("table.csv", content)} | words


@pytest.fixture
def program(with_token, sato, satos_farm):
    return with_token(sato, satos_farm.organisation)


def test_a_file_is_taken_in_and_its_steps_can_be_watched(program):
    need = NeedFactory()

    answer = program.post(SHARE, body(need=need.slug))

    told = answer.json()
    upload = Upload.objects.get()
    assert answer.status_code == 202
    assert (told["slug"], told["number"]) == (upload.version.dataset.slug, 1)
    assert list(upload.version.dataset.needs.all()) == [need]
    steps = program.get(told["steps"]).json()
    assert [step["state"] for step in steps] == ["WAITING"] * 5

    take_in(upload.pk)

    steps = program.get(told["steps"]).json()
    assert [step["name"] for step in steps] == [
        "IDENTIFY",
        "CHECK",
        "CONVERT",
        "MEASURE",
        "PUBLISH",
    ]
    assert {step["state"] for step in steps} == {"DONE"}
    assert all(step["duration"] and step["progress_share"] == 1 for step in steps)


def test_a_refusal_comes_with_code_and_sentence_in_ones_language(program):
    told = program.post(SHARE, body(b"\x89PNG\r\n\x1a\n" + bytes(50))).json()
    take_in(Upload.objects.get().pk)

    sentences = [
        program.get(told["steps"], headers={"accept-language": language}).json()[0]
        for language in ("en", "ja")
    ]

    assert {each["error_code"] for each in sentences} == {"PICTURE"}
    assert sentences[0]["error"] != sentences[1]["error"]


def test_acts_that_are_not_named_have_their_defaults(program):
    program.post(SHARE, body(may_sell_models="false"))

    terms = Upload.objects.get().version.terms
    assert (terms.may_train, terms.may_sell_models, terms.may_pass_on) == (True, False, False)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"file": SimpleUploadedFile("a.csv", b"")}, "file"),
        ({"file": ""}, "file"),
        ({"title": ""}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"access": "ALL"}, "access"),
        ({"need": "nothing"}, "need"),
    ],
)
def test_a_wrong_field_is_named(program, words, field):
    answer = program.post(SHARE, body(**words))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) == {field}
    assert not Upload.objects.exists()


def test_a_body_too_large_is_refused_before_it_is_read(program, settings):
    settings.UPLOAD_MAX_BYTES = 2_000

    answer = program.post(SHARE, body(b"a,b\n" + b"1,2\n" * 1_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Upload.objects.exists()


def test_nobody_shares_without_a_token(client):
    answer = client.post(SHARE, body())

    assert answer.status_code == 401
    assert not Upload.objects.exists()


def test_who_acts_for_nobody_is_told_so(as_user, nobu):
    answer = as_user(nobu).post(SHARE, body())

    assert (answer.status_code, answer.json()["code"]) == (403, "no_organisation")


def test_a_stranger_does_not_watch(client, program, with_token, suzuki, suzukis_farm):
    told = program.post(SHARE, body()).json()

    assert with_token(suzuki, suzukis_farm.organisation).get(told["steps"]).status_code == 404
    assert client.get(told["steps"]).status_code == 401
