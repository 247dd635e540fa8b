"""The pages of shared data, as each reader sees them."""

import pytest
from django.urls import reverse

from datasets.library.actions import pull
from datasets.library.vocabulary import Access
from tests.factories import NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("datasets")


@pytest.fixture
def shared(satos_farm):
    return VersionFactory(dataset__organisation=satos_farm.organisation).dataset


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_so_in_both_languages(in_english, in_japanese):
    assert "No data has been shared yet" in text(in_english.get(LIST))
    assert "まだ" in text(in_japanese.get(LIST))


def test_the_list_shows_what_is_open(client, shared):
    VersionFactory(dataset__title="隠す", dataset__access=Access.OWNER)

    shown = text(client.get(LIST))

    assert shared.title in shown
    assert "隠す" not in shown


def test_the_list_goes_on_where_the_page_ends(client):
    VersionFactory.create_batch(21)

    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].after})

    assert [len(each.context["page"].rows) for each in (first, second)] == [20, 1]


def test_the_list_is_narrowed_by_sector(client, shared):
    fishes = VersionFactory().dataset
    fishes.needs.add(NeedFactory(sector="FISHERY"), NeedFactory(sector="FISHERY"))

    assert client.get(LIST, {"sector": "FISHERY"}).context["page"].rows == [fishes]
    assert len(client.get(LIST, {"sector": "MINING"}).context["page"].rows) == 2


def test_a_page_tells_what_may_be_done_in_both_languages(in_english, in_japanese, shared):
    url = shared.get_absolute_url()

    assert "Models may be trained with it." in text(in_english.get(url))
    assert "The data may not be passed on to others." in text(in_english.get(url))
    assert "What may be done with it" not in text(in_japanese.get(url))


def test_a_page_shows_how_to_pull(client, shared, with_table):
    file = with_table(shared.versions.get())

    shown = text(client.get(shared.get_absolute_url()))

    assert file.sha256 in shown
    assert f"http://testserver{file.get_absolute_url()}" in shown


def test_a_sample_is_marked(in_japanese):
    sample = VersionFactory(dataset__is_sample=True).dataset

    assert "見本" in text(in_japanese.get(sample.get_absolute_url()))
    assert "見本" in text(in_japanese.get(LIST))


def test_a_hidden_page_is_found_by_its_owner_alone(
    client, as_user, sato, suzuki, suzukis_farm, shared
):
    shared.access = Access.OWNER
    shared.save()
    url = shared.get_absolute_url()

    assert client.get(url).status_code == 404
    assert as_user(suzuki).get(url).status_code == 404
    assert as_user(sato).get(url).status_code == 200


def test_a_draft_shows_its_owner_that_it_is_under_way(as_user, client, sato, shared):
    VersionFactory(dataset=shared, number=2, draft=True)

    steps = reverse("upload_steps", args=[shared.slug, 2])
    assert steps in text(as_user(sato).get(shared.get_absolute_url()))
    assert steps not in text(client.get(shared.get_absolute_url()))


def test_what_is_not_published_yet_is_in_its_owners_lists(as_user, sato, satos_farm):
    need = NeedFactory()
    draft = VersionFactory(dataset__organisation=satos_farm.organisation, draft=True).dataset
    draft.needs.add(need)

    for url in (LIST, reverse("datasets_of_need", args=[need.slug])):
        shown = text(as_user(sato).get(url))
        assert draft.title in shown
        assert "Not published yet" in shown


def test_who_has_not_signed_in_is_led_there_and_not_into_a_refusal(
    in_english, as_user, sato, shared, with_table
):
    pull_url = with_table(shared.versions.get()).get_absolute_url()
    button = f'href="{pull_url}"'

    assert button not in text(in_english.get(shared.get_absolute_url()))
    assert "Sign in to take it" in text(in_english.get(shared.get_absolute_url()))
    assert button in text(as_user(sato).get(shared.get_absolute_url()))


def test_what_has_stopped_is_shown_until_another_file_follows(as_user, sato, shared):
    VersionFactory(dataset=shared, number=2, draft=True)
    VersionFactory(dataset=shared, number=3, draft=True)

    page = as_user(sato).get(shared.get_absolute_url())

    assert [version.number for version in page.context["versions"]] == [3, 1]
    assert page.context["latest"].number == 1


def test_the_ledger_is_shown_to_the_owner_alone(
    as_user, client, sato, ada, adas_team, shared, with_table, now
):
    file = with_table(shared.versions.get())
    pull(file=file, by=ada, organisation=adas_team.organisation, now=now)

    assert "Ada Vision" in text(as_user(sato).get(shared.get_absolute_url()))
    stranger = client.get(shared.get_absolute_url())
    assert "Ada Vision" not in text(stranger)
    assert not stranger.context["pulls"]


def test_the_data_of_a_need_is_a_part_or_a_page_of_its_own(client, shared):
    need = NeedFactory()
    shared.needs.add(need)
    other = VersionFactory(dataset__title="ほかのデータ").dataset
    url = reverse("datasets_of_need", args=[need.slug])

    part, page = text(client.get(url, headers={"hx-request": "true"})), text(client.get(url))

    assert shared.title in part
    assert other.title not in part
    assert "<html" not in part
    assert "<html" in page
    assert part.strip() in page


def test_a_need_without_data_says_so(in_english):
    url = reverse("datasets_of_need", args=[NeedFactory().slug])

    assert "No data has been shared for it yet." in text(in_english.get(url))


def test_the_data_of_an_unknown_need_is_not_found(client):
    assert client.get(reverse("datasets_of_need", args=["nothing"])).status_code == 404


def test_a_need_that_a_moderator_has_hidden_is_named_nowhere(client, sato, as_user, now):
    need = NeedFactory(title="隠された困りごと", hidden_at=now)
    shared = VersionFactory().dataset
    shared.needs.add(need)

    urls = [
        shared.get_absolute_url(),
        reverse("datasets"),
        reverse("api_datasets"),
        reverse("api_dataset", args=[shared.slug]),
    ]
    assert not any(need.title in client.get(url).content.decode() for url in urls)
    assert not any(need.slug in client.get(url).content.decode() for url in urls)
    asked = f"{reverse('api_datasets')}?need={need.slug}"
    assert client.get(asked).json()["results"] == []
    for name in ("datasets_of_need", "collections"):
        assert as_user(sato).get(reverse(name, args=[need.slug])).status_code == 404
