"""Sealed labels judge, and are given to nobody."""

from datetime import timedelta

import pandas as pd
import pyarrow as pa
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from datasets.intake.actions import share_version
from datasets.intake.actions.sealing import AlreadySealed, AlreadyTaken, NothingToSeal, seal
from datasets.intake.tasks import resume_forgotten, seal_labels, take_in
from datasets.library.actions import NoLongerGivenOut, NotYours, pull
from datasets.library.models import Sealing, Version
from datasets.library.models.sealing import MOST_ATTEMPTS, PATIENCE
from datasets.library.vocabulary import FileRole
from tests.datasets.intake.sealed_leaves import (
    WORDS,
    bodies,
    key_of,
    leaks,
    leaves,
    published,
    table_of,
    written,
)

pytestmark = pytest.mark.django_db


def test_whole_farms_are_sealed_and_only_real_rows_of_them(sealed):
    sealing = Sealing.objects.get()
    inputs, labels = table_of(sealing.inputs), table_of(sealing.labels)
    rest = table_of(published(sealed).files.get(role="TABLE"))

    assert sealing.group_column == "農場"
    assert not set(inputs["農場"]) & set(rest["農場"])
    assert not inputs["合成"].any()
    assert rest["合成"].any()
    assert "label" not in inputs.columns
    assert labels["sealed_id"].tolist() == inputs["sealed_id"].tolist()
    assert labels["group"].nunique() == inputs["農場"].nunique() == sealing.group_count
    assert len(inputs) + len(rest) + sealing.set_aside_count == 120
    assert 0.3 * 108 <= len(inputs) < 0.3 * 108 + 9


def test_each_label_stays_with_its_row(sealed):
    sealing, whole = Sealing.objects.get(), leaves().set_index(["長さ", "幅"])["label"]

    inputs, labels = table_of(sealing.inputs), table_of(sealing.labels)

    true = [whole[key] for key in zip(inputs["長さ"], inputs["幅"], strict=True)]
    assert labels["label"].tolist() == true


def test_rows_that_were_shown_on_a_page_are_not_sealed(sealed, dataset):
    shown = key_of(leaves().head(10))

    assert not key_of(table_of(Sealing.objects.get().inputs)) & shown


@pytest.mark.parametrize("who", ["stranger", "developer", "neighbour"])
def test_no_route_gives_a_sealed_label_to_anybody_else(sealed, who, others, granted):
    granted(sealed)
    inputs = table_of(Sealing.objects.get().inputs)

    found = [each for one in others[who] for each in bodies(one, sealed)]

    assert [url for url, _status, body in found if leaks(body, inputs)] == []
    own = f"{sealed.slug}/sealed.parquet"
    taken = {url for url, status, _body in found if status == 200 and url.endswith(own)}
    assert len(taken) == (who == "developer")


def test_the_check_for_leaks_finds_the_version_of_before(
    dataset, granted, with_token, ada, adas_team
):
    """It would notice: before sealing, the same routes give the labels."""
    granted(dataset)
    frame = leaves()

    found = bodies(with_token(ada, adas_team.organisation), dataset)

    urls = [url for url, _status, body in found if leaks(body, frame)]
    assert {url.rpartition("/")[2] for url in urls} >= {f"{dataset.slug}.parquet"}
    assert any("statistics" in url for url in urls)


def test_the_owner_has_the_original_and_no_address_has_the_labels(sealed, with_token, owner):
    client = with_token(owner, sealed.organisation)

    assert client.get(reverse("pull_original", args=[sealed.slug, 1])).status_code == 200
    assert client.get(reverse("pull", args=[sealed.slug, 1, sealed.slug])).status_code == 404
    found = bodies(client, sealed)
    labels = Sealing.objects.get().labels.path.read_bytes()
    assert all(body != labels for _url, _status, body in found)


def test_hash_and_size_are_public_and_tell_nothing(client, sealed):
    sealing = Sealing.objects.get()
    shown = client.get(sealed.get_absolute_url()).content.decode()

    told = client.get(reverse("api_dataset", args=[sealed.slug])).json()["sealed"]

    assert sealing.labels.sha256 in shown
    assert told["labels_sha256"] == sealing.labels.sha256
    assert told["labels_byte_count"] == sealing.labels.byte_count > 0
    assert sealing.salt not in shown + str(told)
    assert told["inputs"]["url"].endswith(f"/datasets/{sealed.slug}/sealed.parquet")


