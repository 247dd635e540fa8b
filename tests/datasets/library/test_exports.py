"""Exports as they are pulled: who may, what is written down, and what the page shows."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.models import Pull
from datasets.library.vocabulary import Access, VersionState
from tests.datasets.archives import folders, packed, picture

pytestmark = pytest.mark.django_db

BOXES = {
    "images": [{"id": n, "file_name": f"{n}.jpg", "width": 48, "height": 32} for n in range(2)],
    "categories": [{"id": 1, "name": "実"}],
    "annotations": [{"id": 5, "image_id": 0, "category_id": 1, "bbox": [1, 2, 3, 4]}],
}


@pytest.fixture
def leaves(share):
    """Sato's pictures with boxes, taken in and published; their version."""
    members = {f"{n}.jpg": picture(n) for n in range(2)} | {"boxes.json": json.dumps(BOXES)}
    return published(share(packed(members), name="leaves.zip"))


def published(upload):
    take_in(upload.pk)
    upload.version.refresh_from_db()
    return upload.version


def address(version, shape="coco"):
    return reverse("pull_export", args=[version.dataset.slug, version.number, shape])


@pytest.fixture
def program(with_token, suzuki, suzukis_farm):
    return with_token(suzuki, suzukis_farm.organisation)


def test_labels_alone_name_where_each_picture_is_pulled(program, leaves):
    answer = program.get(address(leaves))

    told = json.loads(answer.getvalue())
    assert answer["Content-Type"] == "application/json"
    assert f"{leaves.dataset.slug}-1-coco.json" in answer["Content-Disposition"]
    assert [each["bbox"] for each in told["annotations"]] == [[1.0, 2.0, 3.0, 4.0]]
    assert told["licenses"][0]["name"] == leaves.terms.purpose
    path = told["images"][1]["coco_url"].removeprefix("http://testserver")
    assert program.get(path).getvalue()[:2] == b"\xff\xd8"


def test_with_the_files_they_are_one_archive_with_its_terms(program, leaves):
    answer = program.get(address(leaves, "yolo"), {"media": "yes"})

    packed_up = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert packed_up.testzip() is None
    assert {"images/0.jpg", "labels/1.txt", "data.yaml"} <= set(packed_up.namelist())
    assert b"Exif" not in packed_up.read("images/0.jpg")
    terms = json.loads(packed_up.read("terms.json"))
    assert terms["odrl:permission"][0]["odrl:constraint"]["odrl:rightOperand"] == "病害の見分け"
    assert json.loads(packed_up.read("account.json"))["negatives"] == 1


def test_the_ledger_names_what_an_export_was_made_of(program, leaves, suzuki, suzukis_farm):
    program.get(address(leaves))
    alone = [(pull.by, pull.organisation, pull.file.role) for pull in Pull.objects.all()]
    program.get(address(leaves), {"media": "yes"})

    assert alone == [(suzuki, suzukis_farm.organisation, "LABELS")]
    assert sorted(pull.file.role for pull in Pull.objects.all()) == ["LABELS", "TABLE"]


def test_nobody_pulls_one_without_a_name_or_a_permission(client, program, leaves, as_user, sato):
    assert client.get(address(leaves)).status_code == 401
    for access in (Access.GRANT, Access.OWNER):
        type(leaves.dataset).objects.update(access=access)
        assert program.get(address(leaves)).status_code == 404
        assert as_user(sato).get(address(leaves)).status_code == 200
    assert {pull.by for pull in Pull.objects.all()} == {sato}


def test_what_is_sealed_or_on_its_way_in_is_exported_to_nobody(leaves, as_user, sato, program):
    type(leaves).objects.update(state=VersionState.SEALED)
    assert (as_user(sato).get(address(leaves)).status_code) == 404
    assert program.get(address(leaves)).status_code == 404


def test_a_format_that_cannot_hold_the_labels_is_refused_in_words(program, share):
    whole = published(share(folders(), name="whole.zip"))

    answer = program.get(address(whole, "voc"), headers={"accept-language": "en"})

    assert answer.status_code == 400
    assert "not boxes" in answer.json()["fields"]["shape"][0]
    assert program.get(address(whole, "pickle")).status_code == 404
    assert Pull.objects.count() == 0


def test_a_table_has_no_export_of_pictures(program, share, wine_csv):
    table = published(share(wine_csv))

    assert program.get(address(table)).status_code == 404
    told = program.get(reverse("api_dataset", args=[table.dataset.slug])).json()
    assert told["versions"][0]["exports"] == {}


def test_the_api_names_each_format_with_its_address(program, leaves):
    told = program.get(reverse("api_dataset", args=[leaves.dataset.slug])).json()

    exports = told["versions"][0]["exports"]
    assert set(exports) == {"coco", "yolo", "voc", "label-studio", "csv"}
    for url in exports.values():
        assert program.get(url.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_links_the_formats_that_fit(
    as_user, suzuki, suzukis_farm, share, leaves, language
):
    whole = published(share(folders(), name="whole.zip"))

    boxes = as_user(suzuki, language).get(leaves.dataset.get_absolute_url()).content.decode()
    shown = as_user(suzuki, language).get(whole.dataset.get_absolute_url()).content.decode()

    for shape in ("coco", "yolo", "voc", "label-studio", "csv"):
        assert f'"{address(leaves, shape)}?media=yes"' in boxes
        assert (address(whole, shape) in shown) == (shape not in {"yolo", "voc"})
