"""What would mislead who trusts the labels: on the page and by API, names for the owner alone."""

import json

import pytest
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.models import Dataset
from datasets.measures.models import Statistics
from tests.datasets.archives import packed, picture

pytestmark = pytest.mark.django_db


def annotated(count=12):
    """Pictures that two people judged; they differ on every third. The last two look alike."""
    tasks = []
    for number in range(count):
        words = ["病気", "健全" if number % 3 == 0 else "病気"]
        annotations = [
            {
                "completed_by": person,
                "result": [{"type": "choices", "value": {"choices": [word]}}],
            }
            for person, word in enumerate(words, start=1)
        ]
        tasks.append({"data": {"image": f"images/{number}.jpg"}, "annotations": annotations})
    pictures = {f"images/{n}.jpg": picture(min(n, count - 2)) for n in range(count - 1)}
    pictures[f"images/{count - 1}.jpg"] = picture(count - 2, quality=60)
    return packed({"labels.json": json.dumps(tasks)} | pictures)


@pytest.fixture
def leaves(share):
    take_in(share(annotated(), name="leaves.zip").pk)
    return Dataset.objects.get()


@pytest.fixture
def split_rows(share):
    rows = [f"{n % 6 + 1}号,{n * 7 % 30}.5,{'検証' if n == 0 else '学習'},x" for n in range(40)]
    take_in(share("畑,長さ,分割,病名\n".encode() + "\n".join(rows).encode(), name="t.csv").pk)
    return Dataset.objects.get()


def page(client, dataset):
    return client.get(reverse("statistics", args=[dataset.slug])).content.decode()


def told(client, dataset):
    return client.get(reverse("api_statistics", args=[dataset.slug])).json()["soundness"]


def test_the_page_draws_agreement_and_twins_with_their_tables(in_english, leaves):
    shown = page(in_english, leaves)

    assert "What two people said of the same" in shown
    assert "2 people judged 12 things" in shown
    assert "No model can be measured to be better than 67%" in shown
    assert "1 scene was taken more than once" in shown
    assert shown.count("<svg") >= 3


def test_a_program_reads_how_far_people_agree_and_what_it_rests_on(client, leaves):
    found = told(client, leaves)

    assert found["agreement"]["ceiling"] == pytest.approx(8 / 12)
    assert (found["agreement"]["units"], found["agreement"]["exact"]) == (12, True)
    assert found["near_duplicates"] == {
        "pictures": 2,
        "scenes": 1,
        "bits": 3,
        "exact": True,
        "rows_covered": 12,
    }


def test_names_of_files_are_for_the_owner_alone(client, as_user, sato, leaves):
    named = "images/10.jpg ≈ images/11.jpg"

    assert named in page(as_user(sato), leaves)
    assert named not in page(client, leaves)
    assert "examples" in told(as_user(sato), leaves)["near_duplicates"]


def test_a_leak_between_the_splits_of_a_table_is_said(in_english, in_japanese, split_rows):
    assert "On both sides of the split: The same farm, field or day" in page(in_english, split_rows)
    assert "分割" in page(in_japanese, split_rows)


def test_statistics_from_before_say_nothing_of_it(in_english, split_rows):
    document = Statistics.objects.get().document
    document.pop("soundness")
    Statistics.objects.update(document=document)

    assert "split" not in page(in_english, split_rows)
    assert in_english.get(reverse("api_statistics", args=[split_rows.slug])).status_code == 200
