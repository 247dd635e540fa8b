"""Statistics as pages and programs show them: the same numbers, to the same readers."""

import io
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.urls import reverse

from datasets.intake.tasks import take_in
from datasets.library.models import Dataset, Version
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


def test_the_page_names_columns_classes_and_first_rows(in_english, measured, wine):
    shown = page(in_english, measured).content.decode()

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


def test_numbers_without_a_value_are_shown_as_missing(client, share):
    """Sensors write NaN and inf; JSON knows neither, nor does Postgres."""
    columns = {"°C": [1.5, math.nan, math.inf, -math.inf], "note": ["a\0b", "c", "d", None]}
    columns["large"] = [1e308, 1e308, -1e308, 1e308]
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    upload = share(written.getvalue(), name="sensor.parquet")

    take_in(upload.pk)

    document = told(client, Dataset.objects.get()).json()
    assert [row["°C"] for row in document["preview"]] == [1.5, None, None, None]
    assert document["preview"][0]["note"] == "a\N{REPLACEMENT CHARACTER}b"
    assert document["columns"][0]["moments"]["greatest"] == 1.5
    assert document["columns"][2]["moments"]["deviation"] is None
    assert page(client, Dataset.objects.get()).status_code == 200
