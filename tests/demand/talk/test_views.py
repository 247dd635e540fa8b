import re

import pytest
from django.test import Client

from demand.talk.models import Follow, Remark, Report, Ruling, Standing
from demand.talk.vocabulary import Act, Progress, Saying, State, Trust
from marketplace.accounts.models import ApiToken
from tests.factories import NeedFactory, RemarkFactory

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
PRODUCT = {
    "product": "葉っぱカメラ",
    "price": "９，８００円",
    "link": "https://example.com/leaf",
    "text": "葉の表を撮ると病名が出ます。",
    "is_seller": "on",
}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_stranger_reads_what_was_said_and_is_led_to_sign_in(in_japanese, need):
    RemarkFactory(need=need, text="葉の裏も写りますか")
    page = text(in_japanese.get(need.get_absolute_url()))

    assert "葉の裏も写りますか" in page
    # The price comes first, in the page as in its reader's mind.
    assert page.index('name="price"') < page.index("質問する")
    asked = in_japanese.get(f"/needs/{need.slug}/say/question/")
    assert asked.status_code == 302
    assert "next=" in asked.url


def test_ada_asks_and_sato_replies(as_user, ada, adas_team, sato, satos_farm, need):
    asked = as_user(ada).post(f"/needs/{need.slug}/say/question/", {"text": "How many leaves?"})
    remark = Remark.objects.get()
    assert asked.url == remark.get_absolute_url()

    as_user(sato).post(f"/needs/{need.slug}/remarks/{remark.pk}/reply/", {"text": "百枚です"})

    page = text(Client().get(need.get_absolute_url()))
    assert page.index("How many leaves?") < page.index("百枚です")
    assert "Ada Vision" in page
    assert "ada@example.com" not in page


def test_a_product_that_exists_waits_is_approved_and_is_answered_for(
    as_user, ada, sato, kana, need
):
    client = as_user(ada)
    client.post(f"/needs/{need.slug}/say/exists/", PRODUCT)
    remark = Remark.objects.get()
    assert (remark.price, remark.state) == (9_800, State.HELD)
    assert "葉っぱカメラ" not in text(Client().get(need.get_absolute_url()))
    assert "葉っぱカメラ" in text(client.get(need.get_absolute_url()))

    decided = as_user(kana).post(
        "/needs/moderation/", {"cases": [f"remark-{remark.pk}"], "act": Act.TRUST}
    )
    as_user(sato).post(
        f"/needs/{need.slug}/remarks/{remark.pk}/shortfall/", {"text": "葉の裏が写らない"}
    )

    assert decided.status_code == 302
    page = text(Client(headers={"accept-language": "ja"}).get(need.get_absolute_url()))
    for said in ("葉っぱカメラ", "9,800円", "関係者", "葉の裏が写らない"):
        assert said in page


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(as_user, ada, need):
    answered = as_user(ada).post(
        f"/needs/{need.slug}/say/exists/", PRODUCT | {"price": "高い", "link": "ここ です"}
    )

    page = text(answered)
    assert answered.status_code == 422
    assert "葉の表を撮ると病名が出ます。" in page
    assert "could not be read as a price" in page
    assert 'aria-invalid="true"' in page


def test_nobu_tells_no_news_of_satos_need(as_user, nobu, sato, need):
    path = f"/needs/{need.slug}/say/news/"
    words = {"text": "できました", "progress": Progress.SOLVED}

    refused = as_user(nobu).post(path, words)

    assert refused.status_code == 403
    assert "Only who posted this need" in text(refused)
    assert as_user(sato).post(path, words).status_code == 302
    assert Remark.objects.get().progress == Progress.SOLVED


def test_following_starts_and_ends_and_shows_on_ones_page(as_user, ada, nobu, need):
    client, path = as_user(ada), f"/needs/{need.slug}/follow/"
    client.post(path)
    as_user(nobu).post(f"/needs/{need.slug}/say/comment/", {"text": "うちもです"})
    assert "うちもです" in text(client.get("/needs/news/"))

    client.post(path, {"stop": "1"})

    assert not Follow.objects.filter(user=ada).exists()
    assert "うちもです" not in text(client.get("/needs/news/"))