def test_what_others_have_taken_is_not_sealed(
    dataset, granted, with_token, ada, adas_team, owner, now
):
    granted(dataset)
    url = reverse("pull", args=[dataset.slug, 1, dataset.slug])
    with_token(ada, adas_team.organisation).get(url)

    with pytest.raises(AlreadyTaken):
        seal(dataset=dataset, share=0.3, by=owner, now=now)

    assert published(dataset).number == 1


def test_a_pull_in_the_moment_of_sealing_is_refused(dataset, owner, ada, adas_team, now):
    file = published(dataset).files.select_related("version__dataset").get(role="TABLE")
    seal(dataset=dataset, share=0.3, by=owner, now=now)

    with pytest.raises(NoLongerGivenOut):
        pull(file=file, by=ada, organisation=adas_team.organisation, now=now)

    assert not file.pulls.exists()


def test_nobody_but_the_owner_takes_labels_even_by_their_file(sealed, ada, adas_team, now):
    labels = Sealing.objects.get().labels

    with pytest.raises(NotYours):
        pull(file=labels, by=ada, organisation=adas_team.organisation, now=now)


def test_the_next_version_leaves_sealed_rows_out_should_the_file_bring_them_again(
    sealed, owner, now
):
    more = pd.concat([leaves(), leaves(farms=1).assign(農場="新しい農場", 長さ=1.5)])
    more["label"] = "訂正"

    upload = share_version(
        dataset=sealed,
        by=owner,
        now=now,
        file=ContentFile(written(more), "more.parquet"),
        terms={"purpose": "病害"},
    )
    take_in(upload.pk)

    upload.refresh_from_db()
    rest = table_of(upload.version.files.get(role="TABLE"))
    assert not key_of(rest) & key_of(table_of(Sealing.objects.get().inputs))
    assert upload.findings["sealed_count"] == Sealing.objects.get().row_count
    assert len(rest) == upload.version.row_count == 130 - upload.findings["sealed_count"]


def test_a_file_that_lacks_the_column_by_which_rows_are_known_is_refused(sealed, owner, now):
    upload = share_version(
        dataset=sealed,
        by=owner,
        now=now,
        file=ContentFile(written(leaves().drop(columns="幅")), "less.parquet"),
        terms={"purpose": "病害"},
    )

    take_in(upload.pk)

    step = upload.steps.get(state="FAILED")
    assert (step.error_code, step.error_where) == ("SEALED_COLUMN", "幅")


def test_what_was_read_before_the_sealing_is_not_published_after_it(dataset, owner, now, share):
    seal(dataset=dataset, share=0.3, by=owner, now=now)
    upload = share_version(
        dataset=dataset,
        by=owner,
        now=now,
        file=ContentFile(written(leaves()), "again.parquet"),
        terms={"purpose": "病害"},
    )

    take_in(upload.pk)

    assert upload.steps.get(state="FAILED").error_code == "SEALED_MEANWHILE"
    assert not Version.objects.published().filter(dataset=dataset).exists()


def test_sealing_twice_makes_one(dataset, owner, now):
    seal(dataset=dataset, share=0.3, by=owner, now=now)
    for _run in range(2):
        seal_labels(Sealing.objects.get().pk)

    assert dataset.versions.count() == 2
    with pytest.raises(AlreadySealed):
        seal(dataset=dataset, share=0.3, by=owner, now=now)


def test_nobody_takes_a_sealing_that_somebody_is_at(dataset, owner, now):
    key = seal(dataset=dataset, share=0.3, by=owner, now=now).pk
    assert Sealing.objects.claim(key, now)

    seal_labels(key)

    assert Sealing.objects.get().sealed_at is None
    assert not Sealing.objects.forgotten(now + PATIENCE).exists()
    assert Sealing.objects.forgotten(now + PATIENCE + timedelta(seconds=1)).exists()


