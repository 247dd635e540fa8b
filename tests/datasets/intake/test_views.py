"""Sharing a file on the page, and watching it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from datasets.intake.models import Upload
from datasets.intake.tasks import take_in
from datasets.library.models import Dataset
from tests.factories import AnswerFactory, NeedFactory, RefusalFactory

pytestmark = pytest.mark.django_db

SHARE = reverse("share_dataset")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50)
WORDS = {
    "title": "葉の測定値",
    "description": "葉の大きさと病名。",
    "access": "OPEN",
    "purpose": "病害の見分け",
    "may_train": "on",
}


def form(content=b"a,b\n1,2\n", name="table.csv", **words):
    return WORDS | {"file": SimpleUploadedFile(name, content)} | words


def steps_url(upload):
    return reverse("upload_steps", args=[upload.version.dataset.slug, upload.version.number])


def retry_url(upload):
    return reverse("retry_upload", args=[upload.version.dataset.slug, upload.version.number])


@pytest.mark.parametrize("url", [SHARE, reverse("share_version", args=["x"])])
def test_who_has_not_signed_in_is_asked_to(client, url):
    answer = client.get(url)

    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_who_acts_for_nobody_registers_first_and_comes_back(as_user, nobu):
    answer = as_user(nobu).get(SHARE)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/operations/register/?next=")


def test_a_file_is_shared_for_a_need(as_user, sato, satos_farm):
    need = NeedFactory()

    answer = as_user(sato).post(SHARE, form(need=need.slug))

    upload = Upload.objects.get()
    dataset = upload.version.dataset
    assert (answer.status_code, answer["Location"]) == (302, dataset.get_absolute_url())
    assert (dataset.organisation, list(dataset.needs.all())) == (satos_farm.organisation, [need])
    assert upload.version.terms.may_train
    assert not upload.version.terms.may_sell_models


def test_the_need_one_comes_from_is_remembered(as_user, sato, satos_farm):
    need = NeedFactory()

    shown = as_user(sato).get(SHARE, {"need": need.slug}).content.decode()

    assert need.title in shown
    assert ticked(need) in " ".join(shown.split())


def ticked(need):
    return f'<input type="checkbox" name="need" value="{need.slug}" id="id_need_0" checked>'


def test_one_may_share_for_what_one_waits_for_oneself(as_user, sato, satos_farm):
    posted, joined = NeedFactory(posted_by=satos_farm), AnswerFactory(operation=satos_farm).need
    refused, foreign = RefusalFactory(operation=satos_farm).need, NeedFactory()

    form = as_user(sato).get(SHARE).context["form"]

    offered = [slug for slug, _title in form.fields["need"].choices]
    assert offered == [joined.slug, posted.slug]
    assert not {refused.slug, foreign.slug} & set(offered)


def test_a_file_is_shared_for_several_needs_or_for_none(as_user, sato, satos_farm):
    needs = NeedFactory.create_batch(2, posted_by=satos_farm)

    as_user(sato).post(SHARE, form(need=[need.slug for need in needs]))
    as_user(sato).post(f"{SHARE}?need={needs[0].slug}", form())

    several, none = Dataset.objects.order_by("id")
    assert set(several.needs.all()) == set(needs)
    assert not none.needs.exists()


def test_a_need_that_does_not_exist_is_passed_over(as_user, sato, satos_farm):
    assert as_user(sato).get(SHARE, {"need": "abc"}).status_code == 200


@pytest.mark.parametrize(
    ("language", "words", "sentence"),
    [
        ("en", {"file": SimpleUploadedFile("a.csv", b"")}, "This file is empty."),
        ("ja", {"file": SimpleUploadedFile("a.csv", b"")}, "空"),
        ("en", {"title": ""}, "title"),
        ("en", {"access": "ALL"}, "ALL"),
        ("en", {"file": ""}, "file"),
    ],
)
def test_wrong_input_is_said_at_the_field_and_what_was_typed_is_kept(
    as_user, sato, satos_farm, language, words, sentence
):
    (field,) = words

    answer = as_user(sato, language).post(SHARE, form(**words))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in shown
    assert WORDS["description"] in shown
    assert WORDS["purpose"] in shown
    assert not Upload.objects.exists()


def test_each_language_has_its_own_sentence(as_user, sato, satos_farm):
    empty = [
        as_user(sato, language).post(SHARE, form(b"")).context["form"].errors["file"][0]
        for language in ("en", "ja")
    ]

    assert empty[0] != empty[1]
    assert empty[1].endswith("。")


def test_a_body_too_large_is_refused_before_it_is_read(as_user, sato, satos_farm, settings):
    settings.UPLOAD_MAX_BYTES = 2_000

    answer = as_user(sato).post(SHARE, form(b"a,b\n" + b"1,2\n" * 1_000))

    assert answer.status_code == 413
    assert not Upload.objects.exists()


def test_the_steps_are_a_page_and_a_part_that_asks_again(as_user, sato, share):
    upload = share(b"a,b\n1,2\n")
    client = as_user(sato)

    page = client.get(steps_url(upload)).content.decode()
    part = client.get(steps_url(upload), headers={"hx-request": "true"}).content.decode()

    assert "<html" in page
    assert "<html" not in part
    assert "delay:1s" in part
    assert "See what it is" in part
    assert "0%" in part.replace(" ", "")


def test_the_steps_of_what_is_published_ask_no_more(as_user, sato, share, wine_csv):
    upload = share(wine_csv)
    take_in(upload.pk)

    part = as_user(sato).get(steps_url(upload), headers={"hx-request": "true"}).content.decode()

    assert "delay:1s" not in part
    assert "It is published. See what is in it" in part


def test_what_has_stopped_says_why_and_offers_to_try_again(as_user, sato, share):
    upload = share(PNG)
    take_in(upload.pk)

    for language, sentence in (("en", "This is one picture"), ("ja", "画像1枚")):
        part = as_user(sato, language).get(steps_url(upload)).content.decode()
        assert sentence in part
        assert retry_url(upload) in part


def test_nobody_else_watches_or_retries(client, as_user, suzuki, suzukis_farm, share):
    upload = share(b"a,b\n1,2\n")

    assert client.get(steps_url(upload)).status_code == 404
    assert as_user(suzuki).get(steps_url(upload)).status_code == 404
    assert as_user(suzuki).post(retry_url(upload)).status_code == 404


def test_a_retry_sets_it_going_again(as_user, sato, share):
    upload = share(PNG)
    take_in(upload.pk)

    answer = as_user(sato).post(retry_url(upload))

    upload.refresh_from_db()
    assert answer["Location"] == upload.version.dataset.get_absolute_url()
    assert upload.finished_at is None


def test_a_retry_of_nothing_says_so(as_user, sato, share):
    upload = share(b"a,b\n1,2\n")

    answer = as_user(sato).post(retry_url(upload), follow=True)

    assert "Nothing has stopped here." in answer.content.decode()


def test_a_retry_is_never_a_mere_look(as_user, sato, share):
    assert as_user(sato).get(retry_url(share(b"a,b\n1,2\n"))).status_code == 405


def test_the_next_version_is_sent_by_its_owner_alone(as_user, sato, suzuki, suzukis_farm, share):
    dataset = share(b"a,b\n1,2\n").version.dataset
    url = reverse("share_version", args=[dataset.slug])

    assert as_user(suzuki).post(url, form()).status_code == 404
    assert as_user(sato).post(url, form(b"")).status_code == 422
    assert as_user(sato).post(url, form()).status_code == 302
    assert dataset.versions.count() == 2


def test_the_next_version_is_proposed_with_the_terms_of_the_last(as_user, sato, share):
    dataset = share(
        b"a,b\n1,2\n", terms={"purpose": "収量の予測", "may_train": False}
    ).version.dataset

    proposed = as_user(sato).get(reverse("share_version", args=[dataset.slug])).context["form"]

    assert proposed["purpose"].value() == "収量の予測"
    assert proposed["may_train"].value() is False


def test_the_owner_reads_what_came_in_and_what_was_left_out(as_user, sato, share):
    table = "2026年の記録\n\n畑,品種,糖度\n" + "東,紅,12.5\n西,白,11\n" * 10 + "合計,20\n"
    upload = share(table.encode("cp932"))
    take_in(upload.pk)

    shown = " ".join(as_user(sato).get(steps_url(upload)).content.decode().split())

    assert "<b>20</b> of 21 rows were taken in." in shown
    assert "1 row was left out" in shown
    assert "line 24" in shown
    assert "2 lines above the names of the columns were passed over." in shown
    assert "The column “品種” is taken for the label" in shown
    assert "Letters read as Shift_JIS (CP932)." in shown


def test_a_table_without_a_label_says_so(as_user, sato, share):
    upload = share(b"a,b\n1.5,2.5\n3.5,4.5\n")
    take_in(upload.pk)

    shown = as_user(sato).get(steps_url(upload)).content.decode()

    assert "No column looks like a label" in shown
