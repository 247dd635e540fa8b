"""The list of needs: narrowed, sorted, page by page, in both languages."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db


def titles(answer):
    return re.findall(r'class="card-link"[^>]*>([^<]+)<', answer.content.decode())


@pytest.fixture
def berries(now):
    return NeedFactory(
        title="うどんこ病", posted_at=now - timedelta(days=2), demand__co_sign_count=9
    )


@pytest.fixture
def nets(now):
    return NeedFactory(
        title="魚種の見分け",
        sector="FISHERY",
        product="定置網",
        prefecture="03",
        story="網を上げるまで何が入ったかわからない。",
        posted_at=now - timedelta(days=1),
        demand__co_sign_count=2,
    )


@pytest.fixture
def rules(now):
    return InstitutionNeedFactory(title="申請の様式", posted_at=now, demand__co_sign_count=4)


def test_the_newest_come_first(in_japanese, berries, nets, rules):
    assert titles(in_japanese.get("/needs/")) == ["申請の様式", "魚種の見分け", "うどんこ病"]


def test_the_most_wanted_come_first_if_one_asks(in_japanese, berries, nets, rules):
    page = in_japanese.get("/needs/?sort=wanted")

    assert titles(page) == ["うどんこ病", "申請の様式", "魚種の見分け"]


@pytest.mark.parametrize(
    "asked",
    [
        "sector=FISHERY",
        "prefecture=03",
        "q=網",
        "q=定置網　魚種",
        "q=わからない",
        "q=%e7%b6%b2&kind=",
    ],
)
def test_the_address_narrows_the_list(in_japanese, berries, nets, rules, asked):
    assert titles(in_japanese.get(f"/needs/?{asked}")) == ["魚種の見分け"]


def test_what_has_all_words_comes_before_what_has_some(in_japanese, berries, nets, rules):
    assert titles(in_japanese.get("/needs/?q=網 魚種 病"))[0] == "魚種の見分け"
    assert titles(in_japanese.get("/needs/?q=病 白い粉 魚種"))[0] == "うどんこ病"


def test_what_was_searched_for_can_be_put_in_another_order(in_japanese, berries, now):
    later = NeedFactory(title="べと病を早く知りたい", posted_at=now, demand__co_sign_count=1)

    assert titles(in_japanese.get("/needs/?q=うどんこ病 病気"))[0] == "うどんこ病"
    assert titles(in_japanese.get("/needs/?q=うどんこ病 病気&sort=newest"))[0] == later.title
    assert titles(in_japanese.get("/needs/?q=病気&sort=wanted"))[0] == "うどんこ病"


def test_facets_narrow_together(in_japanese, berries, nets, rules):
    assert titles(in_japanese.get("/needs/?kind=INSTITUTION")) == ["申請の様式"]
    assert titles(in_japanese.get("/needs/?kind=INSTITUTION&sector=FISHERY")) == []
    assert titles(in_japanese.get("/needs/?task=PLANNING")) == []


def test_needs_with_data_can_be_listed_apart(in_japanese, client, berries, nets):
    shared = NeedFactory(title="べと病を早く知りたい", shared_data="SOME")

    page = in_japanese.get("/needs/?shared_data=SOME")

    assert titles(page) == ["べと病を早く知りたい"]
    assert re.search(r'value="SOME"[^>]*>データあり \(1\)', page.content.decode())
    assert titles(in_japanese.get("/needs/?shared_data=NONE&sort=wanted")) == [
        "うどんこ病",
        "魚種の見分け",
    ]
    # Of a search too, in the index as in the list.
    assert titles(in_japanese.get("/needs/?q=病気&shared_data=SOME")) == ["べと病を早く知りたい"]
    assert titles(in_japanese.get("/needs/?q=病気&shared_data=NONE")) == ["うどんこ病"]
    (told,) = client.get("/api/v1/needs/?shared_data=SOME").json()["results"]
    assert (told["slug"], told["shared_data"]) == (shared.slug, "SOME")
    counted = client.get("/api/v1/needs/facets/").json()["shared_data"]
    assert [(each["value"], each["count"]) for each in counted] == [("NONE", 2), ("SOME", 1)]


def test_each_choice_says_how_many_it_leaves(in_japanese, in_english, berries, nets, rules):
    japanese = in_japanese.get("/needs/?kind=TECHNOLOGY").content.decode()
    assert re.search(r'value="FISHERY"[^>]*>漁業 \(1\)', japanese)
    assert re.search(r'value="INSTITUTION"[^>]*>[^<]+ \(1\)', japanese)
    assert 'value="FORESTRY"' not in japanese

    english = in_english.get("/needs/?q=net").content.decode()
    assert re.search(r'value="FISHERY"[^>]*>Fishery \(1\)', english)
    assert 'value="AGRICULTURE"' not in english


def test_those_that_close_soon_come_first_if_one_asks(in_japanese, berries, now):
    today = timezone.localdate(now)
    for days in (30, 3, -3):
        NeedFactory(title=f"あと{days}日", open_until=today + timedelta(days=days))
    NeedFactory(title="もう閉じた", open_until=today + timedelta(days=9), closed_at=now)

    assert titles(in_japanese.get("/needs/?sort=closing")) == ["あと3日", "あと30日"]


def test_a_question_in_english_finds_a_need_in_japanese(in_english, berries, nets):
    assert titles(in_english.get("/needs/?q=powdery mildew")) == ["うどんこ病"]


@pytest.mark.parametrize("asked", ["sector=MINING", "prefecture=48", "sort=up", "q=%00", "page=2"])
def test_what_the_list_does_not_know_it_passes_over(in_japanese, berries, asked):
    assert titles(in_japanese.get(f"/needs/?{asked}")) == ["うどんこ病"]


def test_a_sign_of_the_database_is_a_letter_like_others(in_japanese, berries):
    assert titles(in_japanese.get("/needs/?q=%25")) == []


@pytest.mark.parametrize(
    ("language", "nothing", "write"),
    [
        ("ja", "当てはまる困りごとはありません", "困りごとを書く"),
        ("en", "No need fits this", "Write down a need"),
    ],
)
def test_an_empty_list_says_so_plainly(in_japanese, in_english, language, nothing, write):
    client = in_japanese if language == "ja" else in_english
    page = client.get("/needs/?q=無い").content.decode()

    assert nothing in page
    assert write in page


def test_each_card_says_where_what_and_how_many(in_japanese, in_english, nets):
    japanese = in_japanese.get("/needs/").content.decode()
    assert "岩手県" in japanese
    assert "<b>2</b>経営体が「うちも欲しい」" in japanese

    english = in_english.get("/needs/").content.decode()
    assert "Iwate" in english
    assert "<b>2</b> operations want this" in english
    assert 'lang="ja">魚種の見分け' in english


def test_samples_carry_their_mark(in_japanese, berries):
    assert "見本" not in in_japanese.get("/needs/").content.decode()

    NeedFactory(is_sample=True)
    assert "見本" in in_japanese.get("/needs/").content.decode()


@pytest.mark.parametrize("sort", ["", "wanted"])
def test_page_by_page_every_need_comes_once(in_japanese, now, sort):
    for number in range(45):
        NeedFactory(
            title=f"困りごと{number}",
            posted_at=now - timedelta(minutes=number // 4),
            demand__co_sign_count=number % 3,
        )
    seen, url = [], f"/needs/?sort={sort}"
    while url:
        answer = in_japanese.get(url)
        seen.append(titles(answer))
        following = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        url = following and "/needs/" + following.group(1).replace("&amp;", "&")

    assert [len(page) for page in seen] == [20, 20, 5]
    assert len({title for page in seen for title in page}) == 45


def test_the_next_page_keeps_what_was_asked(in_japanese, rules):
    for _ in range(21):
        NeedFactory(sector="LIVESTOCK")
    page = in_japanese.get("/needs/?sector=LIVESTOCK&sort=wanted").content.decode()

    following = re.search(r'rel="next" href="([^"]+)"', page).group(1)
    assert "sector=LIVESTOCK" in following
    assert "sort=wanted" in following


def test_an_address_that_was_cut_short_is_said_in_words(in_japanese, berries):
    answer = in_japanese.get("/needs/?after=WyIy")

    assert answer.status_code == 400
    assert 'lang="ja"' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        # The list and the facets.
        ("sort=wanted&sector=AGRICULTURE", 2),
        # What the words weigh and what they find, narrowed for the list and not for the facets.
        ("sector=AGRICULTURE&q=病", 6),
        ("q=powdery mildew&sort=closing", 6),
    ],
)
def test_the_list_costs_the_same_with_one_need_and_with_thirty(
    in_japanese, django_assert_num_queries, asked, queries
):
    NeedFactory()
    with django_assert_num_queries(queries):
        in_japanese.get(f"/needs/?{asked}")
    for _ in range(29):
        NeedFactory()
    with django_assert_num_queries(queries):
        in_japanese.get(f"/needs/?{asked}")


@pytest.mark.parametrize(
    "hostile", ["%00", "a' %26 | ! :*", "%5C", "%27", "あ" * 10_000, "%F0%9F%8D%93", "((((", "%25s"]
)
def test_any_words_get_a_page_and_a_document(in_japanese, berries, hostile):
    assert in_japanese.get(f"/needs/?q={hostile}").status_code == 200
    assert in_japanese.get(f"/needs/similar/?title={hostile}").status_code == 200
    for path in ("/api/v1/needs/", "/api/v1/needs/facets/"):
        answer = in_japanese.get(f"{path}?q={hostile}")
        assert answer.status_code in (200, 400)
        assert "q" in answer.json()["fields"] if answer.status_code == 400 else True


def test_programs_search_count_and_order_as_pages_do(client, berries, nets, rules):
    def slugs(asked):
        return [row["slug"] for row in client.get(f"/api/v1/needs/?{asked}").json()["results"]]

    assert slugs("q=net") == [nets.slug]
    assert slugs("q=カキ") == []
    assert slugs("sort=wanted") == [berries.slug, rules.slug, nets.slug]
    assert slugs("task=PERCEPTION&kind=INSTITUTION") == [rules.slug]
    counted = client.get("/api/v1/needs/facets/?q=net", headers={"accept-language": "en"}).json()
    assert counted["sector"] == [{"value": "FISHERY", "name": "Fishery", "count": 1}]
    assert counted["counted_at"] is None
    assert client.get("/api/v1/needs/facets/?sector=MINING").status_code == 400


def test_page_by_page_what_was_found_comes_once(client):
    for number in range(7):
        NeedFactory(title=f"うどんこ病{number}")
    seen, url = [], f"/api/v1/needs/?q={quote('うどんこ病')}&size=3"
    while url:
        answer = client.get(url).json()
        seen += [row["slug"] for row in answer["results"]]
        url = answer["next"]

    assert len(seen) == len(set(seen)) == 7
