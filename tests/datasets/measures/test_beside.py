"""The sheet of one's own values beside the pool: for whom, of whom, and what it never tells."""

import pytest
from django.urls import reverse

from datasets.library.vocabulary import Access
from datasets.measures.models import Spread
from datasets.measures.reads import sheet
from tests.factories import NeedFactory, OperationFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory(title="糖度をそろえたい")


@pytest.fixture
def shared(need):
    """Let an organisation share a column of one value: `shared(farm, 12.5)`."""

    def put(operation, value, column="糖度", **fields):
        words = {f"dataset__{name}": each for name, each in fields.items()}
        version = VersionFactory(dataset__organisation=operation.organisation, **words)
        version.dataset.needs.add(need)
        Spread.objects.create(version=version, columns={column: [float(value)] * 99})
        return version

    return put


@pytest.fixture
def mine(shared, satos_farm):
    return shared(satos_farm, 14)


def told(mine):
    found = sheet(mine.dataset.slug, mine.dataset.organisation)
    return found, found.lines[0].found


def neighbours(shared, values, **fields):
    return [shared(OperationFactory(), value, **fields) for value in values]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_five_on_a_contributor_sees_the_quartiles_of_all(
    as_user, sato, mine, shared, language
):
    neighbours(shared, [11.111, 12.222, 13.333, 15.555])

    page = as_user(sato, language).get(reverse("beside", args=[mine.dataset.slug]))

    shown = page.content.decode()
    assert "12.2–14" in shown
    assert "13.3" in shown
    for whole in ("11.111", "12.222", "13.333", "15.555", "11.1", "15.6"):
        assert whole not in shown


def test_below_five_only_ones_own_values_are_shown(as_user, sato, mine, shared):
    neighbours(shared, [11, 12, 13])

    shown = as_user(sato).get(reverse("beside", args=[mine.dataset.slug])).content.decode()

    assert "Fewer than five" in shown
    assert "11" not in shown.partition("<main")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    assert told(mine)[1].pool is None


def test_nobody_opens_the_sheet_of_another(client, as_user, mine, suzuki, suzukis_farm):
    url = reverse("beside", args=[mine.dataset.slug])

    assert as_user(suzuki).get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert sheet(mine.dataset.slug, None) is None


def test_one_farm_is_one_contributor_however_often_it_shares(mine, shared, suzukis_farm):
    twin = OperationFactory(head=suzukis_farm)
    for operation in (suzukis_farm, suzukis_farm, twin):
        shared(operation, 12)
    neighbours(shared, [11, 12])

    found, line = told(mine)

    assert (found.contributor_count, line.pool) == (4, None)


def test_what_is_kept_hidden_a_sample_or_of_another_need_is_not_in_the_pool(mine, shared):
    neighbours(shared, [11], access=Access.OWNER)
    neighbours(shared, [11], is_sample=True)
    for version in neighbours(shared, [11]):
        version.dataset.needs.set([NeedFactory()])
    neighbours(shared, [11], column="酸度")

    found, line = told(mine)

    assert (found.contributor_count, line.contributor_count) == (2, 1)


def test_columns_meet_however_their_letters_are_written(shared, satos_farm):
    mine = shared(satos_farm, 14, column="Brix")
    neighbours(shared, [11, 12, 13, 15], column="ｂｒｉｘ ")

    assert told(mine)[1].pool.middle == 13


def test_the_newest_version_of_each_counts(mine, shared):
    for version in neighbours(shared, [11, 12, 13, 15]):
        newer = VersionFactory(dataset=version.dataset, number=2)
        Spread.objects.create(version=newer, columns={"糖度": [20.0] * 99})

    assert told(mine)[1].pool.middle == 20


def test_the_sheet_takes_the_same_queries_for_four_and_thirty(
    mine, shared, django_assert_num_queries
):
    neighbours(shared, range(4))
    with django_assert_num_queries(3):
        told(mine)
    neighbours(shared, range(26))

    with django_assert_num_queries(3):
        told(mine)


def test_the_data_set_leads_its_owner_there(as_user, sato, suzuki, mine):
    url = reverse("beside", args=[mine.dataset.slug])
    page = mine.dataset.get_absolute_url()

    assert url in as_user(sato).get(page).content.decode()
    assert url not in as_user(suzuki).get(page).content.decode()
