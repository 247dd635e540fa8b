"""Judgements with their reasons, from the file to the page."""

import pandas as pd
import pytest
from django.db import IntegrityError
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.vocabulary import DataKind
from datasets.measures.models import Statistics
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db

SHEET = """事例,判断,理由,判断者,確信度
葉1,病気,白い粉がある,佐藤花子,9
葉1,病気,粉が広がっている,鈴木一郎,7
葉2,健全,つやがある,佐藤花子,8
葉2,病気,裏に粉がある,鈴木一郎,3
葉3,健全,つやがある,佐藤花子,9
"""


@pytest.fixture
def judged(share):
    upload = share(SHEET.encode(), name="judgements.csv")
    take_in(upload.pk)
    upload.version.refresh_from_db()
    return upload.version


def test_such_a_table_is_a_kind_of_its_own_and_its_judgement_the_label(judged):
    assert (judged.kind, judged.state, judged.label_column) == (
        DataKind.EXPERT,
        "PUBLISHED",
        "判断",
    )
    found = Statistics.objects.get(version=judged).document["judgements"]
    assert (found["case_count"], found["person_count"], found["contested_case_count"]) == (3, 2, 1)


def test_who_judged_is_a_number_and_no_name_is_given_out(judged, as_user, suzuki, suzukis_farm):
    table = pd.read_parquet(judged.files.get(role="TABLE").path)
    page = as_user(suzuki).get(reverse("statistics", args=[judged.dataset.slug])).content.decode()
    told = as_user(suzuki).get(reverse("api_statistics", args=[judged.dataset.slug])).content

    assert table["判断者"].tolist() == [1, 2, 1, 2, 1]
    assert "佐藤花子" not in page
    assert "佐藤花子".encode() not in told
    assert rb"\u4f50\u85e4\u82b1\u5b50" not in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["5 judgements of 3 cases", "by 2 people", "1 of the 2 that several", "With a"]),
        ("ja", ["2人", "判断"]),
    ],
)
def test_the_page_says_what_experts_made_of_it(as_user, suzuki, judged, language, words):
    url = reverse("statistics", args=[judged.dataset.slug])

    page = " ".join(as_user(suzuki, language).get(url).content.decode().split())

    assert all(each in page for each in words)


def test_a_label_that_its_owner_chose_is_kept(share, sato):
    upload = share(SHEET.encode(), name="judgements.csv")
    upload.reading = {"label": "理由"}
    upload.save()

    take_in(upload.pk)

    upload.version.refresh_from_db()
    assert (upload.version.kind, upload.version.label_column) == (DataKind.TABLE, "理由")


def test_the_kind_is_one_that_the_database_knows():
    assert VersionFactory(kind=DataKind.EXPERT).pk
    with pytest.raises(IntegrityError, match="version_kind_is_known"):
        VersionFactory(kind="EXPERTS"[:6].lower())
