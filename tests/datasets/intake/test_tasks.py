"""From bytes to a published version, whatever happens on the way."""

from datetime import timedelta

import pandas as pd
import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone, translation

from datasets.intake.actions import retry, share_version
from datasets.intake.models import MOST_ATTEMPTS, SILENCE, ClaimLost, Step, Upload
from datasets.intake.tasks import WORK, resume_forgotten, take_in
from datasets.intake.tasks.conversion import convert
from datasets.intake.vocabulary import StepName, StepState
from datasets.library.models import File, Version
from datasets.measures.models import Part, Run, Statistics
from marketplace.changes.models import Change
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50)


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def upload(share, wine_csv, need):
    return share(wine_csv, name="wine.csv", needs=[need])


def states(upload):
    return [step.state for step in upload.steps.in_order()]


def stopped_at(upload):
    return upload.steps.get(state=StepState.FAILED)


def test_a_table_is_published_with_its_files_and_the_news(upload, need, wine):
    take_in(upload.pk)

    upload.refresh_from_db()
    version = upload.version
    table, original = version.files.get(role="TABLE"), version.files.get(role="ORIGINAL")
    assert states(upload) == [StepState.DONE] * 5
    assert upload.finished_at
    assert (version.state, version.row_count, version.label_column) == ("PUBLISHED", 178, "target")
    assert version.sha256 == table.sha256
    assert table.path.stat().st_size == table.byte_count
    assert (original.name, original.sha256) == ("wine.csv", upload.sha256)
    pd.testing.assert_frame_equal(pd.read_parquet(table.path), wine, check_dtype=False)
    assert Change.objects.filter(noun="dataset", key=need.pk, kind="published").count() == 1


def test_the_statistics_are_those_of_pandas(upload, wine):
    take_in(upload.pk)

    document = Statistics.objects.get(version=upload.version).document
    columns = {column["name"]: column for column in document["columns"]}
    assert document["rows_covered"] == len(wine)
    for name in wine.columns.drop("target"):
        moments, quantiles = columns[name]["moments"], columns[name]["quantiles"]
        assert moments["mean"] == pytest.approx(wine[name].mean(), rel=1e-12)
        assert moments["deviation"] == pytest.approx(wine[name].std(), rel=1e-12)
        assert (moments["least"], moments["greatest"]) == (wine[name].min(), wine[name].max())
        assert columns[name]["distinct"] == {"value": wine[name].nunique(), "exact": True}
        assert quantiles["exact"]
        assert quantiles["values"]["0.5"] in {
            wine[name].quantile(0.5, way) for way in ("lower", "higher")
        }
    assert {each["label"]: each["count"] for each in document["label"]["balance"]} == (
        wine["target"].value_counts().to_dict()
    )
    assert len(document["preview"]) == 10


def test_two_runs_equal_one(upload):
    take_in(upload.pk)
    once = (
        list(Version.objects.values()),
        list(Step.objects.values()),
        list(Statistics.objects.values()),
    )

    take_in(upload.pk)

    assert once == (
        list(Version.objects.values()),
        list(Step.objects.values()),
        list(Statistics.objects.values()),
    )
    told = Change.objects.filter(noun="dataset").count()
    assert (File.objects.count(), Part.objects.count(), told) == (2, 1, 1)


@pytest.mark.parametrize("position", range(5))
def test_a_step_that_was_killed_half_way_is_taken_again(upload, position):
    """As a killed worker leaves it: the steps before are done, this one says that it runs."""
    take_in(upload.pk)
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    Version.objects.update(state="DRAFT", sha256="", published_at=None)
    upload.steps.filter(position__gt=position).update(
        state="WAITING", started_at=None, finished_at=None, progress_share=0
    )
    upload.steps.filter(position=position).update(state="RUNNING", finished_at=None)
    Upload.objects.update(finished_at=None, claimed_at=long_ago, heard_at=long_ago)
    (upload.version.folder / "scratch").mkdir(exist_ok=True)
    (upload.version.folder / "scratch" / "table.parquet").write_bytes(b"half")

    take_in(upload.pk)

    version = Version.objects.get()
    assert states(upload) == [StepState.DONE] * 5
    assert (version.state, version.row_count) == ("PUBLISHED", 178)
    assert Part.objects.count() == 1


def test_what_somebody_is_at_work_on_is_left_alone(upload):
    Upload.objects.claim(upload.pk, timezone.now())

    take_in(upload.pk)

    assert states(upload) == [StepState.WAITING] * 5


