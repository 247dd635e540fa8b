"""Names of persons are settled before anything is given out; places are coarse."""

import pandas as pd
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from datasets.intake.actions import share_version
from datasets.intake.actions.readings import NotSettled, settle_personal
from datasets.intake.models import Upload
from datasets.intake.tasks import take_in
from datasets.library.actions import NotYours
from datasets.library.models import Version
from tests.datasets.archives import packed, picture

pytestmark = pytest.mark.django_db

TABLE = (
    "氏名,備考,lat,lon,病名\n佐藤太郎,晴れ,36.43612,140.00512,健全\n"
    "鈴木花子,連絡 hana@example.com,36.43999,140.01999,病気\n森一郎,雨,36.4,140.0,健全\n"
).encode()


@pytest.fixture
def upload(share):
    sent = share(TABLE)
    take_in(sent.pk)
    sent.refresh_from_db()
    return sent


def table_of(version):
    return pd.read_parquet(version.files.get(role="TABLE").path)


def settle(client, upload, *choices):
    url = reverse("settle_personal", args=[upload.version.dataset.slug, upload.version.number])
    answer = client.post(url, {f"column_{n}": choice for n, choice in enumerate(choices)})
    take_in(upload.pk)
    return answer


def test_nothing_is_published_before_it_is_settled(upload, as_user, sato):
    client = as_user(sato)
    slug = upload.version.dataset.slug

    steps = client.get(reverse("upload_steps", args=[slug, 1])).content.decode()
    page = client.get(reverse("settle_personal", args=[slug, 1])).content.decode()

    assert upload.steps.get(name="PUBLISH").error_code == "PERSONAL"
    assert not Version.objects.published().exists()
    assert "There may be names of persons in it" in steps
    assert reverse("settle_personal", args=[slug, 1]) in steps
    assert "佐藤太郎" in page
    assert "hana@example.com" in page


def test_what_is_left_out_is_given_to_nobody_and_what_is_kept_is(upload, as_user, sato):
    settle(as_user(sato), upload, "drop", "keep")

    table = table_of(Version.objects.published().get())
    assert list(table.columns) == ["備考", "lat", "lon", "病名"]
    assert "連絡 hana@example.com" in set(table["備考"])
    steps = as_user(sato).get(reverse("upload_steps", args=[upload.version.dataset.slug, 1]))
    assert "Not given out, as you wished: 氏名" in steps.content.decode()


def test_it_is_kept_for_later_files(upload, as_user, sato, now):
    settle(as_user(sato), upload, "drop", "drop")
    dataset = upload.version.dataset

    later = share_version(
        dataset=dataset, by=sato, now=now, file=ContentFile(TABLE, "b.csv"),
        terms={"purpose": "x"},
    )  # fmt: skip
    take_in(later.pk)

    assert list(table_of(Version.objects.published().get(number=2)).columns) == [
        "lat",
        "lon",
        "病名",
    ]


def test_each_is_settled_by_the_owner_alone(upload, sato, suzuki, now):
    words = {"upload": upload, "now": now}
    with pytest.raises(NotSettled):
        settle_personal(**words, by=sato, dropped=["氏名"], kept=[])
    with pytest.raises(NotSettled):
        settle_personal(**words, by=sato, dropped=["氏名", "備考"], kept=["備考"])
    with pytest.raises(NotYours):
        settle_personal(**words, by=suzuki, dropped=["氏名", "備考"], kept=[])


def test_a_program_settles_it_too(upload, sato, satos_farm, suzuki, suzukis_farm, with_token):
    url = reverse("api_personal", args=[upload.version.dataset.slug, 1])
    program = with_token(sato, satos_farm.organisation)

    found = program.get(url).json()
    wrong = program.post(url, {"dropped": ["氏名"]}, content_type="application/json")
    right = program.post(url, {"dropped": ["氏名", "備考"]}, content_type="application/json")
    take_in(upload.pk)

    assert [each["where"] for each in found] == ["氏名", "備考"]
    assert wrong.json()["code"] == "not_settled"
    assert right.status_code == 202
    assert program.get(url).json() == []
    assert with_token(suzuki, suzukis_farm.organisation).get(url).status_code == 404


def test_places_are_rounded_and_it_is_said(upload, as_user, sato):
    settle(as_user(sato), upload, "drop", "drop")

    table = table_of(Version.objects.published().get())
    steps = as_user(sato).get(reverse("upload_steps", args=[upload.version.dataset.slug, 1]))

    assert table["lat"].tolist() == [36.44, 36.44, 36.4]
    assert table["lon"].tolist() == [140.01, 140.02, 140.0]
    assert "Places were rounded to about 1 km: lat, lon." in steps.content.decode()


def test_the_owner_may_give_places_exactly(upload, as_user, sato):
    client = as_user(sato)
    settle(client, upload, "drop", "drop")
    url = reverse("correct_reading", args=[upload.version.dataset.slug, 1])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    client.post(url, typed | {"keep_positions": "on"})
    take_in(Upload.objects.latest("id").pk)

    exact = table_of(Version.objects.published().get(number=2))
    assert exact["lat"].tolist() == [36.43612, 36.43999, 36.4]
    assert "氏名" not in exact.columns


@pytest.mark.parametrize("choice", ["drop", "keep"])
def test_names_in_paths_are_settled_as_well(share, as_user, sato, choice):
    members = {
        "健全/佐藤_圃場1.jpg": picture(1),
        "健全/b.jpg": picture(2),
        "病気/c.jpg": picture(3),
    }
    upload = share(packed(members), name="photos.zip")
    take_in(upload.pk)
    assert not Version.objects.published().exists()
    upload.refresh_from_db()

    settle(as_user(sato), upload, choice)

    version = Version.objects.published().get()
    names = [medium.name for medium in version.media.all()]
    labels = pd.read_parquet(version.files.get(role="LABELS").path)
    assert any("佐藤" in name for name in names) == (choice == "keep")
    assert set(labels["path"]) == set(names)
    assert labels["label"].value_counts().to_dict() == {"健全": 2, "病気": 1}
