"""Real and hostile files that lie beside the project, taken in from the first byte to the last."""

import pytest
from django.core.files import File
from django.utils import timezone

from datasets.intake.actions.readings import settle_personal
from datasets.intake.tasks import take_in
from datasets.intake.vocabulary import StepState
from datasets.library.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken_in(share, shared_file):
    def take(name):
        with shared_file(f"messy/{name}").open("rb") as file:
            upload = share(b"", file=File(file, name=name))
        take_in(upload.pk)
        upload.refresh_from_db()
        return upload

    return take


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("converted_truncated.zip", "DAMAGED"),
        ("converted_zip_slip.zip", "UNSAFE_NAME"),
        ("converted_html_named_jpg.jpg", "MARKUP"),
        ("converted_truncated_leaf.jpg", "PICTURE"),
        ("made_huge_30000x30000_1bit.png", "PICTURE"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is_and_kept(taken_in, name, code):
    upload = taken_in(name)

    step = upload.steps.get(state=StepState.FAILED)
    assert (step.name, step.error_code) == ("IDENTIFY", code)
    assert upload.path.stat().st_size == upload.byte_count
    assert not upload.version.files.exists()


@pytest.mark.parametrize(
    ("name", "encoding", "rows", "label"),
    [
        ("converted_sheep_ja_cp932_fullwidth_dup.csv", "cp932", 220, "品種"),
        ("converted_sheep_ja_utf16.csv", "utf-16", 60, "品種"),
        ("converted_sheep_ja_tab_cr.tsv", "utf-8", 60, "品種"),
        ("converted_sheep_ja_merged_headers.xlsx", "", 80, "品種"),
    ],
)
def test_a_table_as_the_field_writes_it_is_published(taken_in, name, encoding, rows, label):
    version = taken_in(name).version

    version.refresh_from_db()
    assert version.upload.findings["encoding"] == encoding
    assert (version.state, version.row_count, version.label_column) == ("PUBLISHED", rows, label)


def test_a_list_with_addresses_waits_for_its_owner_and_is_published_then(taken_in):
    upload = taken_in("real_yaizu_family_farms_cp932.csv")
    by, where = upload.uploaded_by, [each["where"] for each in upload.findings["personal"]]
    assert (upload.version.state, where) == ("DRAFT", ["住所"])

    settle_personal(upload=upload, by=by, now=timezone.now(), dropped=where, kept=[])
    take_in(upload.pk)

    upload.refresh_from_db()
    version = Version.objects.get(pk=upload.version_id)
    assert (version.state, version.row_count, version.label_column) == ("PUBLISHED", 9, "")
    assert (upload.findings["encoding"], upload.findings["coarsened"]) == (
        "cp932",
        ["緯度", "経度"],
    )


def test_pictures_whose_names_are_in_cp932_are_published(taken_in):
    version = taken_in("converted_cp932_filenames.zip").version

    version.refresh_from_db()
    assert (version.kind, version.state, version.row_count) == ("IMAGES", "PUBLISHED", 6)
