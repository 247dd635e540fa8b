"""Whoever writes a need is shown those that say much the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from demand.answers.models import Demand
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

TYPED = "/needs/similar/?title=苺に白い粉がつく&story=葉裏が白くなる"


@pytest.fixture
def berries():
    return NeedFactory(title="いちごのうどんこ病を早く知りたい")


def test_a_like_need_is_offered_for_co_signing(in_japanese, berries):
    page = in_japanese.get(TYPED).content.decode()

    assert berries.title in page
    assert f'href="/needs/{berries.slug}/#answers">うちも欲しい' in page


def test_it_speaks_the_readers_language(in_english, berries):
    page = in_english.get(TYPED).content.decode()

    assert "Is one of these yours?" in page
    assert f'lang="ja">{berries.title}' in page


@pytest.mark.parametrize("typed", ["", "?title=", "?title=牛の発情を夜も見ていてほしい"])
def test_where_nothing_is_like_it_nothing_is_shown(in_japanese, berries, typed):
    assert in_japanese.get(f"/needs/similar/{typed}").content.strip() == b""


def test_a_need_that_takes_no_more_answers_is_not_offered(in_japanese, berries):
    berries.open_until = timezone.localdate() - timedelta(days=1)
    berries.save()

    assert berries.title not in in_japanese.get(TYPED).content.decode()


def test_at_most_three_are_shown_and_they_cost_three_queries(
    in_japanese, django_assert_num_queries
):
    NeedFactory(title="いちごのうどんこ病 0")
    with django_assert_num_queries(3):
        in_japanese.get(TYPED)
    for number in range(29):
        NeedFactory(title=f"いちごのうどんこ病 {number + 1}")
    with django_assert_num_queries(3):
        page = in_japanese.get(TYPED).content.decode()

    assert page.count("うちも欲しい<span") == 3


def test_the_writing_screen_asks_for_them_and_the_last_one_shows_them(as_user, sato, satos_farm):
    from tests.demand.answers.test_posting import write

    berries = NeedFactory(title="いちごのうどんこ病を早く知りたい")
    client = as_user(sato, "ja")

    assert 'hx-get="/needs/similar/"' in client.get("/needs/new/").content.decode()
    write(client)
    assert f"/needs/{berries.slug}/#answers" in client.get("/needs/new/check/").content.decode()


def test_a_need_is_found_as_soon_as_it_is_posted(as_user, sato, satos_farm):
    from tests.demand.answers.test_posting import press, write

    client = as_user(sato, "ja")
    write(client)
    press(client)

    need = Demand.objects.get().need
    assert need.title in client.get("/needs/?q=powdery mildew").content.decode()
    found = client.get("/api/v1/needs/?q=strawberry").json()["results"]
    assert [row["slug"] for row in found] == [need.slug]
