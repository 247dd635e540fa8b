"""Needs found by what people ask, in both languages."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from demand.needs.models import Need, SearchEntry, Spelling
from demand.needs.reads.search import search
from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db


def found(text, **facets):
    titles = dict(Need.objects.values_list("pk", "title"))
    return [titles[key] for key in search(text, facets=facets).need_ids]


@pytest.fixture
def berries():
    return NeedFactory(title="いちごのうどんこ病を早く知りたい", product="いちご")


@pytest.fixture
def oysters():
    return NeedFactory(
        title="かきの種がつく日",
        sector="AQUACULTURE",
        product="かき",
        prefecture="34",
        story="採苗の日を一日間違えると台無しになる。",
    )


@pytest.fixture
def persimmons():
    return NeedFactory(
        title="かきの軟らかい実を除きたい",
        product="かき",
        prefecture="29",
        story="市場に着くころに軟らかくなる。",
    )


@pytest.fixture
def board(berries, oysters, persimmons):
    return berries, oysters, persimmons


@pytest.mark.parametrize(
    "asked",
    [
        *("いちご", "イチゴ", "苺", "strawberry", "STRAWBERRIES", "とちおとめ", "ｲﾁｺﾞ"),
        *("うどんこ病", "うどんこびょう", "powdery mildew", "白い粉 苺", "strawberry disease"),
        *("うどんこ秒", "strawbery", "栃木 いちご"),
    ],
)
def test_one_need_is_found_by_all_its_names_and_by_slips(board, asked):
    assert found(asked)[0] == "いちごのうどんこ病を早く知りたい"


def test_kaki_is_found_by_trade(board):
    assert set(found("カキ")) == {"かきの種がつく日", "かきの軟らかい実を除きたい"}
    assert found("カキ", sector="AQUACULTURE") == ["かきの種がつく日"]
    assert found("カキ", sector="AGRICULTURE") == ["かきの軟らかい実を除きたい"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("牡蠣", "かきの種がつく日"),
        ("oyster", "かきの種がつく日"),
        ("柿", "かきの軟らかい実を除きたい"),
        ("persimmon softening", "かきの軟らかい実を除きたい"),
    ],
)
def test_a_clear_name_finds_only_what_it_means(board, asked, title):
    assert found(asked) == [title]


def test_what_speaks_of_all_words_comes_first(board):
    both = NeedFactory(title="いちごの軟らかい実", product="いちご", story="傷む。")

    assert found("いちご 軟化")[0] == both.title


def test_title_and_product_come_before_the_story(board):
    NeedFactory(title="畑の見回り", product="なす", story="となりはいちごです。")

    assert found("いちご") == ["いちごのうどんこ病を早く知りたい", "畑の見回り"]


def test_a_name_that_no_dictionary_knows_is_found_by_its_letters():
    NeedFactory(title="甲乙号の幹割れ", product="甲乙号", story="困る。")

    assert found("甲乙号") == ["甲乙号の幹割れ"]


def test_facets_narrow_it(board):
    rule = InstitutionNeedFactory(title="いちごの苗の届け出", product="いちご", tasks=[])

    assert found("いちご", kind="INSTITUTION") == [rule.title]
    assert rule.title not in found("いちご", task="PERCEPTION")
    assert found("かき", prefecture="34") == ["かきの種がつく日"]


@pytest.mark.parametrize(
    "hostile",
    [
        *("", " ", "%", "'", "\\", "a' & | ! <-> :*", "'); DROP TABLE needs_need;--", "\x00いちご"),
        *("\x00", "いちご\\'", "🍓", "()" * 50, "\ud800", "&&&", "%(room)s", "{ways}"),
        *("いちご " * 2_500, "あ" * 10_000, "x" * 10_000, "ab' " * 3_000),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_any_text_gets_an_answer(board, hostile):
    assert isinstance(search(hostile).need_ids, tuple)


def test_a_search_costs_two_queries_with_one_need_and_with_thirty(
    berries, django_assert_num_queries
):
    with django_assert_num_queries(2):
        search("いちご うどんこ病")
    for _ in range(29):
        NeedFactory()
    with django_assert_num_queries(2):
        search("いちご うどんこ病")


def test_a_changed_need_is_found_by_its_new_words(berries):
    berries.title, berries.product, berries.story = "なすの病気", "なす", "困る。"
    berries.save()

    SearchEntry.objects.write([berries])

    assert found("いちご") == []
    assert found("eggplant") == ["なすの病気"]


def test_what_is_missing_or_was_read_by_older_rules_is_read_again(board, capsys):
    SearchEntry.objects.filter(need=board[0]).delete()
    SearchEntry.objects.filter(need=board[1]).update(edition="0-older", lexemes="")

    call_command("index_needs")
    call_command("index_needs")

    assert capsys.readouterr().out == "2 needs were read into the search index.\n"
    assert found("いちご")
    assert found("牡蠣")


def test_all_can_be_read_anew_with_the_same_rows(board, capsys):
    before = list(SearchEntry.objects.order_by("pk").values_list("pk", "lexemes"))
    known = set(Spelling.objects.values_list("text", "lexeme"))

    call_command("index_needs", "--all")

    assert list(SearchEntry.objects.order_by("pk").values_list("pk", "lexemes")) == before
    assert set(Spelling.objects.values_list("text", "lexeme")) == known


def test_frequent_words_find_the_newest(board):
    """Postgres' statistics decide what is frequent: they are there only after its own count."""
    from django.db import connection

    for _ in range(40):
        NeedFactory(title="写真で見る", story="写真。", posted_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE needs_searchentry")

    assert len(found("写真")) == 40
    assert found("写真 いちご")