def test_a_job_that_broke_is_tried_again_and_its_owner_told_when_that_is_no_use(
    dataset, owner, now, as_user
):
    key = seal(dataset=dataset, share=0.3, by=owner, now=now).pk
    table = dataset.versions.get().files.get(role="TABLE").path
    whole = table.read_bytes()
    table.write_bytes(b"broken")

    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(pa.ArrowInvalid):
            seal_labels(key)
    assert Sealing.objects.waiting().exists()
    table.write_bytes(whole)
    seal_labels(key)

    assert Sealing.objects.get().refusal == "CRASHED"
    assert published(dataset).number == 1
    assert "something went wrong here" in (
        as_user(owner).get(dataset.get_absolute_url()).content.decode()
    )


def test_nothing_is_left_lying_about(sealed, settings):
    assert not list(settings.MEDIA_ROOT.glob("quarantine/sealing-*"))


def test_a_column_that_says_the_same_is_named_to_the_owner(
    share, owner, now, as_user, with_token, suzuki, suzukis_farm
):
    rows = leaves().assign(code=lambda frame: frame["label"].map(WORDS.index))
    upload = share(written(rows), name="coded.parquet")
    take_in(upload.pk)
    dataset = upload.version.dataset
    seal(dataset=dataset, share=0.3, by=owner, now=now)

    seal_labels(Sealing.objects.get().pk)

    shown = as_user(owner).get(dataset.get_absolute_url()).content.decode()
    assert "another column says the same" in shown
    assert '<code class="wrap">code</code>' in shown
    where = reverse("api_seal", args=[dataset.slug])
    told = with_token(owner, dataset.organisation).get(where).json()
    assert (told["refusal"], told["refused_where"]) == ("TELLTALE", "code")
    assert with_token(suzuki, suzukis_farm.organisation).get(where).status_code == 404
    assert published(dataset).number == 1


def test_a_lost_job_is_found_again(dataset, owner, now, monkeypatch):
    seal(dataset=dataset, share=0.3, by=owner, now=now - timedelta(days=1))
    queued = []
    monkeypatch.setattr(seal_labels, "delay", queued.append)

    resume_forgotten()

    assert queued == [Sealing.objects.get().pk]


def test_too_few_groups_leave_everything_as_it_was(share, owner, now, as_user):
    upload = share(written(leaves(farms=2, per_farm=9)), name="few.parquet")
    take_in(upload.pk)
    dataset = upload.version.dataset
    seal(dataset=dataset, share=0.3, by=owner, now=now)

    seal_labels(Sealing.objects.get().pk)

    assert Sealing.objects.get().refusal == "TOO_FEW_TO_SEAL"
    assert published(dataset).number == 1
    assert "could not be sealed" in as_user(owner).get(dataset.get_absolute_url()).content.decode()


def test_only_a_published_table_with_labels_is_sealed(dataset, owner, now, suzuki):
    with pytest.raises(NotYours):
        seal(dataset=dataset, share=0.3, by=suzuki, now=now)
    with pytest.raises(ValidationError):
        seal(dataset=dataset, share=0.6, by=owner, now=now)
    Version.objects.update(label_column="")
    with pytest.raises(NothingToSeal):
        seal(dataset=dataset, share=0.3, by=owner, now=now)


def test_the_owner_seals_on_the_page_and_by_program(
    dataset, as_user, owner, suzuki, suzukis_farm, with_token
):
    page, api = (
        reverse("seal_labels", args=[dataset.slug]),
        reverse("api_seal", args=[dataset.slug]),
    )
    other, client = as_user(suzuki), as_user(owner)
    program = with_token(owner, dataset.organisation)

    assert other.get(page).status_code == 404
    assert (
        with_token(suzuki, suzukis_farm.organisation).post(api, {"share": 0.2}).status_code == 404
    )
    assert client.post(page, {"share": "0.9"}).status_code == 422
    assert program.post(api, {"share": 0.01}).status_code == 400
    assert client.post(page, {"share": "0.2"}).status_code == 302
    assert "being sealed" in client.get(dataset.get_absolute_url()).content.decode()
    assert client.post(page, {"share": "0.2"}).status_code == 422
    assert program.post(api, {"share": 0.2}).json()["code"] == "already_sealed"


@pytest.mark.parametrize("role", [FileRole.SEALED_LABELS, FileRole.ORIGINAL])
def test_labels_lie_where_originals_lie_out_of_everybodys_reach(sealed, role):
    files = [file for version in sealed.versions.all() for file in version.files.filter(role=role)]

    assert files
    assert all(file.key.startswith("quarantine/") for file in files)