def test_a_report_reaches_the_queue_and_the_author_reads_the_reason(as_user, ada, nobu, kana, need):
    remark = RemarkFactory(need=need, author=nobu, text="買ってください")
    as_user(ada).post(
        f"/needs/{need.slug}/remarks/{remark.pk}/report/", {"complaint": "SPAM", "words": "宣伝"}
    )
    moderator = as_user(kana)
    assert "買ってください" in text(moderator.get("/needs/moderation/"))
    no_reason = moderator.post(
        "/needs/moderation/", {"cases": [f"remark-{remark.pk}"], "act": Act.DECLINE}
    )
    assert no_reason.status_code == 422
    moderator.post(
        "/needs/moderation/",
        {"cases": [f"remark-{remark.pk}"], "act": Act.DECLINE, "reason": "宣伝です"},
    )

    assert "買ってください" not in text(Client().get(need.get_absolute_url()))
    author, ruling = as_user(nobu), Ruling.objects.get()
    assert "宣伝です" in text(author.get("/needs/news/"))
    assert as_user(ada).get(f"/needs/moderation/{ruling.pk}/appeal/").status_code == 404
    author.post(f"/needs/moderation/{ruling.pk}/appeal/", {"text": "宣伝ではありません"})
    assert "宣伝ではありません" in text(moderator.get("/needs/moderation/"))
    assert "kana@example.com" in text(moderator.get("/needs/moderation/log/"))


def test_a_block_is_undone_where_it_was_made_and_from_the_log(as_user, nobu, kana, need):
    remark = RemarkFactory(need=need, author=nobu, text="買ってください", held=True)
    moderator, key = as_user(kana), f"remark-{remark.pk}"
    moderator.post("/needs/moderation/", {"cases": [key], "act": "BLOCK", "reason": "宣伝です"})
    page = text(moderator.get("/needs/moderation/"))
    assert "Nothing waits" in page
    assert "May not write" in page
    assert f'value="{key}"' in page

    moderator.post("/needs/moderation/", {"cases": [key], "act": "UNBLOCK"})

    assert Standing.objects.get(user=nobu).trust == Trust.NEW
    assert "May not write" not in text(moderator.get("/needs/moderation/"))
    assert f"?also={key}" in text(moderator.get("/needs/moderation/log/"))
    again = moderator.post("/needs/moderation/", {"cases": [key], "act": "UNBLOCK"})
    assert (again.status_code, "There is nothing to take back" in text(again)) == (409, True)


@pytest.mark.parametrize("path", ["/needs/moderation/", "/needs/moderation/log/"])
def test_the_queue_is_for_moderators(as_user, nobu, path):
    assert as_user(nobu).get(path).status_code == 403


@pytest.mark.parametrize("kind", ["reply", "shout"])
def test_nothing_else_can_be_said(as_user, nobu, need, kind):
    assert as_user(nobu).get(f"/needs/{need.slug}/say/{kind}/").status_code == 404


def test_a_hidden_need_leads_nowhere(as_user, nobu, now):
    need = NeedFactory(hidden_at=now)
    client = as_user(nobu)

    assert client.get(f"/needs/{need.slug}/say/question/").status_code == 404
    assert client.post(f"/needs/{need.slug}/follow/").status_code == 404
    assert client.get(f"/api/v1/needs/{need.slug}/remarks/").status_code == 404
    assert client.get(f"/api/v1/opportunities/{need.slug}/").status_code == 404


# Programs


@pytest.fixture
def api(as_user):
    """Speak to the API in somebody's name."""

    def call(user, method, path, data=None):
        return getattr(as_user(user), method)(f"/api/v1/{path}", data, **JSON)

    return call


def test_a_program_asks_replies_and_reads(api, ada, sato, need, client):
    said = api(ada, "post", f"needs/{need.slug}/remarks/", {"kind": "QUESTION", "text": "何枚"})
    assert said.status_code == 201
    reply = {"kind": "REPLY", "text": "百枚", "parent": said.json()["id"]}
    assert api(sato, "post", f"needs/{need.slug}/remarks/", reply).status_code == 201

    told = client.get(f"/api/v1/needs/{need.slug}/remarks/").json()["results"]

    assert [each["text"] for each in told] == ["百枚", "何枚"]


