"""Photos one by one, each with a tap."""

import io
import zipfile

import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from datasets.consent.models import Contributor
from datasets.intake.actions import collections as actions
from datasets.intake.actions import keep
from datasets.intake.models import Collection, Photo, Upload
from datasets.intake.tasks import take_in
from datasets.library.actions import NotYours
from datasets.library.models import Dataset
from datasets.measures.models import CellCounts
from tests.datasets.archives import picture, with_position
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def collection(need, sato, satos_farm, now):
    return actions.open_collection(
        organisation=satos_farm.organisation,
        by=sato,
        now=now,
        classes=["病気", "健全"],
        terms={"purpose": "病気の見分け"},
        needs=[need],
        title="葉の写真",
        description="葉を1枚、上から。",
        access="OPEN",
    )


def url_of(collection):
    return reverse("collection", args=[collection.dataset.slug])


def photo(seed=1, content=None):
    return SimpleUploadedFile("image.jpg", content or picture(seed))


def tap(client, collection, seed=1, label="病気", content=None, **words):
    return client.post(
        url_of(collection), {"file": photo(seed, content), "label": label} | words, follow=True
    )


def test_a_tap_sends_a_photo_and_the_page_thanks(as_user, suzuki, suzukis_farm, collection):
    answer = tap(as_user(suzuki), collection)

    shown = answer.content.decode()
    sent = Photo.objects.get()
    assert "Thank you: your photo has arrived." in shown
    assert "Yours: 1 photo" in shown
    assert (sent.label, sent.organisation) == ("病気", suzukis_farm.organisation)
    assert sent.terms_sha256 == collection.terms.text_sha256
    assert sent.path.read_bytes() == picture(1)


def test_who_cannot_tell_says_so(as_user, suzuki, suzukis_farm, collection):
    tap(as_user(suzuki), collection, label="")

    assert Photo.objects.get().label == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"label": "虫"}, "Choose one of the answers."),
        ({"content": b"a,b\n1,2\n"}, "This is no photo that we can read"),
        ({"content": b"GIF89a" + bytes(90)}, "This is no photo that we can read"),
    ],
)
def test_what_is_no_photo_or_no_answer_is_refused(
    as_user, suzuki, suzukis_farm, collection, words, sentence
):
    assert sentence in tap(as_user(suzuki), collection, **words).content.decode()
    assert not Photo.objects.exists()


