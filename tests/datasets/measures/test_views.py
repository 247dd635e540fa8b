"""Statistics as pages and programs show them: the same numbers, to the same readers."""

import io
import math
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.actions import answer_grant, ask_for_grant, revoke_grant
from datasets.library.models import Dataset, Grant, Version
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(share, wine_csv):
    upload = share(wine_csv)
    take_in(upload.pk)
    return Dataset.objects.get()


def page(client, dataset, **headers):
    return client.get(reverse("statistics", args=[dataset.slug]), headers=headers)


def told(client, dataset):
    return client.get(reverse("api_statistics", args=[dataset.slug]))


def test_a_program_reads_every_figure_with_the_rows_it_covers(client, measured, wine):
    document = told(client, measured).json()

    assert (document["version_number"], document["rows"], document["rows_covered"]) == (1, 178, 178)
    assert [column["name"] for column in document["columns"]] == list(wine.columns)


def test_the_page_names_columns_classes_and_first_rows(as_user, ada, measured, wine):
    shown = page(as_user(ada), measured).content.decode()

    assert "Measured over all 178 rows" in shown
    assert all(name in shown for name in wine.columns)
    assert "cultivar 1" in shown
    assert str(wine["alcohol"][0]) in shown


def test_the_part_is_the_page_without_its_frame(client, measured):
    part = page(client, measured, **{"hx-request": "true"}).content.decode()

    assert "<html" not in part
    assert "malic_acid" in part


def test_both_languages_say_it_in_their_own_words(in_english, in_japanese, measured):
    assert "Columns" in page(in_english, measured).content.decode()
    assert "Columns" not in page(in_japanese, measured).content.decode()


def test_what_is_hidden_is_measured_for_its_owner_alone(client, as_user, sato, suzuki, measured):
    Dataset.objects.update(access="OWNER")

    for read in (page, told):
        assert read(client, measured).status_code == 404
        assert read(as_user(suzuki), measured).status_code == 404
        assert read(as_user(sato), measured).status_code == 200


def test_a_newer_version_that_is_not_measured_hides_the_older_one(client, measured):
    """Figures of an older version would be taken for those of what is pulled."""
    newer = VersionFactory(dataset=measured, number=2)

    for read in (page, told):
        assert read(client, measured).status_code == 404
    Version.objects.filter(pk=newer.pk).update(state="SEALED")
    for read in (page, told):
        assert read(client, measured).status_code == 200


def test_what_is_not_measured_yet_is_not_found(as_user, sato, share):
    dataset = share(b"a,b\n1,2\n").version.dataset

    for read in (page, told):
        assert read(as_user(sato), dataset).status_code == 404


@pytest.fixture
def counted(share):
    """Twelve sick leaves, two of a rare kind; each with a weight of its own."""
    kinds = ["うどんこ病"] * 12 + ["健全"] * 20 + ["萎黄病"] * 2
    rows = "".join(f"{n * 1.25 + 1007.0625},{kind}\n" for n, kind in enumerate(kinds))
    upload = share(f"weight,disease\n{rows}".encode(), access="GRANT")
    take_in(upload.pk)
    return Dataset.objects.get()


# As the page writes figures, and as programs read them.
SMALLEST, LARGEST = re.compile("1,?007.06"), re.compile("1,?048.3")


def read_everywhere(client, dataset):
    described = [reverse(name, args=[dataset.slug, 1]) for name in ("croissant", "datapackage")]
    answers = [page(client, dataset), told(client, dataset), *map(client.get, described)]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def test_rows_and_extremes_are_for_those_who_may_take_the_data(
    client, as_user, sato, suzuki, ada, adas_team, counted, now
):
    grant = ask_for_grant(
        dataset=counted, organisation=adas_team.organisation, by=ada, now=now,
        use="RESEARCH", purpose="病気",
    )  # fmt: skip
    strangers = [client, as_user(suzuki), as_user(ada)]
    assert not any(SMALLEST.search(read_everywhere(each, counted)) for each in strangers)
    assert not any(LARGEST.search(read_everywhere(each, counted)) for each in strangers)

    answer_grant(grant=grant, by=sato, now=now, is_given=True)

    assert all(
        SMALLEST.search(read_everywhere(each, counted)) for each in (as_user(ada), as_user(sato))
    )
    revoke_grant(grant=Grant.objects.get(), by=sato, now=now)
    assert not SMALLEST.search(read_everywhere(as_user(ada), counted))


def test_classes_of_a_set_that_is_not_open_keep_small_counts_to_themselves(in_english, counted):
    balance = told(in_english, counted).json()["label"]["balance"]

    assert {each["label"]: each["count"] for each in balance} == {
        "健全": 20,
        "うどんこ病": None,
        "萎黄病": None,
    }
    assert (
        "so few rows would show: うどんこ病, 萎黄病." in page(in_english, counted).content.decode()
    )
    assert "all others together" in page(in_english, counted).content.decode()


def test_what_is_open_shows_rows_only_after_signing_in(client, as_user, nobu, measured, wine):
    document = told(client, measured).json()

    assert "preview" not in document
    assert not any("most_common" in column for column in document["columns"])
    assert document["columns"][0]["moments"]["least"] == wine["alcohol"].min()
    assert len(told(as_user(nobu), measured).json()["preview"]) == 10


def test_numbers_without_a_value_are_shown_as_missing(as_user, sato, share):
    """Sensors write NaN and inf; JSON knows neither, nor does Postgres."""
    columns = {"°C": [1.5, math.nan, math.inf, -math.inf], "note": ["a\0b", "c", "d", None]}
    columns["large"] = [1e308, 1e308, -1e308, 1e308]
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    upload = share(written.getvalue(), name="sensor.parquet")

    take_in(upload.pk)

    owner = as_user(sato)
    document = told(owner, Dataset.objects.get()).json()
    assert [row["°C"] for row in document["preview"]] == [1.5, None, None, None]
    assert document["preview"][0]["note"] == "a\N{REPLACEMENT CHARACTER}b"
    assert document["columns"][0]["moments"]["greatest"] == 1.5
    assert document["columns"][2]["moments"]["deviation"] is None
    assert page(owner, Dataset.objects.get()).status_code == 200