def test_a_program_is_refused_in_the_one_shape(api, ada, nobu, need, client):
    path = f"needs/{need.slug}/remarks/"
    assert client.post(f"/api/v1/{path}", {"kind": "QUESTION"}, **JSON).status_code in {401, 403}
    wrong = api(ada, "post", path, {"kind": "EXISTS", "text": "あります"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")
    news = api(nobu, "post", path, {"kind": "NEWS", "text": "できた"})
    assert (news.status_code, news.json()["code"]) == (403, "not_the_poster")
    Standing.objects.create(user=nobu, trust=Trust.BLOCKED)
    blocked = api(nobu, "post", path, {"kind": "COMMENT", "text": "はい"})
    assert (blocked.status_code, blocked.json()["code"]) == (403, "author_is_blocked")
    for number in range(20):
        RemarkFactory(author=ada, text=f"{number}")
    often = api(ada, "post", path, {"kind": "COMMENT", "text": "はい"})
    assert (often.status_code, often.json()["code"]) == (429, "too_often")


def test_a_program_explains_follows_reports_and_hears(api, sato, ada, nobu, need):
    remark = RemarkFactory(need=need, exists=True)
    path = f"remarks/{remark.pk}/"
    assert api(ada, "put", f"{path}shortfall/", {"text": "足りない"}).status_code == 403
    told = api(sato, "put", f"{path}shortfall/", {"text": "葉の裏が写らない"})
    assert (told.json()["text"], told.json()["parent"]) == ("葉の裏が写らない", remark.pk)
    (listed,) = api(sato, "get", f"needs/{need.slug}/remarks/").json()["results"][1:]
    assert (listed["id"], listed["shortfall"]) == (remark.pk, "葉の裏が写らない")
    sneaked = {"kind": "SHORTFALL", "parent": remark.pk, "text": "足りない"}
    assert api(ada, "post", f"needs/{need.slug}/remarks/", sneaked).status_code == 400
    assert api(ada, "put", f"needs/{need.slug}/follow/").status_code == 204
    RemarkFactory(need=need, author=nobu, text="あとから")
    assert [each["text"] for each in api(ada, "get", "me/news/").json()] == ["あとから"]
    assert api(ada, "delete", f"needs/{need.slug}/follow/").status_code == 204
    for reported in (f"{path}reports/", f"needs/{need.slug}/reports/"):
        assert api(ada, "post", reported, {"complaint": "FALSE"}).status_code == 204
    assert Report.objects.count() == 2


def test_a_program_moderates_for_a_moderator_alone(api, kana, nobu, ada, need):
    remark = RemarkFactory(need=need, author=nobu, held=True)
    for method, path in (("get", "queue/"), ("get", "rulings/"), ("post", "rulings/")):
        assert api(nobu, method, f"moderation/{path}").status_code == 403
    (case,) = api(kana, "get", "moderation/queue/").json()
    assert case["remark"]["id"] == remark.pk
    decision = {"remarks": [remark.pk], "needs": [need.slug], "act": "BLOCK", "reason": "宣伝"}

    made = api(kana, "post", "moderation/rulings/", decision)

    assert made.status_code == 201
    own = api(nobu, "get", "me/rulings/").json()["results"]
    assert [each["reason"] for each in own] == ["宣伝"]
    appeal = f"moderation/rulings/{own[0]['id']}/appeal/"
    assert api(ada, "post", appeal, {"text": "見て"}).status_code == 403
    assert api(nobu, "post", appeal, {"text": "見て"}).status_code == 200
    assert api(nobu, "post", appeal, {"text": "見て"}).status_code == 409
    assert (
        api(kana, "post", "moderation/authors/unblock/", {"ruling": own[0]["id"]}).status_code
        == 204
    )
    assert Standing.objects.get(user=nobu).trust == Trust.NEW
    assert len(api(kana, "get", "moderation/rulings/").json()["results"]) == 3


def test_a_token_speaks_for_its_organisation(client, ada, adas_team, need):
    _token, key = ApiToken.objects.issue(user=ada, organisation=adas_team.organisation, name="bot")
    said = client.post(
        f"/api/v1/needs/{need.slug}/remarks/",
        {"kind": "COMMENT", "text": "作れます"},
        headers={"authorization": f"Bearer {key}"},
        **JSON,
    )

    assert said.json()["organisation"] == adas_team.organisation.slug


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_of_remarks_costs_the_same(client, need, count, django_assert_num_queries):
    for _ in range(count):
        RemarkFactory(need=need, kind=Saying.COMMENT)
    with django_assert_num_queries(2):
        client.get(f"/api/v1/needs/{need.slug}/remarks/")