def test_a_tap_without_a_photo_is_said_at_the_field(as_user, suzuki, suzukis_farm, collection):
    answer = as_user(suzuki).post(url_of(collection), {"label": "病気"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}


def test_the_same_photo_counts_once_and_again_after_it_was_taken_back(
    as_user, suzuki, suzukis_farm, collection
):
    client = as_user(suzuki)
    tap(client, collection)

    assert "This photo is here already." in tap(client, collection).content.decode()

    client.post(reverse("withdraw_photo", args=[collection.dataset.slug, Photo.objects.get().pk]))
    tap(client, collection)
    assert Photo.objects.given().count() == 1


def test_photos_of_several_become_a_version_with_their_senders(
    as_user, sato, suzuki, suzukis_farm, satos_farm, collection
):
    neighbour, owner = as_user(suzuki), as_user(sato)
    tap(neighbour, collection, content=with_position())
    tap(neighbour, collection, 2, "健全")
    tap(owner, collection, 3, "健全")
    tap(owner, collection, 4, "")

    owner.post(reverse("publish_collection", args=[collection.dataset.slug]))

    upload = Upload.objects.get()
    take_in(upload.pk)
    version = upload.version
    version.refresh_from_db()
    rows = pd.read_parquet(version.files.get(role="TABLE").path)
    assert (version.kind, version.state, version.number) == ("IMAGES", "PUBLISHED", 1)
    assert rows["label"].fillna("?").value_counts().to_dict() == {"健全": 2, "病気": 1, "?": 1}
    assert set(rows["contributor"]) == {"c1", "c2"}
    assert rows["contributor"].value_counts().to_list() == [2, 2]
    assert rows["taken_in"].isna().all()
    assert not rows["is_negative"].any()
    upload.refresh_from_db()
    assert upload.findings["unlabelled"] == 1
    assert not any(b"Exif" in medium.path.read_bytes() for medium in version.media.all())


def test_no_byte_that_is_kept_or_given_out_says_where_when_or_by_whom(
    as_user, with_token, sato, suzuki, suzukis_farm, satos_farm, collection, settings
):
    tap(as_user(suzuki), collection, content=with_position())
    tap(as_user(sato), collection, 2, "健全")
    owner = as_user(sato)
    owner.post(reverse("publish_collection", args=[collection.dataset.slug]))
    take_in(Upload.objects.get().pk)

    slug = collection.dataset.slug
    url = reverse("pull_original", args=[slug, 1])
    original = with_token(sato, satos_farm.organisation).get(url)
    with zipfile.ZipFile(io.BytesIO(original.getvalue())) as archive:
        taken = [archive.read(each) for each in archive.namelist()]
        assert {
            each.date_time[0] for each in archive.infolist() if each.filename != "labels.csv"
        } == {1980}
    kept = [each.read_bytes() for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]

    assert b"Exif" in with_position()
    assert not any(b"Exif" in each for each in [*taken, *kept])
    assert not any(suzukis_farm.organisation.slug.encode() in each for each in [*taken, *kept])


def test_a_photo_kept_as_it_came_is_bared_before_it_is_published(
    as_user, sato, suzuki, suzukis_farm, satos_farm, collection, now
):
    tap(as_user(suzuki), collection, 2, "健全")
    for content in (with_position(), picture(2) + b"film", b"\xff\xd8\xff broken"):
        kept = keep(SimpleUploadedFile("image.jpg", content))
        Photo.objects.create(
            collection=collection,
            organisation=suzukis_farm.organisation,
            by=suzuki,
            label="病気",
            sha256=kept["sha256"],
            byte_count=kept["byte_count"],
            terms_sha256=collection.terms.text_sha256,
            is_bare=False,
        )

    actions.publish_collection(collection=collection, by=sato, now=now)

    given = Photo.objects.given()
    assert given.count() == 2
    assert not any(b"Exif" in each.path.read_bytes() for each in given)


def test_a_sender_keeps_a_number_that_only_who_collects_can_read(
    as_user, sato, suzuki, suzukis_farm, satos_farm, mori, moris_boat, collection
):
    neighbour, owner = as_user(suzuki), as_user(sato)
    publish = reverse("publish_collection", args=[collection.dataset.slug])
    tap(neighbour, collection)
    tap(owner, collection, 2, "健全")
    owner.post(publish)
    before = dict(Contributor.objects.values_list("organisation", "number"))
    tap(as_user(mori), collection, 3)

    owner.post(publish)

    after = dict(Contributor.objects.values_list("organisation", "number"))
    assert before.items() < after.items()
    senders = reverse("contributors", args=[collection.dataset.slug])
    assert suzukis_farm.organisation.name in owner.get(senders).content.decode()
    assert as_user(mori).get(senders).status_code == 404


def test_cells_are_counted_where_each_sender_is(
    as_user, sato, suzuki, suzukis_farm, satos_farm, mori, moris_boat, collection
):
    tap(as_user(suzuki), collection)
    tap(as_user(mori), collection, 2, "健全")

    as_user(sato).post(reverse("publish_collection", args=[collection.dataset.slug]))
    take_in(Upload.objects.get().pk)

    counted = CellCounts.objects.get().cells
    assert {word for cell in counted for word in cell} >= {
        suzukis_farm.prefecture,
        moris_boat.prefecture,
    }


def test_what_was_taken_back_is_not_in_the_next_version(
    as_user, sato, suzuki, suzukis_farm, collection
):
    for seed, label in enumerate(["病気", "健全", "健全"]):
        tap(as_user(suzuki), collection, seed, label)
    publish = reverse("publish_collection", args=[collection.dataset.slug])
    as_user(sato).post(publish)
    take_in(Upload.objects.get().pk)
    last = Photo.objects.latest("id")
    as_user(suzuki).post(reverse("withdraw_photo", args=[collection.dataset.slug, last.pk]))

    as_user(sato).post(publish)

    take_in(Upload.objects.latest("id").pk)
    versions = Dataset.objects.get().versions.order_by("number")
    assert [version.row_count for version in versions] == [3, 2]


def test_a_job_packs_the_photos_and_the_page_shows_how_far_it_is(
    as_user, sato, satos_farm, collection, media
):
    """A thousand photos take longer to be packed than anybody waits for a page."""
    client = as_user(sato)
    for seed, label in enumerate(["病気", "健全", "健全"]):
        tap(client, collection, seed, label)
    before = sum(path.is_file() for path in media.rglob("*"))

    shown = client.post(reverse("publish_collection", args=[collection.dataset.slug]), follow=True)
    again = client.post(reverse("publish_collection", args=[collection.dataset.slug]), follow=True)

    upload = Upload.objects.get()
    steps = reverse("upload_steps", args=[collection.dataset.slug, upload.version.number])
    assert sum(path.is_file() for path in media.rglob("*")) == before
    assert steps in shown.content.decode()
    assert "being made already" in again.content.decode()
    assert steps in client.get(url_of(collection)).content.decode()
    tap(client, collection, 9, "病気")
    last = Photo.objects.order_by("id")[2]
    client.post(reverse("withdraw_photo", args=[collection.dataset.slug, last.pk]))
    take_in(upload.pk)
    upload.refresh_from_db()
    assert (upload.version.state, upload.version.row_count) == ("PUBLISHED", 2)
    assert upload.byte_count == upload.path.stat().st_size > 0


def test_nothing_is_published_before_there_are_two_kinds(as_user, sato, satos_farm, collection):
    client = as_user(sato)
    tap(client, collection)

    url = reverse("publish_collection", args=[collection.dataset.slug])

    assert "not yet photos of two kinds" in client.post(url, follow=True).content.decode()
    assert not Upload.objects.exists()


def test_only_the_owner_publishes_and_closes(as_user, suzuki, suzukis_farm, collection, now):
    client = as_user(suzuki)

    for name in ("publish_collection", "close_collection"):
        assert client.post(reverse(name, args=[collection.dataset.slug])).status_code == 404
    for action in (actions.publish_collection, actions.close_collection):
        with pytest.raises(NotYours):
            action(collection=collection, by=suzuki, now=now)


def test_nobody_takes_back_another_s_photo(as_user, sato, suzuki, suzukis_farm, collection, now):
    tap(as_user(suzuki), collection)
    sent = Photo.objects.get()

    url = reverse("withdraw_photo", args=[collection.dataset.slug, sent.pk])

    assert as_user(sato).post(url).status_code == 404
    with pytest.raises(NotYours):
        actions.withdraw_photo(photo=sent, by=sato, now=now)


def test_a_closed_collection_takes_no_more(as_user, sato, suzuki, suzukis_farm, collection):
    as_user(sato).post(reverse("close_collection", args=[collection.dataset.slug]))

    shown = tap(as_user(suzuki), collection).content.decode()

    assert "No more photos are being collected here." in shown
    assert not Photo.objects.exists()


def test_anybody_reads_what_is_asked_and_signs_in_to_send(client, as_user, nobu, collection):
    shown = client.get(url_of(collection), headers={"accept-language": "en"}).content.decode()

    assert "Sign in to send a photo" in shown
    assert tap(as_user(nobu), collection).redirect_chain[0][0].startswith("/operations/register/")


def test_a_collection_is_opened_on_a_need_s_page(as_user, sato, satos_farm, need):
    url = reverse("collections", args=[need.slug])
    client = as_user(sato)
    words = {"title": "葉", "description": "上から。", "classes": "病気、健全", "purpose": "見分け"}

    proposed = client.get(url).context["form"]
    wrong = client.post(url, words | {"classes": "病気"})
    opened = client.post(url, words)

    assert proposed["classes"].value() == "diseased\nhealthy"
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"classes"})
    found = Collection.objects.get()
    assert opened["Location"] == url_of(found)
    assert found.classes == ["病気", "健全"]
    assert list(found.dataset.needs.all()) == [need]
    assert "葉" in client.get(url).content.decode()


def test_a_list_of_collections_costs_the_same_with_many(
    as_user, sato, satos_farm, need, collection, now, django_assert_num_queries
):
    client, url = as_user(sato), reverse("collections", args=[need.slug])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as with_one:
        client.get(url)
    for _each in range(5):
        actions.open_collection(
            organisation=satos_farm.organisation, by=sato, now=now, classes=["a", "b"],
            terms={"purpose": "x"}, needs=[need], title="t", description="d",
        )  # fmt: skip

    with django_assert_num_queries(len(with_one)):
        client.get(url)


@pytest.mark.parametrize("classes", [["a"], list("abcdefghi")])
def test_a_collection_with_too_few_or_too_many_answers_is_refused(collection, classes):
    with pytest.raises(IntegrityError, match="collection_has_two_to_eight_classes"):
        Collection.objects.update(classes=classes)


def test_two_given_photos_with_the_same_bytes_are_refused(
    as_user, suzuki, suzukis_farm, collection
):
    tap(as_user(suzuki), collection)
    again = Photo.objects.get()
    again.pk = None

    with pytest.raises(IntegrityError, match="a_photo_is_given_once"):
        again.save()
