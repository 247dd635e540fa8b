"""A file is kept before anything is acknowledged, and its rows are made together."""

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from datasets.intake.actions import NothingToRetry, retry, share_version
from datasets.intake.models import Step, Upload
from datasets.intake.vocabulary import StepState
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Terms, Version
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

TABLE = "品種,糖度\nとちおとめ,9.5\n".encode()
TERMS = {"purpose": "選別", "may_train": False}


def next_version(dataset, by, now, content=TABLE):
    return share_version(
        dataset=dataset, by=by, now=now, file=ContentFile(content, "next.csv"), terms=TERMS
    )


def kept_files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_the_bytes_are_kept_under_their_hash(share, media):
    upload = share(TABLE)

    digest = sha256(TABLE).hexdigest()
    assert (upload.sha256, upload.byte_count) == (digest, len(TABLE))
    assert kept_files(media) == [upload.path]
    assert upload.path.read_bytes() == TABLE


def test_sharing_makes_a_draft_with_terms_steps_and_needs(share, now, satos_farm):
    need = NeedFactory()

    upload = share(TABLE, needs=[need])

    version = upload.version
    assert (version.number, version.state) == (1, "DRAFT")
    assert (version.dataset.organisation, version.dataset.created_at) == (
        satos_farm.organisation,
        now,
    )
    assert list(version.dataset.needs.all()) == [need]
    assert version.terms.purpose == "病害の見分け"
    assert upload.steps.filter(state=StepState.WAITING).count() == 5


def test_the_same_bytes_sent_twice_are_kept_once(share, media):
    share(TABLE)
    share(TABLE)

    assert Upload.objects.count() == 2
    assert len(kept_files(media)) == 1


def test_the_work_is_queued_once_all_is_committed(share, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        share(TABLE)

    assert len(waiting) == 1


def nothing_was_made():
    return not any(model.objects.exists() for model in (Dataset, Terms, Version, Upload, Step))


def test_an_empty_file_is_refused_and_leaves_nothing(share, media):
    with pytest.raises(ValidationError) as refusal:
        share(b"")

    assert set(refusal.value.message_dict) == {"file"}
    assert nothing_was_made()
    assert kept_files(media) == []


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "長" * 101}, "title"),
        ({"access": "ALL"}, "access"),
        ({"terms": {"purpose": ""}}, "purpose"),
    ],
)
def test_wrong_words_are_named_before_anything_is_kept(share, media, words, field):
    with pytest.raises(ValidationError) as refusal:
        share(TABLE, **words)

    assert field in refusal.value.message_dict
    assert nothing_was_made()
    assert kept_files(media) == []


def test_an_upload_that_breaks_off_leaves_nothing(share, media):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        share(TABLE, file=Broken(TABLE, "table.csv"))

    assert nothing_was_made()
    assert kept_files(media) == []


def test_a_name_with_folders_in_it_is_only_a_name(share):
    file = ContentFile(TABLE)
    file.name = "../../etc/table.csv"

    assert share(TABLE, file=file).name == "table.csv"


def test_somebody_from_outside_shares_nothing_in_a_farms_name(share, suzuki):
    with pytest.raises(NotYours):
        share(TABLE, by=suzuki)

    assert nothing_was_made()


def test_the_next_version_has_the_next_number_and_terms_of_its_own(share, sato, now):
    dataset = share(TABLE).version.dataset

    second = next_version(dataset, sato, now, TABLE + TABLE)

    assert [version.number for version in dataset.versions.order_by("number")] == [1, 2]
    assert second.version.terms.purpose == "選別"
    assert Terms.objects.count() == 2


def test_a_stranger_sends_no_next_version(share, suzuki, now):
    dataset = share(TABLE).version.dataset

    with pytest.raises(NotYours):
        next_version(dataset, suzuki, now)

    assert dataset.versions.count() == 1


@pytest.fixture
def stopped(share, now):
    upload = share(TABLE)
    first, second = upload.steps.in_order()[:2]
    for step in (first, second):
        step.upload = upload
        step.begin(now)
    first.finish(now)
    second.fail(now, code="NOT_WHOLE", where="")
    return upload


def test_a_retry_sets_back_what_stopped_and_queues_it(
    stopped, sato, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as waiting:
        retry(upload=stopped, by=sato, now=now)

    stopped.refresh_from_db()
    assert [step.state for step in stopped.steps.in_order()] == ["DONE", *["WAITING"] * 4]
    assert stopped.finished_at is None
    assert len(waiting) == 1


def test_a_second_retry_finds_nothing_to_do(stopped, sato, now):
    retry(upload=stopped, by=sato, now=now)

    with pytest.raises(NothingToRetry):
        retry(upload=stopped, by=sato, now=now)


def test_a_stranger_retries_nothing(stopped, suzuki, now):
    with pytest.raises(NotYours):
        retry(upload=stopped, by=suzuki, now=now)

    assert stopped.steps.filter(state=StepState.FAILED).exists()
