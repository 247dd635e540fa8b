"""Co-signing on a need's page: one tap, more exactly, before signing in, and not twice."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from demand.answers.models import Answer
from demand.answers.views import board
from demand.answers.vocabulary import Level, Reason
from marketplace.accounts.models import Membership
from tests.factories import (
    AnswerFactory,
    InstitutionNeedFactory,
    MembershipFactory,
    NeedFactory,
    RefusalFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}


@pytest.fixture
def need():
    return NeedFactory(title="うどんこ病を早く知りたい")


def tap(client, need, headers=None, **typed):
    return client.post(f"{need.get_absolute_url()}co-sign/", typed, headers=headers)


def text(answer):
    return answer.content.decode()


# Answering


def test_one_tap_on_a_rung_is_an_answer(as_user, sato, satos_farm, need):
    client = as_user(sato, "ja")

    answer = tap(client, need, price="15000")

    assert answer.url == need.get_absolute_url()
    given = Answer.objects.get()
    assert (given.operation, given.level) == (satos_farm, Level.WOULD_BUY)
    assert (given.cap, given.quantity, given.certainty) == (15_000, 1, None)
    assert "答えを受け取りました。今は支払いは発生しません。" in text(client.get(answer.url))


def test_over_htmx_the_tap_brings_back_the_co_signs_with_the_new_count(
    as_user, sato, satos_farm, need
):
    AnswerFactory(need=need)

    answer = tap(as_user(sato, "ja"), need, HTMX, price="15000")

    assert answer.status_code == 200
    assert text(answer).lstrip().startswith('<section class="stack" id="answers"')
    assert "<b>2</b>経営体が「うちも欲しい」" in text(answer)


def test_it_may_be_said_more_exactly(as_user, sato, satos_farm, need):
    tap(
        as_user(sato),
        need,
        price="",
        cap="１万２千円",
        quantity="2反5畝",
        level="CONDITIONAL",
        certainty="8",
        note="収穫の前に",
    )

    given = Answer.objects.get()
    assert (given.cap, given.quantity) == (12_000, Decimal("2.48"))
    assert (given.level, given.certainty, given.note) == ("CONDITIONAL", 8, "収穫の前に")


def test_whoever_would_pay_more_is_asked_how_much(as_user, sato, satos_farm, need):
    client = as_user(sato, "ja")

    asked = tap(client, need, price="MORE", note="急ぎ")
    assert asked.status_code == 422
    assert "いくらまで払えるか、ここに書いてください" in text(asked)
    assert 'value="急ぎ"' in text(asked)

    tap(client, need, price="MORE", cap="5万円")
    assert Answer.objects.get().cap == 50_000


def test_not_at_these_prices_is_a_refusal_for_the_price(as_user, sato, satos_farm, need):
    tap(as_user(sato), need, price="NONE", note="高い")

    given = Answer.objects.get()
    assert (given.level, given.reason, given.note) == (Level.REFUSES, Reason.PRICE, "高い")


def test_a_refusal_has_its_reason(as_user, sato, satos_farm, need):
    tap(as_user(sato), need, reason="TRUST", refusal_note="前の機械で懲りた")

    given = Answer.objects.get()
    assert (given.level, given.reason, given.note) == ("REFUSES", "TRUST", "前の機械で懲りた")


def test_an_answer_to_a_rule_says_what_it_costs(as_user, sato, satos_farm):
    tap(as_user(sato), InstitutionNeedFactory(), hours_lost="４０", sales_lost="200万円")

    given = Answer.objects.get()
    assert (given.hours_lost, given.sales_lost) == (40, 2_000_000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"price": "", "cap": "たくさん"}, "「たくさん」を値段として読めませんでした"),
        ({"price": "", "cap": "-1"}, "値段は0円より下にできません"),
        ({"price": "", "quantity": "2"}, "値段も書いてください"),
        ({"price": "15000", "quantity": "広い"}, "「広い」を読めませんでした"),
        ({"price": "15000", "level": "MAYBE"}, "MAYBE"),
        ({"price": "15000", "level": "REFUSES"}, "REFUSES"),
        ({"price": "15000", "certainty": "11"}, "11"),
        ({"price": "15000", "note": "あ" * 401}, "400"),
        ({"price": "777"}, "この値段は、聞いている値段の中にありません"),
        ({"price": "9" * 5000}, "この値段は、聞いている値段の中にありません"),
        ({"reason": ""}, "必須"),
        ({"reason": "MOOD"}, "MOOD"),
        ({"reason": "OTHER"}, "ひとことで書いて"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_given(
    as_user, sato, satos_farm, need, typed, sentence
):
    answer = tap(as_user(sato, "ja"), need, **typed)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Answer.objects.exists()


def test_what_is_wrong_is_said_in_english_too(as_user, sato, satos_farm, need):
    page = text(tap(as_user(sato, "en"), need, HTMX, price="", cap="lots", note="soon"))

    assert "“lots” could not be read as a price" in page
    assert 'value="lots"' in page
    assert 'value="soon"' in page


def test_an_area_for_boats_is_refused_in_words(as_user, sato, satos_farm):
    answer = tap(as_user(sato, "ja"), NeedFactory(thing="BOAT"), price="15000", quantity="25a")

    assert "面積あたりではありません" in text(answer)


# Not twice, not for others, not too late


def test_a_second_co_sign_by_the_same_farm_is_refused(as_user, sato, satos_farm, need):
    client = as_user(sato, "ja")
    tap(client, need, price="15000")

    again = tap(client, need, price="20000")

    assert again.status_code == 409
    assert "この経営体はもう答えています" in text(again)
    assert Answer.objects.get().cap == 15_000


def test_the_second_tap_over_htmx_says_so_where_the_answer_stands(as_user, sato, satos_farm, need):
    client = as_user(sato, "ja")
    tap(client, need, HTMX, price="15000")

    again = tap(client, need, HTMX, price="15000")

    assert again.status_code == 409
    assert "もう答えています" in text(again)
    assert "佐藤いちご園: 買いたい, 15,000円" in text(again)


def test_a_closed_need_says_so_in_a_sentence(as_user, sato, satos_farm):
    need = NeedFactory(open_until=timezone.localdate() - timedelta(days=1))

    answer = tap(as_user(sato, "ja"), need, price="15000")

    assert answer.status_code == 409
    assert "締め切られました" in text(answer)


def test_a_viewer_is_led_to_register_and_answers_for_nobody(as_user, nobu, satos_farm, need):
    MembershipFactory(user=nobu, organisation=satos_farm.organisation, role="VIEWER")
    client = as_user(nobu)

    answer = tap(client, need, price="15000")

    assert client.get(answer.url).url.startswith("/operations/register/")
    assert not Answer.objects.exists()


def test_an_answer_goes_out_only_with_the_forms_own_token(sato, satos_farm, need):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sato)

    assert tap(client, need, price="15000").status_code == 403
    assert not Answer.objects.exists()


def test_answers_are_not_given_by_looking(as_user, sato, satos_farm, need):
    assert as_user(sato).get(f"{need.get_absolute_url()}co-sign/").status_code == 405


def test_a_need_that_is_not_there_takes_no_answer(as_user, sato, satos_farm):
    assert as_user(sato).post("/needs/nichtdas/co-sign/", {"price": "1"}).status_code == 404


# Changing and withdrawing


@pytest.fixture
def satos_answer(need, sato, satos_farm):
    return AnswerFactory(need=need, operation=satos_farm, answered_by=sato, cap=15_000)


def test_sato_changes_the_answer(as_user, sato, satos_answer, need):
    answer = tap(as_user(sato), need, change="1", price="20000", quantity="3", level="LETTER")

    assert answer.url == need.get_absolute_url()
    satos_answer.refresh_from_db()
    assert (satos_answer.cap, satos_answer.quantity, satos_answer.level) == (20_000, 3, "LETTER")


def test_a_co_sign_becomes_a_refusal(as_user, sato, satos_answer, need):
    tap(as_user(sato), need, change="1", reason="LABOUR")

    satos_answer.refresh_from_db()
    assert (satos_answer.level, satos_answer.cap) == ("REFUSES", None)


def test_whoever_has_not_answered_has_nothing_to_change(as_user, suzuki, suzukis_farm, need):
    answer = tap(as_user(suzuki, "ja"), need, change="1", price="15000")

    assert answer.status_code == 409
    assert "この経営体はまだ答えていません" in text(answer)


def test_sato_withdraws_and_may_answer_again(as_user, sato, satos_answer, need):
    client = as_user(sato, "ja")

    answer = client.post(f"{need.get_absolute_url()}withdraw/")
    assert answer.url == need.get_absolute_url()
    assert "<b>0</b>" in text(client.get(answer.url))

    tap(client, need, price="8000")
    satos_answer.refresh_from_db()
    assert (satos_answer.cap, satos_answer.withdrawn_at) == (8_000, None)


def test_withdrawing_what_is_not_there_is_said_in_a_sentence(as_user, suzuki, suzukis_farm, need):
    client = as_user(suzuki, "ja")

    answer = client.post(f"{need.get_absolute_url()}withdraw/")

    assert "この経営体はまだ答えていません" in text(client.get(answer.url))


def test_suzuki_withdraws_nothing_of_satos(as_user, suzuki, suzukis_farm, satos_answer, need):
    as_user(suzuki).post(f"{need.get_absolute_url()}withdraw/")

    satos_answer.refresh_from_db()
    assert satos_answer.withdrawn_at is None


def test_whoever_speaks_for_nobody_withdraws_nothing(as_user, nobu, satos_answer, need):
    answer = as_user(nobu).post(f"{need.get_absolute_url()}withdraw/")

    assert answer.url == need.get_absolute_url()


def test_withdrawing_asks_to_sign_in(in_japanese, need):
    answer = in_japanese.post(f"{need.get_absolute_url()}withdraw/")

    assert answer.url.startswith("/accounts/login/code/")


# Answering before signing in


def test_an_answer_typed_before_signing_in_is_given_afterwards(in_japanese, sato, satos_farm, need):
    led = tap(in_japanese, need, price="15000", quantity="2.5", note="早めに")
    assert led.url == (f"/accounts/login/code/?next=%2Fneeds%2F{need.slug}%2Fco-sign%2Fresume%2F")

    _sign_in(in_japanese, sato)
    answer = in_japanese.get(f"{need.get_absolute_url()}co-sign/resume/")

    assert answer.url == need.get_absolute_url()
    given = Answer.objects.get()
    assert (given.operation, given.cap, given.note) == (satos_farm, 15_000, "早めに")


def test_somebody_new_registers_on_the_way_and_nothing_is_lost(in_japanese, nobu, need):
    tap(in_japanese, need, reason="TRUST", refusal_note="懲りた")
    _sign_in(in_japanese, nobu)
    resume = f"{need.get_absolute_url()}co-sign/resume/"

    register = in_japanese.get(resume).url
    onward = f"next=%2Fneeds%2F{need.slug}%2Fco-sign%2Fresume%2F"
    assert register.startswith(f"/operations/register/?{onward}&sector=AGRICULTURE&prefecture=09&")
    assert "書いた内容は残してあります" in text(in_japanese.get(register))
    onward = in_japanese.post(
        register, {"name": "信の山", "sector": "FORESTRY", "products": "スギ", "prefecture": "39"}
    )
    assert onward.url == resume
    in_japanese.get(resume)

    assert (Answer.objects.get().reason, str(Answer.objects.get().operation)) == ("TRUST", "信の山")


def test_over_htmx_the_whole_page_goes_to_sign_in(in_japanese, need):
    answer = tap(in_japanese, need, HTMX, price="15000")

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/code/")


def test_what_is_wrong_is_said_before_signing_in(in_japanese, need):
    assert tap(in_japanese, need, price="", cap="たくさん").status_code == 422


def test_an_answer_waits_on_ones_own_page_until_it_is_given(in_japanese, sato, satos_farm, need):
    tap(in_japanese, need, price="15000")
    _sign_in(in_japanese, sato)

    assert "この答えを出す" in text(in_japanese.get("/needs/mine/"))
    in_japanese.get(f"{need.get_absolute_url()}co-sign/resume/")
    assert "この答えを出す" not in text(in_japanese.get("/needs/mine/"))


def test_whoever_had_answered_already_is_told_so_after_signing_in(
    in_japanese, sato, satos_answer, need
):
    tap(in_japanese, need, price="20000")
    _sign_in(in_japanese, sato)

    answer = in_japanese.get(f"{need.get_absolute_url()}co-sign/resume/")

    assert answer.status_code == 409
    assert "もう答えています" in text(answer)
    satos_answer.refresh_from_db()
    assert satos_answer.cap == 15_000


def test_resuming_with_nothing_kept_only_shows_the_need(as_user, sato, satos_farm, need):
    answer = as_user(sato).get(f"{need.get_absolute_url()}co-sign/resume/")

    assert answer.url == need.get_absolute_url()
    assert not Answer.objects.exists()


def test_an_answer_that_was_kept_for_another_need_is_not_given_here(
    in_japanese, sato, satos_farm, need
):
    tap(in_japanese, NeedFactory(), price="15000")
    _sign_in(in_japanese, sato)

    in_japanese.get(f"{need.get_absolute_url()}co-sign/resume/")

    assert not Answer.objects.exists()


def test_a_refusal_stands_in_the_form_that_changes_it(as_user, sato, satos_farm, need):
    RefusalFactory(need=need, operation=satos_farm, answered_by=sato, reason="LABOUR", note="人手")
    page = text(as_user(sato).get(need.get_absolute_url()))

    assert 'name="refusal_note" value="人手"' in page


def test_membership_that_ended_in_between_refuses_the_answer(
    as_user, sato, satos_farm, need, monkeypatch
):
    """The page looks up for whom one speaks, the action makes sure: in between it may end."""
    found = board.reads.whose

    def ends_afterwards(request, *, on):
        whose = found(request, on=on)
        Membership.objects.filter(user=sato).delete()
        return whose

    monkeypatch.setattr(board.reads, "whose", ends_afterwards)
    answer = tap(as_user(sato, "ja"), need, price="15000")

    assert answer.status_code == 403
    assert "この経営体の一員ではない" in text(answer)


def _sign_in(client, user):
    """Sign in as the pages do: what the session holds stays in it."""
    client.post("/accounts/login/code/", {"email": user.email})
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()
    client.post("/accounts/login/code/confirm/", {"code": code})
