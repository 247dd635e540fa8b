"""An archive of pictures, from the first byte to a version that others pull."""

import io

import pandas as pd
import pytest
from django.db import IntegrityError
from django.urls import reverse

from datasets.intake.arithmetic.media import FILES_SHARE, gather
from datasets.intake.tasks import take_in
from datasets.intake.tasks.conversion import _kept_media
from datasets.intake.vocabulary import StepState
from datasets.library.models import Medium, Pull
from datasets.measures.models import Statistics
from tests.datasets.archives import folders, packed, picture, with_position
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaves(share):
    members = {f"{name}/{n}.jpg": picture(n) for n, name in enumerate(["病気", "健全"] * 3)}
    upload = share(packed(members | {"病気/here.jpg": with_position()}), name="leaves.zip")
    take_in(upload.pk)
    upload.refresh_from_db()
    return upload


def medium_of(upload, name="病気/here.jpg"):
    return Medium.objects.select_related("version__dataset").get(version=upload.version, name=name)


def test_an_archive_becomes_a_version_with_a_list_labels_and_media(leaves):
    version = leaves.version

    assert (version.kind, version.state, version.row_count) == ("IMAGES", "PUBLISHED", 7)
    assert version.label_column == "label"
    assert {file.role for file in version.files.all()} == {"ORIGINAL", "TABLE", "LABELS"}
    rows = pd.read_parquet(version.files.get(role="TABLE").path)
    assert set(rows["sha256"]) == {medium.sha256 for medium in version.media.all()}
    assert all(medium.path.stat().st_size == medium.byte_count for medium in version.media.all())


def test_each_file_and_each_label_that_is_kept_says_that_somebody_is_at_work(leaves, tmp_path):
    told, taken = [], tmp_path / "taken"
    taken.mkdir()
    request = {"source": str(leaves.path), "target": str(taken), "contributor": "sato"}

    gather(request, report=told.append)
    _kept_media(taken / "media", told.append)

    before, after = told[: told.index(1)], told[told.index(1) + 1 :]
    assert any(FILES_SHARE <= share < 1 for share in before)
    assert len(set(after)) == 7


def test_its_statistics_count_classes_and_sizes(leaves):
    document = Statistics.objects.get(version=leaves.version).document

    balance = {each["label"]: each["count"] for each in document["label"]["balance"]}
    assert balance == {"病気": 4, "健全": 3}
    assert document["rows_covered"] == 7


def test_two_runs_of_the_last_step_list_the_media_once(leaves):
    leaves.steps.filter(name="PUBLISH").update(
        state=StepState.WAITING, started_at=None, finished_at=None, progress_share=0
    )
    type(leaves).objects.update(finished_at=None, claimed_at=None)
    leaves.version.__class__.objects.update(state="DRAFT", sha256="", published_at=None)

    take_in(leaves.pk)

    assert leaves.version.media.count() == 7


def test_others_pull_a_picture_without_its_position(as_user, suzuki, suzukis_farm, leaves):
    answer = as_user(suzuki).get(medium_of(leaves).get_absolute_url())

    content = answer.getvalue()
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"Exif" not in content
    assert b"home" not in content
    assert Pull.objects.get().file.role == "TABLE"


def test_the_original_with_its_position_is_the_owner_s_alone(
    as_user, sato, suzuki, suzukis_farm, leaves
):
    url = reverse("pull_original", args=[leaves.version.dataset.slug, 1])

    assert as_user(suzuki).get(url).status_code == 404
    assert b"PK" in as_user(sato).get(url).getvalue()


def test_labels_are_pulled_as_parquet(with_token, suzuki, suzukis_farm, leaves):
    program = with_token(suzuki, suzukis_farm.organisation)
    told = program.get(f"/api/v1/datasets/{leaves.version.dataset.slug}/").json()

    url = next(f["url"] for f in told["versions"][0]["files"] if f["name"] == "labels.parquet")
    labels = pd.read_parquet(io.BytesIO(program.get(url).getvalue()))

    assert labels["label"].value_counts().to_dict() == {"病気": 4, "健全": 3}


def test_nobody_pulls_media_without_a_name_or_of_what_is_hidden(
    client, as_user, suzuki, suzukis_farm, leaves
):
    url = medium_of(leaves).get_absolute_url()

    assert client.get(url).status_code == 401
    leaves.version.dataset.__class__.objects.update(access="OWNER")
    assert as_user(suzuki).get(url).status_code == 404
    assert as_user(suzuki).get(url.replace(".jpg", "x.jpg")).status_code == 404


def test_the_owner_reads_what_became_of_the_files(as_user, sato, share):
    members = {f"{name}/{n}.jpg": picture(n) for n, name in enumerate("aabb")}
    upload = share(packed(members | {"a/bad.jpg": picture(9)[:200], "note.md": "x"}))
    take_in(upload.pk)

    url = reverse("upload_steps", args=[upload.version.dataset.slug, 1])
    shown = " ".join(as_user(sato).get(url).content.decode().split())

    assert "4 of 5" in shown
    assert "a/bad.jpg" in shown
    assert "1 label could not be used" in shown
    assert "1 passed over" in shown


def test_an_archive_that_stops_says_where(share):
    upload = share(packed({"a/1.jpg": picture(1), "../x": "x"}))

    take_in(upload.pk)

    step = upload.steps.get(state=StepState.FAILED)
    assert (step.name, step.error_code, step.error_where) == ("IDENTIFY", "UNSAFE_NAME", "../x")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({}, None),
        ({"format": "GIF"}, "medium_format_is_known"),
        ({"sha256": "x"}, "medium_has_its_hash"),
    ],
)
def test_a_medium_has_a_format_and_a_hash(fields, constraint):
    words = {"name": "a.jpg", "sha256": "0" * 64, "format": "JPEG", "byte_count": 1} | fields
    medium = Medium(version=VersionFactory(), **words)

    if constraint:
        with pytest.raises(IntegrityError, match=constraint):
            medium.save()
    else:
        medium.save()
        with pytest.raises(IntegrityError, match="media_have_names"):
            Medium.objects.create(version=medium.version, **words)


def test_a_kind_that_nobody_knows_is_refused():
    with pytest.raises(IntegrityError, match="version_kind_is_known"):
        VersionFactory(kind="FILMS")


def test_folders_of_the_same_pictures_keep_their_files_once(share):
    for _each in range(2):
        take_in(share(folders()).pk)

    paths = {medium.path for medium in Medium.objects.all()}
    assert Medium.objects.count() == 12
    assert len(paths) == 6
