"""What somebody takes back is given to nobody, and the next version is without it."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from datasets.consent.actions import (
    AlreadyWithdrawn,
    agree,
    confirm_deleted,
    record_consent,
    withdraw,
)
from datasets.consent.models import Contribution, Contributor, Recall, Receipt, Withdrawal
from datasets.consent.vocabulary import Hand
from datasets.intake import tasks
from datasets.intake.actions import retry, share_version
from datasets.intake.actions.collections import open_collection, publish_collection, send_photo
from datasets.intake.actions.sealing import seal
from datasets.intake.models import Photo, Upload
from datasets.intake.tasks import seal_labels, take_in, withdrawing
from datasets.library.actions import NotYours
from datasets.library.models import Dataset, Sealing, Version
from datasets.library.vocabulary import VersionState
from datasets.measures.arithmetic import statistics
from datasets.measures.models import Part, Statistics
from tests.datasets.archives import picture

pytestmark = pytest.mark.django_db

FARMS = ("佐藤農園", "鈴木農園", "森農園")


def leaves(per_farm=20, farms=FARMS):
    draws = np.random.default_rng(7)
    rows = per_farm * len(farms)
    return pd.DataFrame(
        {
            "生産者": [farms[row // per_farm] for row in range(rows)],
            "長さ": draws.normal(10, 2, rows).round(3),
            "病名": ["うどんこ病" if row % 3 else "健全" for row in range(rows)],
        }
    )


def written(frame):
    return frame.to_csv(index=False).encode()


@pytest.fixture
def dataset(share):
    upload = share(written(leaves()))
    take_in(upload.pk)
    return upload.version.dataset


@pytest.fixture
def suzukis_part(dataset, suzukis_farm):
    found = Contributor.objects.get(dataset=dataset, name="鈴木農園")
    Contributor.objects.filter(pk=found.pk).update(organisation=suzukis_farm.organisation)
    found.refresh_from_db()
    return found


def table_of(version):
    return pd.read_parquet(version.files.get(role="TABLE").path)


def newest(dataset):
    return Version.objects.published().filter(dataset=dataset).latest("number")


def subtract(dataset):
    """Do what the follower does, and take the next version through its steps."""
    withdrawing.subtract(dataset.pk)
    for upload in Upload.objects.unfinished():
        take_in(upload.pk)


def test_names_become_numbers_that_nobody_else_can_read(dataset):
    table = table_of(newest(dataset))

    # One is the farm that shares the data.
    assert table["生産者"].value_counts().to_dict() == {"c2": 20, "c3": 20, "c4": 20}
    assert not any(farm in table.to_csv() for farm in FARMS)
    assert "農園" not in json.dumps(Statistics.objects.get().document, ensure_ascii=False)
    counted = Contribution.objects.values_list("contributor__name", "row_count")
    assert dict(counted) == dict.fromkeys(FARMS, 20)


def test_a_number_once_given_stays_and_a_cleaned_copy_may_come_back(dataset, sato, now):
    again = pd.concat([leaves(5, ("森農園", "新しい農園")), table_of(newest(dataset)).head(3)])
    file = ContentFile(written(again), "next.csv")

    upload = share_version(dataset=dataset, by=sato, now=now, file=file, terms={"purpose": "x"})
    take_in(upload.pk)

    assert table_of(newest(dataset))["生産者"].value_counts().to_dict() == {
        "c4": 5,
        "c5": 5,
        "c2": 3,
    }


def test_rows_without_a_name_are_the_owner_s(share):
    frame = leaves(4)
    frame.loc[:3, "生産者"] = None
    upload = share(written(frame))

    take_in(upload.pk)

    assert set(table_of(upload.version)["生産者"]) == {"c1", "c2", "c3"}


def test_without_a_column_of_names_all_is_the_owner_s(share, wine_csv, satos_farm):
    upload = share(wine_csv)

    take_in(upload.pk)

    counted = Contribution.objects.get()
    assert (counted.row_count, counted.contributor.organisation) == (178, satos_farm.organisation)


def test_a_withdrawal_makes_the_next_version_without_the_rows(
    dataset, suzukis_part, suzuki, now, client
):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    subtract(dataset)

    first, second = dataset.versions.order_by("number")
    assert (first.state, second.state) == (VersionState.WITHDRAWN, VersionState.PUBLISHED)
    assert set(table_of(second)["生産者"]) == {"c2", "c4"}
    assert second.row_count == 40
    assert second.terms == first.terms
    done = Withdrawal.objects.get()
    assert (done.version, done.row_count) == (second, 20)
    assert Statistics.objects.get(version=second).row_count == 40
    assert not Contribution.objects.filter(version=second, contributor=suzukis_part).exists()


def test_the_import_report_says_how_many_rows_were_withdrawn(
    dataset, suzukis_part, suzuki, sato, now, as_user
):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    subtract(dataset)

    shown = as_user(sato).get(reverse("upload_steps", args=[dataset.slug, 2])).content.decode()

    assert "Withdrawn: 20 rows" in shown
    assert "fewer cells" not in shown


def test_twice_is_as_once_and_a_second_wish_is_refused(dataset, suzukis_part, suzuki, now):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    with pytest.raises(AlreadyWithdrawn):
        withdraw(contributor=suzukis_part, by=suzuki, now=now)

    subtract(dataset)
    subtract(dataset)

    assert dataset.versions.count() == 2


def test_killed_in_the_middle_it_goes_on(dataset, suzukis_part, suzuki, now, monkeypatch):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(withdrawing, "_upload", killed)
        with pytest.raises(KeyboardInterrupt):
            withdrawing.subtract(dataset.pk)
    assert (dataset.versions.count(), Withdrawal.objects.waiting().count()) == (1, 1)

    subtract(dataset)

    assert set(table_of(newest(dataset))["生産者"]) == {"c2", "c4"}


@pytest.mark.django_db(transaction=True)
def test_the_follower_finds_it_by_the_news(settle, dataset, suzukis_part, suzuki, now):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    settle()

    withdrawing.follow_withdrawals()

    assert Version.objects.get(number=2).state == VersionState.DRAFT
    assert not Withdrawal.objects.waiting().exists()


def _members(*organisations):
    return [organisation.members.get() for organisation in organisations]


def test_the_old_version_answers_that_it_was_taken_back(
    dataset, suzukis_part, satos_farm, adas_team, now, with_token
):
    suzuki, sato, ada = _members(
        suzukis_part.organisation, satos_farm.organisation, adas_team.organisation
    )
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    subtract(dataset)
    slug = dataset.slug

    stranger = with_token(ada, adas_team.organisation)
    owner = with_token(sato, satos_farm.organisation)

    for program in (stranger, owner):
        for url in (
            reverse("pull", args=[slug, 1, slug]),
            reverse("pull_csv", args=[slug, 1, slug]),
            reverse("pull_original", args=[slug, 1]),
            reverse("pull_labels", args=[slug, 1]),
            reverse("pull_medium", args=[slug, 1, "0" * 64 + ".jpg"]),
            reverse("api_rows", args=[slug, 1]),
            reverse("croissant", args=[slug, 1]),
            reverse("datapackage", args=[slug, 1]),
        ):
            answer = program.get(url)
            assert (answer.status_code, answer.json()["code"]) == (410, "taken_back"), url
    assert stranger.get(reverse("pull", args=[slug, 2, slug])).status_code == 200
    assert stranger.get(reverse("pull", args=[slug, 9, slug])).status_code == 404


def test_a_hidden_set_does_not_tell_that_anything_was_taken_back(
    dataset, suzukis_part, suzuki, ada, adas_team, now, with_token
):
    Dataset.objects.update(access="OWNER")
    withdraw(contributor=suzukis_part, by=suzuki, now=now)

    answer = with_token(ada, adas_team.organisation).get(
        reverse("pull", args=[dataset.slug, 1, dataset.slug])
    )

    assert answer.status_code == 404


def test_those_who_took_it_are_asked_to_delete_it(
    dataset, suzukis_part, suzuki, ada, adas_team, now, with_token, as_user
):
    program = with_token(ada, adas_team.organisation)
    program.get(reverse("pull", args=[dataset.slug, 1, dataset.slug]))

    withdraw(contributor=suzukis_part, by=suzuki, now=now)

    recall = Recall.objects.get()
    assert (recall.person, recall.organisation) == (ada, adas_team.organisation)
    (told,) = program.get(reverse("api_recalls")).json()["results"]
    assert (told["dataset"], told["number"], told["deleted_at"]) == (dataset.slug, 1, None)
    shown = as_user(ada).get(reverse("own_consents")).content.decode()
    assert "Please delete what you took" in shown
    assert program.post(reverse("api_confirm_deleted", args=[recall.pk])).status_code == 204
    recall.refresh_from_db()
    assert recall.deleted_by == ada
    with pytest.raises(NotYours):
        confirm_deleted(recall=recall, by=suzuki, now=now)


def test_whoever_holds_nothing_of_it_cannot_take_it_back(dataset, suzukis_part, mori, now, sato):
    with pytest.raises(NotYours):
        withdraw(contributor=suzukis_part, by=mori, now=now)

    withdraw(contributor=suzukis_part, by=sato, now=now)  # for them, as whoever shares it

    assert Withdrawal.objects.get().asked_by == sato


def test_when_all_is_taken_back_no_version_is_left(dataset, sato, now):
    for contributor in dataset.contributors.all():
        withdraw(contributor=contributor, by=sato, now=now)

    subtract(dataset)

    assert not Version.objects.published().exists()
    assert dataset.versions.count() == 1
    assert not Withdrawal.objects.waiting().exists()


def test_rows_that_come_again_are_left_out_until_they_agree_anew(
    dataset, suzukis_part, suzuki, suzukis_farm, sato, now
):
    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    subtract(dataset)

    def send():
        file = ContentFile(written(leaves()), "again.csv")
        terms = {"purpose": "x"}
        upload = share_version(dataset=dataset, by=sato, now=now, file=file, terms=terms)
        take_in(upload.pk)
        return table_of(newest(dataset))

    assert set(send()["生産者"]) == {"c2", "c4"}
    later = now + timedelta(seconds=1)
    record_consent(
        contributor=suzukis_part, hand=Hand.PAPER, evidence="5月12日の書面", by=sato, now=later
    )
    assert set(send()["生産者"]) == {"c2", "c3", "c4"}


def test_what_is_on_its_way_is_refused_and_made_anew_without_it(
    dataset, suzukis_part, suzuki, sato, now, monkeypatch
):
    file = ContentFile(written(leaves()), "next.csv")
    upload = share_version(dataset=dataset, by=sato, now=now, file=file, terms={"purpose": "x"})
    real = tasks.WORK["MEASURE"]

    def withdrawn_meanwhile(*args):
        withdraw(contributor=suzukis_part, by=suzuki, now=now)
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setitem(tasks.WORK, "MEASURE", withdrawn_meanwhile)
        take_in(upload.pk)
    assert upload.steps.get(name="PUBLISH").error_code == "WITHDRAWN_MEANWHILE"
    assert Version.objects.published().count() == 0

    retry(upload=upload, by=sato, now=now)
    take_in(upload.pk)

    assert set(table_of(newest(dataset))["生産者"]) == {"c2", "c4"}


def test_a_sender_s_photos_go_with_their_labels(
    as_user, sato, satos_farm, suzuki, suzukis_farm, now
):
    collection = open_collection(
        organisation=satos_farm.organisation, by=sato, now=now, classes=["病気", "健全"],
        terms={"purpose": "見分け"}, needs=[], title="葉", description="上から。",
    )  # fmt: skip
    senders = [(sato, satos_farm), (sato, satos_farm), (suzuki, suzukis_farm)]
    for seed, (by, farm) in enumerate(senders):
        send_photo(
            collection=collection, organisation=farm.organisation, by=by, now=now,
            label=["病気", "健全"][seed % 2], file=ContentFile(picture(seed), "a.jpg"),
        )  # fmt: skip
    take_in(publish_collection(collection=collection, by=sato, now=now).pk)
    dataset = collection.dataset
    part = Contributor.objects.get(organisation=suzukis_farm.organisation)
    assert Receipt.objects.filter(contributor=part).count() == 1

    withdraw(contributor=part, by=suzuki, now=now)
    subtract(dataset)

    version = newest(dataset)
    assert (version.number, version.row_count, version.media.count()) == (2, 2, 2)
    labels = pd.read_parquet(version.files.get(role="LABELS").path)
    assert len(labels) == 2
    assert Photo.objects.given().count() == 2


def test_only_parts_that_lost_rows_are_measured_again(share, sato, now, monkeypatch):
    monkeypatch.setattr(statistics, "PART_ROWS", 20_000)
    # Row groups of 20,000 rows: the last of three farms' is the only one with Mori's.
    upload = share(written(leaves(20_000)))
    take_in(upload.pk)
    dataset = upload.version.dataset
    measured = []
    real = statistics.measure_part
    monkeypatch.setattr(
        statistics,
        "measure_part",
        lambda *args, **kw: measured.append(args[1]) or real(*args, **kw),
    )

    part = Contributor.objects.get(dataset=dataset, name="鈴木農園")
    withdraw(contributor=part, by=sato, now=now)
    subtract(dataset)

    assert newest(dataset).row_count == 40_000
    assert measured == []
    digests = Part.objects.order_by("version", "number").values_list("digest", flat=True)
    assert len(digests) == 5
    assert list(digests[3:]) == [digests[0], digests[2]]


def test_terms_and_receipts_cannot_be_changed(dataset, sato, satos_farm, now):
    receipt = agree(
        dataset=dataset,
        organisation=satos_farm.organisation,
        terms=newest(dataset).terms,
        by=sato,
        now=now,
    )

    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(text="something else")
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        type(receipt.terms).objects.filter(pk=receipt.terms_id).update(may_pass_on=True)
    assert receipt.text.startswith("「葉の測定値」")


def test_sealed_rows_are_given_to_nobody_once_somebody_took_theirs_back(
    dataset, suzukis_part, suzuki, sato, ada, adas_team, now, with_token
):
    seal(dataset=dataset, share=0.3, by=sato, now=now)
    seal_labels(Sealing.objects.get().pk)
    for upload in Upload.objects.unfinished():
        take_in(upload.pk)
    program = with_token(ada, adas_team.organisation)
    url = reverse("pull_sealed_inputs", args=[dataset.slug])
    assert program.get(url).status_code == 200

    withdraw(contributor=suzukis_part, by=suzuki, now=now)
    subtract(dataset)

    assert (program.get(url).status_code, program.get(url).json()["code"]) == (410, "taken_back")
    assert "c3" not in set(table_of(newest(dataset))["生産者"])
