"""A need's page: the trouble, who wants it, and what others answered once one has answered."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Publication
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from tests.factories import (
    AnswerFactory,
    InstitutionNeedFactory,
    NeedFactory,
    OperationFactory,
    RefusalFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory(title="うどんこ病を早く知りたい", product="いちご")


def answered(need, count):
    """Let others answer, each at another price, and let the summary follow."""
    for number in range(count):
        farm = OperationFactory()
        actions.co_sign(
            need=need,
            operation=farm,
            by=farm.organisation.members.get(),
            now=timezone.now(),
            level=Level.WOULD_BUY,
            cap=need.rungs[number % len(need.rungs)],
        )
    summarise(need.pk)


def text(answer):
    return answer.content.decode()


def test_the_page_tells_the_trouble_in_both_languages(in_japanese, in_english, need):
    japanese, english = (
        text(in_japanese.get(need.get_absolute_url())),
        text(in_english.get(need.get_absolute_url())),
    )

    assert "うどんこ病を早く知りたい" in japanese
    assert "10回のうち8回" in japanese
    assert "10aあたり年" in japanese
    assert "今は支払いは発生しません" in japanese
    assert "8 times out of 10" in english
    assert "As written, in Japanese:" in english
    assert "No payment is made now" in english


def test_a_need_that_is_not_there_is_not_found(in_japanese):
    answer = in_japanese.get("/needs/nichtdas/")

    assert answer.status_code == 404


def test_an_assumed_number_is_marked_with_its_source(in_japanese):
    need = NeedFactory(eligible_count=65_652, eligible_source="漁業センサス2023")
    page = text(in_japanese.get(need.get_absolute_url()))

    assert "仮定" in page
    assert "65,652経営体" in page
    assert "漁業センサス2023" in page


def test_what_a_person_wrote_does_not_become_part_of_the_page(in_japanese):
    need = NeedFactory(title="<script>alert(1)</script>", story="<img src=x>")
    page = text(in_japanese.get(need.get_absolute_url()))

    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_count_is_that_of_this_moment(in_japanese, need):
    AnswerFactory(need=need)
    RefusalFactory(need=need)
    page = text(in_japanese.get(need.get_absolute_url()))

    # The summary has not followed yet.
    need.demand.refresh_from_db()
    assert need.demand.co_sign_count == 0
    assert "<b>1</b>経営体が「うちも欲しい」" in page
    assert "1経営体は「買わない」" in page


def test_every_rung_is_a_button_and_the_hint_says_who_sees_the_price(in_japanese, need):
    page = text(in_japanese.get(need.get_absolute_url()))

    for rung in need.rungs:
        assert f'name="price" value="{rung}"' in page
    assert 'value="MORE"' in page
    assert 'value="NONE"' in page
    assert "一軒ごとの値段は、だれにも見えません" in page


def test_a_rule_asks_hours_and_sales_and_never_a_price(in_japanese):
    page = text(in_japanese.get(InstitutionNeedFactory().get_absolute_url()))

    assert 'name="hours_lost"' in page
    assert 'name="sales_lost"' in page
    assert 'name="price"' not in page
    assert 'name="cap"' not in page


# What others answered


def test_others_prices_are_hidden_until_one_has_answered(as_user, suzuki, suzukis_farm, need):
    answered(need, 5)
    page = text(as_user(suzuki, "ja").get(need.get_absolute_url()))

    assert Publication.objects.exists()
    assert "答えると見られます" in page
    assert "curve-" not in page.split('id="curve-title"')[1]


def test_whoever_has_answered_sees_the_curve(as_user, suzuki, suzukis_farm, need):
    answered(need, 5)
    AnswerFactory(need=need, operation=suzukis_farm, answered_by=suzuki, cap=12_345)
    page = text(as_user(suzuki, "ja").get(need.get_absolute_url()))

    assert "参考" in page
    assert 'role="img"' in page
    assert "回答5件から" in page
    # The table beside the picture holds each rung.
    assert all(f"{rung:,}円</th>" in page for rung in need.rungs)


def test_whoever_does_not_answer_may_look_on_purpose(in_japanese, need):
    answered(need, 5)

    assert 'role="img"' in text(in_japanese.get(f"{need.get_absolute_url()}?show=1"))


def test_four_prices_make_a_count_and_no_curve(in_japanese, need):
    answered(need, 4)
    page = text(in_japanese.get(f"{need.get_absolute_url()}?show=1"))

    assert "<b>4</b>" in page
    assert "あと1件" in page
    assert 'role="img"' not in page


def test_nobodys_own_price_stands_on_the_page(in_japanese, need):
    answered(need, 5)
    AnswerFactory(need=need, cap=12_345)
    page = text(in_japanese.get(f"{need.get_absolute_url()}?show=1"))

    assert "12,345" not in page
    assert "12345" not in page


def test_levels_are_shown_where_they_are_not_small(in_japanese, need):
    answered(need, 5)
    AnswerFactory(need=need, level=Level.LETTER)
    AnswerFactory(need=need, level=Level.INTEREST)
    page = text(in_japanese.get(f"{need.get_absolute_url()}?show=1")).split('id="curve-title"')[1]

    assert "<dt>買いたい</dt><dd>5経営体</dd>" in page
    assert "<dt>購入の意向書を出す</dt>" not in page


# One's own answer


def test_ones_own_answer_stands_there_with_what_it_comes_to(as_user, sato, satos_farm, need):
    AnswerFactory(
        need=need, operation=satos_farm, answered_by=sato, cap=15_000, quantity=Decimal("2.5")
    )
    page = text(as_user(sato, "ja").get(need.get_absolute_url()))

    assert "佐藤いちご園: 買いたい, 15,000円" in page
    assert "25a分で、合わせて37,500円まで" in page
    assert 'value="15000" aria-pressed="true"' in page


def test_the_form_that_changes_it_holds_it_as_it_stands(as_user, sato, satos_farm, need):
    AnswerFactory(
        need=need,
        operation=satos_farm,
        answered_by=sato,
        level=Level.CONDITIONAL,
        cap=12_345,
        quantity=Decimal("2.50"),
        certainty=7,
        note="早めに",
    )
    page = text(as_user(sato, "ja").get(need.get_absolute_url()))

    assert 'name="cap" value="12345"' in page
    assert 'name="quantity" value="2.5"' in page
    assert re.search(r'value="CONDITIONAL"[^>]* checked', page)
    assert '<option value="7" selected>' in page
    assert 'name="note" value="早めに"' in page


def test_a_refusal_that_stands_is_shown_with_its_reason(as_user, sato, satos_farm, need):
    RefusalFactory(need=need, operation=satos_farm, answered_by=sato, reason=Reason.TRUST)
    page = text(as_user(sato, "ja").get(need.get_absolute_url()))

    assert "佐藤いちご園: 買わない, 信用できない" in page


def test_a_closed_need_says_so_and_asks_nothing(as_user, sato, satos_farm):
    need = NeedFactory(open_until=timezone.localdate() - timedelta(days=1))
    page = text(as_user(sato, "ja").get(need.get_absolute_url()))

    assert "この困りごとへの答えは締め切られました" in page
    assert 'name="price"' not in page
    assert 'name="reason"' not in page


def test_an_answer_to_a_closed_need_may_only_be_withdrawn(as_user, sato, satos_farm):
    need = NeedFactory(open_until=timezone.localdate() - timedelta(days=1))
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    page = text(as_user(sato, "ja").get(need.get_absolute_url()))

    assert "答えを取り下げる" in page
    assert 'name="price"' not in page


# What it costs


def test_the_page_costs_the_same_with_one_answer_and_with_thirty(
    as_user, sato, satos_farm, need, django_assert_num_queries
):
    client = as_user(sato)
    answered(need, 5)
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    # Session, user, organisation, operations, mandates; need, sighting, own answer, merged
    # needs, counts, publication; four for its details; what is said, whether one follows,
    # whether one is the poster.
    with django_assert_num_queries(18):
        client.get(need.get_absolute_url())
    for _ in range(29):
        AnswerFactory(need=need)
    with django_assert_num_queries(18):
        client.get(need.get_absolute_url())


def test_a_stranger_costs_nine_queries(in_japanese, need, django_assert_num_queries):
    answered(need, 5)

    with django_assert_num_queries(9):
        in_japanese.get(f"{need.get_absolute_url()}?show=1")
