"""Steps say the truth about themselves, and one worker at a time takes an upload."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import override

from datasets.intake.models import SILENCE, Step, Upload
from datasets.intake.vocabulary import Refusal, StepName, StepState
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HASH = "0" * 64


@pytest.fixture
def upload(sato):
    return Upload.objects.create(
        version=VersionFactory(draft=True),
        name="table.csv",
        byte_count=10,
        sha256=HASH,
        uploaded_by=sato,
        heard_at=NOW,
    )


def step_of(upload, **fields):
    return Step.objects.create(**{"upload": upload, "name": "CHECK", "position": 1} | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": "RUNNING", "started_at": NOW, "progress_share": 0.5},
        {"state": "DONE", "started_at": NOW, "finished_at": NOW, "progress_share": 1},
        {"state": "FAILED", "started_at": NOW, "finished_at": NOW, "error_code": "EMPTY"},
    ],
)
def test_a_step_whose_times_agree_with_its_state_is_let_in(upload, fields):
    assert step_of(upload, **fields).pk


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"progress_share": -0.1}, "step_progress_is_a_share"),
        ({"progress_share": 1.1}, "step_progress_is_a_share"),
        ({"error_code": "EMPTY"}, "step_failed_says_why"),
        ({"state": "FAILED", "started_at": NOW, "finished_at": NOW}, "step_failed_says_why"),
        ({"state": "RUNNING"}, "step_times_agree_with_its_state"),
        (
            {"state": "RUNNING", "started_at": NOW, "finished_at": NOW},
            "step_times_agree_with_its_state",
        ),
        ({"state": "DONE", "started_at": NOW}, "step_times_agree_with_its_state"),
        ({"started_at": NOW}, "step_times_agree_with_its_state"),
        ({"state": "LOST"}, "step_times_agree_with_its_state"),
    ],
)
def test_a_step_that_contradicts_itself_is_refused(upload, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        step_of(upload, **fields)


def test_a_step_is_taken_once(upload):
    step_of(upload)

    with pytest.raises(IntegrityError, match="a_step_is_taken_once"):
        step_of(upload)


def test_a_version_has_one_upload(upload, sato):
    with pytest.raises(IntegrityError):
        Upload.objects.create(
            version=upload.version, name="b", byte_count=1, sha256=HASH, uploaded_by=sato
        )


def test_the_plan_is_all_steps_in_order(upload):
    Step.objects.plan(upload)

    assert [step.name for step in upload.steps.in_order()] == list(StepName)
    assert {step.state for step in upload.steps.all()} == {StepState.WAITING}


# Who works on it


def test_a_free_upload_is_claimed_once(upload):
    assert Upload.objects.claim(upload.pk, NOW) == upload
    assert Upload.objects.claim(upload.pk, NOW) is None


def test_one_that_fell_silent_is_claimed_again(upload):
    Upload.objects.claim(upload.pk, NOW)

    assert Upload.objects.claim(upload.pk, NOW + SILENCE) is None
    assert Upload.objects.claim(upload.pk, NOW + SILENCE + timedelta(seconds=1)) == upload


def test_progress_keeps_others_away(upload):
    step = step_of(Upload.objects.claim(upload.pk, NOW), state="RUNNING", started_at=NOW)

    step.report(0.5, NOW + SILENCE)

    step.refresh_from_db()
    assert step.progress_share == 0.5
    assert Upload.objects.claim(upload.pk, NOW + SILENCE + timedelta(seconds=1)) is None


def test_a_finished_upload_is_claimed_by_nobody(upload):
    Upload.objects.update(finished_at=NOW)

    assert Upload.objects.claim(upload.pk, NOW + 2 * SILENCE) is None


def test_only_what_is_unfinished_and_silent_is_forgotten(upload):
    assert not Upload.objects.forgotten(NOW + SILENCE).exists()
    assert Upload.objects.forgotten(NOW + 2 * SILENCE).get() == upload

    Upload.objects.update(finished_at=NOW)

    assert not Upload.objects.forgotten(NOW + 2 * SILENCE).exists()


# What it says


def test_a_step_knows_how_long_it_took(upload):
    step = step_of(upload)
    assert step.duration is None

    step.begin(NOW)
    step.finish(NOW + timedelta(seconds=2), encoding="cp932")

    upload.refresh_from_db()
    assert step.duration == timedelta(seconds=2)
    assert upload.findings == {"encoding": "cp932"}


def test_a_failed_step_says_why_and_where_and_closes_the_upload(upload):
    step = step_of(upload)
    step.begin(NOW)
    step.fail(NOW, code="LONG_LINE", where="line 7")

    upload.refresh_from_db()
    with translation.override("en"):
        assert step.error == "One line is too long to be a row of a table. (line 7)"
    assert upload.finished_at == NOW


@pytest.mark.parametrize("code", Refusal.values)
def test_every_refusal_has_a_sentence_in_both_languages(code):
    sentences = []
    for language in ("en", "ja"):
        with translation.override(language):
            sentences.append(str(Refusal(code).label))

    english, japanese = sentences
    assert english != japanese
    assert japanese.endswith("。")


def test_every_code_of_the_arithmetic_has_its_sentence():
    from marketplace.confinement.refusal import Code

    assert set(Code) == set(Refusal.values)


def test_findings_are_kept_with_the_step_or_not_at_all(upload):
    step = step_of(upload)
    step.begin(NOW)

    with pytest.raises(TypeError), transaction.atomic():
        step.finish(NOW, wrong=object())

    step.refresh_from_db()
    assert step.state == StepState.RUNNING


@pytest.mark.parametrize(("language", "place"), [("ja", "12行目"), ("en", "line 12")])
def test_a_step_that_stopped_says_where_in_the_readers_language(language, place):
    step = Step(error_code="LONG_LINE", error_where="line 12")

    with override(language):
        assert f"({place})" in step.error
