import re

import pytest

from demand.answers.models import Answer
from demand.merging.models import Merge
from demand.needs.models import Need
from demand.needs.vocabulary import Period
from tests.factories import AnswerFactory, NeedFactory

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, title="うどんこ病を早く")


@pytest.fixture
def into(suzukis_farm):
    return NeedFactory(posted_by=suzukis_farm, title="うどんこ病を写真で")


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def propose(client, need, into, **words):
    address = f"http://testserver{into.get_absolute_url()}?show=1#answers"
    return client.post(f"/needs/{need.slug}/merges/", {"into": address, "reason": "同じ"} | words)


def test_suzuki_proposes_and_sato_agrees_and_takes_it_back(
    as_user, suzuki, suzukis_farm, sato, satos_farm, need, into, client
):
    propose(as_user(suzuki), need, into)
    merge, poster = Merge.objects.get(), as_user(sato)
    assert "Yes, they are the same" in text(poster.get(f"/needs/{need.slug}/merges/"))

    poster.post(f"/needs/merges/{merge.pk}/", {"agree": "1"})

    assert Need.objects.get(pk=need.pk).canonical == into
    page = text(client.get(need.get_absolute_url(), headers={"accept-language": "ja"}))
    assert into.get_absolute_url() in page
    assert 'name="price"' not in page
    assert [each["slug"] for each in client.get("/api/v1/needs/").json()["results"]] == [into.slug]
    assert client.get(f"/api/v1/needs/{need.slug}/").json()["canonical"] == into.slug

    poster.post(f"/needs/merges/{merge.pk}/", {"end": "1"})

    assert Need.objects.get(pk=need.pk).canonical is None
    assert "Merge undone" in text(poster.get(f"/needs/{need.slug}/merges/"))


def test_nobu_may_not_agree(as_user, nobu, suzuki, suzukis_farm, need, into):
    propose(as_user(suzuki), need, into)

    refused = as_user(nobu).post(f"/needs/merges/{Merge.objects.get().pk}/", {"agree": "1"})

    assert refused.status_code == 403
    assert Merge.objects.get().is_proposed


def test_what_is_wrong_is_said_and_kept(as_user, nobu, client, need, into):
    member = as_user(nobu)
    unknown = member.post(f"/needs/{need.slug}/merges/", {"into": "/needs/nowhere2/"})
    assert (unknown.status_code, "There is no need with this address" in text(unknown)) == (
        422,
        True,
    )
    other = NeedFactory(period=Period.MONTH)
    differs = propose(member, need, other, reason="似ています")
    assert differs.status_code == 409
    assert "似ています" in text(differs)
    assert propose(member, need, need).status_code == 409
    assert propose(client, need, into).status_code == 403


def test_an_owner_is_asked_on_the_need_and_on_their_page_and_says_yes(
    as_user, sato, satos_farm, kana, need, into
):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato, cap=15_000)
    propose(as_user(kana), need, into)
    owner = as_user(sato)
    for path in (into.get_absolute_url(), "/needs/waiting/"):
        assert "Yes, count it" in text(owner.get(path))

    owner.post(f"/needs/{need.slug}/move/", {"yes": "1"})

    assert Answer.objects.get().counts_for == [into.pk]
    assert "Yes, count it" not in text(owner.get(into.get_absolute_url()))
    assert "Nothing waits for you" in text(owner.get("/needs/waiting/"))


def test_a_program_merges_seconds_moves_and_undoes(
    as_user, suzuki, suzukis_farm, sato, satos_farm, nobu, need, into
):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    path, words = f"/api/v1/needs/{need.slug}/merges/", {"into": into.slug, "reason": "同じ"}
    made = as_user(suzuki).post(path, words, **JSON)
    assert (made.status_code, made.json()["joined_at"]) == (201, None)
    one = f"/api/v1/merges/{made.json()['id']}/"
    refused = as_user(nobu).put(one, **JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_second_voice")
    program = as_user(sato)

    assert program.put(one, **JSON).json()["joined_at"]
    assert program.put(one, **JSON).status_code == 409
    move = f"/api/v1/needs/{need.slug}/move/"
    assert program.put(move, {"counts": True}, **JSON).json() == {"counts": True}
    assert as_user(nobu).put(move, {"counts": True}, **JSON).status_code == 403
    answer = as_user(suzuki).post(
        f"/api/v1/needs/{need.slug}/co-signs/", {"level": "INTEREST"}, **JSON
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "need_is_merged")
    assert as_user(nobu).delete(one).status_code == 403
    assert program.delete(one).json()["ended_at"]
    assert len(program.get(path).json()["results"]) == 1


@pytest.fixture
def hidden(as_user, kana, suzuki, suzukis_farm, need, into):
    """A need that was merged, and that a moderator has hidden since."""
    propose(as_user(kana), need, into)
    decision = {"needs": [need.slug], "act": "DECLINE", "reason": "宣伝"}
    as_user(kana).post("/api/v1/moderation/rulings/", decision, **JSON)
    return need


def test_nobody_but_a_moderator_reads_of_a_hidden_need_where_it_was_merged_into(
    as_user, hidden, into, suzuki, kana, client
):
    merge = Merge.objects.get()
    for reader in (client, as_user(suzuki)):
        for path in (into.get_absolute_url(), f"/needs/{into.slug}/merges/"):
            assert hidden.title not in text(reader.get(path))
        assert reader.get(f"/api/v1/needs/{into.slug}/merges/").json()["results"] == []
    assert as_user(suzuki).delete(f"/api/v1/merges/{merge.pk}/").status_code == 404
    assert as_user(suzuki).post(f"/needs/merges/{merge.pk}/", {"end": "1"}).status_code == 404
    moderator = as_user(kana)
    page = text(moderator.get(f"/needs/{into.slug}/merges/"))
    assert hidden.title in page
    assert hidden.get_absolute_url() not in page

    ended = moderator.post(f"/needs/merges/{merge.pk}/", {"end": "1"})

    assert ended.url == f"/needs/{into.slug}/merges/"
    assert Need.objects.get(pk=hidden.pk).merged_into is None


def test_a_need_leads_nowhere_while_what_it_was_merged_into_is_hidden(
    as_user, kana, client, need, into
):
    propose(as_user(kana), need, into)
    decision = {"needs": [into.slug], "act": "DECLINE", "reason": "宣伝"}
    as_user(kana).post("/api/v1/moderation/rulings/", decision, **JSON)

    page = text(client.get(need.get_absolute_url()))

    assert into.title not in page
    assert 'name="price"' in page
    assert client.get(f"/api/v1/needs/{need.slug}/").json()["canonical"] is None
    assert [each["slug"] for each in client.get("/api/v1/needs/").json()["results"]] == [need.slug]


@pytest.mark.parametrize("count", [1, 30])
def test_the_log_costs_the_same(client, into, satos_farm, nobu, count, django_assert_num_queries):
    for _ in range(count):
        Merge.objects.create(
            need=NeedFactory(posted_by=satos_farm), into=into, reason="同じ", proposed_by=nobu
        )
    with django_assert_num_queries(2):
        client.get(f"/needs/{into.slug}/merges/")
