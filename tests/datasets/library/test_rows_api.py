"""Rows and descriptions as programs ask for them."""

import io
import math

import pandas as pd
import pytest
from django.urls import reverse

from datasets.library.models import Pull
from datasets.library.vocabulary import Access
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(satos_farm, with_table):
    version = VersionFactory(dataset__organisation=satos_farm.organisation)
    with_table(version)
    return version


def address(version, name="api_rows"):
    return reverse(name, args=[version.dataset.slug, version.number])


@pytest.fixture
def program(with_token, ada, adas_team):
    return with_token(ada, adas_team.organisation)


def test_rows_come_in_pages_and_the_ledger_names_who(program, shared, wine, ada):
    first = program.get(address(shared), {"columns": "alcohol, target", "size": 100}).json()
    second = program.get(first["next"]).json()

    assert [*first["results"], *second["results"]] == wine[["alcohol", "target"]].to_dict("records")
    assert second["next"] is None
    assert [pull.by for pull in Pull.objects.all()] == [ada]


def test_conditions_narrow_the_rows(program, shared, wine):
    query = {"where": ["alcohol>=14", "target=cultivar 0"], "columns": "alcohol", "size": 1000}

    found = program.get(address(shared), query).json()["results"]

    expected = wine[(wine["alcohol"] >= 14) & (wine["target"] == "cultivar 0")]
    assert [row["alcohol"] for row in found] == expected["alcohol"].tolist()


@pytest.mark.parametrize(
    ("query", "field", "word"),
    [
        ({"columns": "糖度"}, "columns", "糖度"),
        ({"where": "alcohol"}, "where", "alcohol"),
        ({"where": "alcohol>=高い"}, "where", "高い"),
        ({"size": "5000"}, "size", "1000"),
        ({"after": "-1"}, "after", "0"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(program, shared, query, field, word):
    answer = program.get(address(shared), query)

    assert answer.status_code == 400
    assert word in answer.json()["fields"][field][0]


def test_numbers_without_a_value_are_null_as_json_says(program, satos_farm, with_table):
    written = io.BytesIO()
    pd.DataFrame({"°C": [1.5, math.nan, math.inf, -math.inf]}).to_parquet(written, index=False)
    version = VersionFactory(dataset__organisation=satos_farm.organisation)
    with_table(version, written.getvalue())

    answer = program.get(address(version))

    assert answer.status_code == 200
    assert [row["°C"] for row in answer.json()["results"]] == [1.5, None, None, None]


def test_rows_are_for_those_who_may_pull(client, program, shared):
    assert client.get(address(shared)).status_code == 401
    shared.dataset.access = Access.OWNER
    shared.dataset.save()

    assert program.get(address(shared)).status_code == 404


def test_the_csv_holds_the_same_rows(program, shared, wine):
    url = reverse("pull_csv", args=[shared.dataset.slug, shared.number, "any"])

    read = pd.read_csv(io.BytesIO(program.get(url).getvalue()))

    pd.testing.assert_frame_equal(read, wine, check_dtype=False)


@pytest.mark.parametrize("name", ["croissant", "datapackage"])
def test_a_version_without_statistics_or_hidden_has_no_description(client, shared, name):
    assert client.get(address(shared, name)).status_code == 404
