"""Lists and pages cost the same whatever their length."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.library.actions import pull
from tests.factories import DatasetFactory, NeedFactory, UserFactory, VersionFactory

pytestmark = pytest.mark.django_db


def cost(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def need():
    return NeedFactory()


def share(need, count):
    for _ in range(count):
        VersionFactory().dataset.needs.add(need)


@pytest.mark.parametrize("name", ["datasets", "api_datasets"])
def test_a_list_costs_the_same_with_1_row_and_with_30(client, need, name):
    share(need, 1)
    few = cost(client, reverse(name))
    share(need, 29)

    assert cost(client, reverse(name)) == few <= 5


def test_the_data_of_a_need_costs_the_same_with_1_row_and_with_30(client, need):
    url = reverse("datasets_of_need", args=[need.slug])
    share(need, 1)
    few = cost(client, url)
    share(need, 29)

    assert cost(client, url) == few <= 6


def grow(dataset, with_table, now, numbers):
    for number in numbers:
        file = with_table(VersionFactory(dataset=dataset, number=number))
        pull(file=file, by=UserFactory(), organisation=None, now=now)


@pytest.mark.parametrize("name", ["dataset", "api_dataset"])
def test_a_page_costs_the_same_with_1_version_and_with_30(
    as_user, sato, satos_farm, with_table, now, name
):
    dataset = DatasetFactory(organisation=satos_farm.organisation)
    client, url = as_user(sato), reverse(name, args=[dataset.slug])
    grow(dataset, with_table, now, [1])
    few = cost(client, url)
    grow(dataset, with_table, now, range(2, 31))

    assert cost(client, url) == few <= 12