def test_a_file_that_kills_its_worker_again_and_again_is_given_up_and_can_be_retried(upload):
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    for _ in range(MOST_ATTEMPTS):
        Upload.objects.claim(upload.pk, timezone.now())
        Upload.objects.update(heard_at=long_ago)

    take_in(upload.pk)

    assert states(upload)[0] == StepState.FAILED
    assert Upload.objects.get().finished_at
    retry(upload=upload, by=upload.uploaded_by, now=timezone.now())
    take_in(upload.pk)
    assert states(upload) == [StepState.DONE] * 5


def test_whoever_lost_the_claim_writes_nothing_over_the_winner(upload):
    """Silent for too long, as one whose machine was asleep, and then awake again."""
    loser = Upload.objects.claim(upload.pk, timezone.now())
    Upload.objects.update(heard_at=timezone.now() - SILENCE - timedelta(seconds=1))
    take_in(upload.pk)
    won = (list(Step.objects.values()), list(File.objects.values()), list(Upload.objects.values()))
    table = File.objects.get(role="TABLE").path.read_bytes()
    loser.findings = Upload.objects.get().findings

    for step in loser.steps.in_order():
        step.upload = loser
        with pytest.raises(ClaimLost):
            step.begin(timezone.now())
        if step.name in {"CONVERT", "MEASURE", "PUBLISH"}:
            Part.objects.all().delete()
            with pytest.raises(ClaimLost):
                WORK[StepName(step.name)](loser, lambda _share: None)

    assert won == (
        list(Step.objects.values()),
        list(File.objects.values()),
        list(Upload.objects.values()),
    )
    assert File.objects.get(role="TABLE").path.read_bytes() == table
    assert not Part.objects.exists()


def test_a_task_whose_claim_is_taken_away_half_way_ends_without_a_word(upload, monkeypatch):
    def taken_away(_upload, _report):
        Upload.objects.update(claimed_at=timezone.now())
        return {}

    monkeypatch.setitem(WORK, StepName.CHECK, taken_away)

    take_in(upload.pk)

    assert states(upload)[:2] == [StepState.DONE, StepState.RUNNING]
    assert Upload.objects.get().finished_at is None


def test_each_run_converts_in_a_folder_of_its_own(upload):
    left_behind = upload.version.folder / "scratch-of-a-killed-run"
    left_behind.mkdir()
    folders = []
    first = Upload.objects.claim(upload.pk, timezone.now())
    first.findings = {"encoding": "utf-8", "delimiter": ",", "kind": "TEXT"}

    def watch(_share):
        folders.extend(each.name for each in upload.version.folder.glob("scratch*"))

    convert(first, watch)
    convert(first, watch)

    assert len(set(folders)) == 2
    assert not left_behind.exists()
    assert not list(upload.version.folder.glob("scratch*"))


def test_an_upload_that_is_gone_is_passed_over():
    take_in(0)

    assert not Step.objects.exists()


def test_a_picture_named_csv_stops_at_once_with_a_sentence(share):
    upload = share(PNG, name="rows.csv")

    take_in(upload.pk)

    step = stopped_at(upload)
    upload.refresh_from_db()
    assert (step.name, step.error_code) == ("IDENTIFY", "PICTURE")
    assert states(upload) == ["FAILED", *["WAITING"] * 4]
    assert upload.finished_at
    assert upload.version.state == "DRAFT"
    with translation.override("en"):
        assert step.error == (
            "This is one picture. Put pictures into folders named for what they show, and zip them."
        )
    with translation.override("ja"):
        assert "画像" in step.error or "写真" in step.error


def test_what_has_stopped_can_be_tried_again(share, sato, now):
    upload = share(PNG, name="rows.csv")
    take_in(upload.pk)
    retry(upload=upload, by=sato, now=now)

    take_in(upload.pk)

    assert stopped_at(upload).error_code == "PICTURE"


def test_bytes_that_did_not_arrive_whole_are_noticed_and_can_be_mended(upload, wine_csv, sato, now):
    upload.path.write_bytes(wine_csv[:1_000])
    take_in(upload.pk)
    step = stopped_at(upload)
    assert (step.name, step.error_code) == ("CHECK", "NOT_WHOLE")

    upload.path.write_bytes(wine_csv)
    retry(upload=upload, by=sato, now=now)
    take_in(upload.pk)

    assert states(upload) == [StepState.DONE] * 5


