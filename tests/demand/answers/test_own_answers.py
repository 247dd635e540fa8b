"""The part of one's own page that tells of demand."""

import pytest

from tests.factories import AnswerFactory, NeedFactory, RefusalFactory

pytestmark = pytest.mark.django_db

MINE = "/needs/mine/"


def text(answer):
    return answer.content.decode()


def test_it_asks_to_sign_in(in_japanese):
    assert in_japanese.get(MINE).url.startswith("/accounts/login/code/")


def test_it_is_a_page_of_its_own_and_for_htmx_a_part(as_user, sato, satos_farm):
    client = as_user(sato, "ja")

    assert "<html" in text(client.get(MINE))
    assert "<html" not in text(client.get(MINE, headers={"hx-request": "true"}))
    assert f'hx-get="{MINE}"' in text(client.get("/me/"))


def test_sato_finds_the_farm_its_needs_and_its_answers(as_user, sato, satos_farm):
    NeedFactory(title="自分の困りごと", posted_by=satos_farm)
    AnswerFactory(operation=satos_farm, answered_by=sato, need__title="隣の困りごと", cap=15_000)
    RefusalFactory(operation=satos_farm, answered_by=sato, need__title="いらないもの")
    page = text(as_user(sato, "ja").get(MINE))

    assert "佐藤いちご園" in page
    assert "自分の困りごと" in page
    assert "隣の困りごと" in page
    assert "買いたい, 10aあたり年15,000円" in page
    assert "買わない, 値段が高い" in page
    assert page.count("見る・変える・取り下げる") == 2


def test_sato_finds_nothing_of_suzukis(as_user, sato, satos_farm, suzuki, suzukis_farm):
    NeedFactory(title="鈴木の困りごと", posted_by=suzukis_farm)
    AnswerFactory(operation=suzukis_farm, answered_by=suzuki, cap=12_345)
    page = text(as_user(sato, "ja").get(MINE))

    assert "鈴木の困りごと" not in page
    assert "12,345" not in page


def test_what_was_withdrawn_is_gone(as_user, sato, satos_farm, now):
    AnswerFactory(
        operation=satos_farm, answered_by=sato, withdrawn_at=now, need__title="やめたもの"
    )

    assert "やめたもの" not in text(as_user(sato, "ja").get(MINE))


def test_what_was_begun_can_be_gone_on_with(as_user, nobu):
    client = as_user(nobu, "ja")
    assert "続きを書く" not in text(client.get(MINE))

    client.post("/needs/new/trouble/", {"title": "書きかけ"})

    assert "続きを書く" in text(client.get(MINE))


def test_it_costs_the_same_with_one_answer_and_with_thirty(
    as_user, sato, satos_farm, django_assert_num_queries
):
    client = as_user(sato)

    def add():
        NeedFactory(posted_by=satos_farm)
        AnswerFactory(operation=satos_farm, answered_by=sato)

    add()
    # Session, user, organisation, operation; needs, answers.
    with django_assert_num_queries(6):
        client.get(MINE)
    for _ in range(29):
        add()
    with django_assert_num_queries(6):
        client.get(MINE)