def test_a_table_that_cannot_be_read_stops_at_the_conversion_and_says_where(share):
    upload = share(b"a,b\n" + b"1,2\n" * 8 + b"1,2,3\n" * 2)

    take_in(upload.pk)

    step = stopped_at(upload)
    assert (step.name, step.error_code, step.error_where) == ("CONVERT", "RAGGED", "row 10")
    assert not File.objects.exists()


def test_our_own_fault_is_logged_and_named(upload, caplog):
    upload.path.unlink()

    with pytest.raises(FileNotFoundError):
        take_in(upload.pk)

    assert stopped_at(upload).error_code == "CRASHED"
    assert "IDENTIFY" in caplog.text


def test_rows_left_out_are_counted_in_the_findings(share):
    upload = share(b"a,kind\n" + b"1,x\n2,y\n" * 10 + b"1,2,3\n")

    take_in(upload.pk)

    upload.refresh_from_db()
    found = upload.findings
    assert (found["rows_read"], found["rows_written"], found["dropped_count"]) == (21, 20, 1)
    assert upload.version.row_count == 20


def test_a_need_that_shares_two_datasets_is_told_twice(share, wine_csv, need):
    for _ in range(2):
        take_in(share(wine_csv, needs=[need]).pk)

    assert Change.objects.filter(noun="dataset", key=need.pk).count() == 2


@pytest.fixture
def queued():
    """Count the work waiting in the broker since the test began; then take it out again."""
    with current_app.connection_for_write() as connection:
        client = connection.default_channel.client
        before = client.llen("heavy")
        yield lambda: client.llen("heavy") - before
        for _ in range(client.llen("heavy") - before):
            client.lpop("heavy")


@pytest.mark.django_db(transaction=True)
def test_what_was_forgotten_is_queued_and_ends_published(upload, queued):
    already = queued()
    resume_forgotten()
    assert queued() == already

    Upload.objects.update(heard_at=timezone.now() - 2 * SILENCE)
    resume_forgotten()

    assert queued() == already + 1

    resume_forgotten()

    assert queued() == already + 1  # once is enough, however often beat looks

    take_in(upload.pk)

    assert Version.objects.get().state == "PUBLISHED"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_held_is_let_go(upload, queued):
    Upload.objects.claim(upload.pk, timezone.now() - 2 * SILENCE)

    resume_forgotten()

    assert Upload.objects.claim(upload.pk, timezone.now()) == upload


@pytest.fixture
def add_rows(share, now, monkeypatch):
    """Share twenty thousand rows, then the same and more as the next version."""
    monkeypatch.setattr("datasets.measures.arithmetic.statistics.PART_ROWS", 20_000)
    rows = "".join(f"{number},{'病気' if number % 3 else '健全'}\n" for number in range(20_000))
    first = share(f"x,病名\n{rows}".encode())
    take_in(first.pk)

    def add(more):
        upload = share_version(
            dataset=first.version.dataset,
            by=first.version.dataset.organisation.members.get(),
            now=now,
            file=ContentFile(f"x,病名\n{rows}{more}".encode(), "more.csv"),
            terms={"purpose": "病害の見分け"},
        )
        take_in(upload.pk)
        return upload.version

    return add


def test_rows_that_an_older_version_has_are_not_measured_again(add_rows):
    Part.objects.update(row_count=19_999)

    second = add_rows("7,健全\n")

    # The count that was put into the old part tells that it was taken over.
    counts = Part.objects.filter(version=second).order_by("number")
    assert list(counts.values_list("row_count", flat=True)) == [19_999, 1]
    assert Statistics.objects.get(version=second).row_count == 20_001


def test_a_version_begins_with_what_stands_merged_of_an_older_one(add_rows):
    second = add_rows("7,健全\n")

    third = add_rows("7,健全\n8,病気\n")

    assert Run.objects.get(version=second).part_count == 1
    # Only the part that grew was measured.
    assert list(third.parts.values_list("number", "row_count")) == [(1, 2)]
    found = Statistics.objects.get(version=third).document
    assert found["rows_covered"] == 20_002
    column = next(each for each in found["columns"] if each["name"] == "x")
    assert column["moments"]["mean"] == pytest.approx((sum(range(20_000)) + 15) / 20_002)


def test_a_version_of_other_rows_begins_anew(add_rows, now, share):
    second = add_rows("7,健全\n")
    Run.objects.filter(version=second).update(digest="0" * 64)

    third = add_rows("9,健全\n")

    assert third.parts.count() == 2


def test_a_run_has_a_part_at_least(upload):
    with pytest.raises(IntegrityError, match="a_run_has_a_part_at_least"):
        Run.objects.create(version=upload.version, part_count=0, digest="0" * 64, sketches=b"")
