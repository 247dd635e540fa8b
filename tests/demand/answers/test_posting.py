"""Posting a need: five short screens, Back that loses nothing, one need for two taps."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Demand
from demand.answers.vocabulary import Level
from demand.needs.models import Need, Regulation

pytestmark = pytest.mark.django_db

SCREENS = {
    "trouble": {
        "kind": "TECHNOLOGY",
        "title": "いちごのうどんこ病を早く知りたい",
        "story": "葉裏に白い粉がつくころには隣のうねまで広がっている。",
    },
    "what": {
        "sector": "AGRICULTURE",
        "product": "いちご",
        "prefecture": "09",
        "tasks": ["PERCEPTION"],
        "acceptance_trials": "１０",
        "acceptance_hits": "8",
    },
    "price": {
        "thing": "10A",
        "period": "YEAR",
        "cap": "1万5千円",
        "quantity": "25a",
        "lowest": "8千円",
        "highest": "３万円",
    },
    "when": {
        "open_until": "令和20年3月末",
        "eligible_count": "約2万",
        "eligible_source": "農林業センサス",
    },
}
RULE = {
    "trouble": SCREENS["trouble"] | {"kind": "INSTITUTION"},
    "price": {
        "regulation": "ブイの許可",
        "owner": "県庁水産課",
        "hours_lost": "40",
        "sales_lost": "200万円",
    },
}


def write(client, **changed):
    """Fill in the four screens, some of them otherwise."""
    for step, typed in (SCREENS | changed).items():
        answer = client.post(f"/needs/new/{step}/", typed)
        assert answer.status_code == 302, (step, answer.context["form"].errors)
    return answer


def press(client, key=""):
    return client.post("/needs/new/check/", {"post": "yes", "posting_key": key})


def key_on(page):
    return re.search(r'name="posting_key" value="([^"]+)"', page).group(1)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def sato_writes(as_user, sato, satos_farm):
    return as_user(sato, "ja")


# The five screens


@pytest.mark.parametrize(
    ("language", "asks"), [("ja", "どんな困りごとですか"), ("en", "What kind of trouble is it?")]
)
def test_anybody_may_begin_to_write(in_japanese, in_english, language, asks):
    client = in_japanese if language == "ja" else in_english
    page = text(client.get("/needs/new/"))

    assert asks in page
    assert 'aria-current="step"' in page


def test_screen_leads_to_screen_and_at_the_end_to_the_check(in_japanese):
    following = [in_japanese.post(f"/needs/new/{step}/", SCREENS[step]).url for step in SCREENS]

    assert following == [f"/needs/new/{step}/" for step in ("what", "price", "when", "check")]


def test_back_loses_nothing(in_japanese):
    write(in_japanese)

    page = text(in_japanese.get("/needs/new/price/"))
    assert 'value="1万5千円"' in page
    assert 'href="/needs/new/what/"' in page
    assert "いちごのうどんこ病を早く知りたい" in text(in_japanese.get("/needs/new/trouble/"))


def test_what_was_written_outlives_the_tab(in_japanese):
    write(in_japanese)

    assert in_japanese.cookies["sessionid"]["max-age"] > 60 * 60 * 24 * 30
    assert "いちごのうどんこ病を早く知りたい" in text(in_japanese.get("/needs/new/check/"))


def test_the_check_shows_all_of_it_as_it_was_understood(in_japanese, in_english):
    write(in_japanese)
    page = text(in_japanese.get("/needs/new/check/"))

    for understood in (
        "仕事を助けるもの",
        "見て・聞いて教える",
        "10回のうち8回",
        "8,000円, 12,000円, 15,000円, 20,000円, 30,000円",
        "10aあたり年",
        "15,000円（25a分）",
        "2038年3月31日",
        "20,000経営体",
        "農林業センサス",
        "このあとログインします",
    ):
        assert understood in page

    write(in_english)
    english = text(in_english.get("/needs/new/check/"))
    assert "¥15,000, for 25a" in english
    assert "8 times out of 10" in english


def test_the_check_leads_to_the_first_screen_that_is_not_finished(in_japanese):
    assert in_japanese.get("/needs/new/check/").url == "/needs/new/trouble/"

    write(in_japanese)
    in_japanese.post("/needs/new/price/", SCREENS["price"] | {"cap": "たくさん"})
    assert in_japanese.get("/needs/new/check/").url == "/needs/new/price/"
    assert "「たくさん」を値段として読めませんでした" in text(in_japanese.get("/needs/new/price/"))


def test_a_screen_that_is_none_is_not_found(in_japanese):
    assert in_japanese.get("/needs/new/wish/").status_code == 404


def test_a_rule_is_asked_for_hours_and_sales_instead_of_a_price(in_japanese):
    in_japanese.post("/needs/new/trouble/", RULE["trouble"])
    page = text(in_japanese.get("/needs/new/price/"))

    assert 'name="hours_lost"' in page
    assert 'name="cap"' not in page
    assert 'name="lowest"' not in page


def test_likely_answers_stand_there_to_be_changed(sato_writes, in_japanese):
    page = text(sato_writes.get("/needs/new/what/"))
    assert '<option value="09" selected>' in page
    assert re.search(r'value="AGRICULTURE"[^>]*checked', page)

    in_japanese.post("/needs/new/what/", SCREENS["what"] | {"sector": "FISHERY"})
    page = text(in_japanese.get("/needs/new/price/"))
    assert '<option value="BOAT" selected>' in page
    assert 'name="lowest" value="30000"' in page


@pytest.mark.parametrize(
    ("step", "wrong", "field", "sentence"),
    [
        ("trouble", {"title": ""}, "title", "必須"),
        ("trouble", {"title": "あ" * 81}, "title", "80"),
        ("trouble", {"story": "あ" * 4001}, "story", "4000"),
        ("trouble", {"story": "a\x00b"}, "story", ""),
        ("trouble", {"kind": "WISH"}, "kind", "WISH"),
        ("what", {"sector": ""}, "sector", "必須"),
        ("what", {"prefecture": "48"}, "prefecture", "48"),
        ("what", {"tasks": ["FLY"]}, "tasks", "FLY"),
        ("what", {"acceptance_hits": "11"}, "acceptance_hits", "全部の回数より多く"),
        ("what", {"acceptance_trials": ""}, "acceptance_hits", "両方の数を書くか"),
        (
            "what",
            {"acceptance_trials": "20", "acceptance_hits": ""},
            "acceptance_hits",
            "両方の数を書くか",
        ),
        ("what", {"acceptance_trials": "4万"}, "acceptance_trials", "数が大きすぎます"),
        ("price", {"thing": "YARD"}, "thing", "YARD"),
        ("price", {"lowest": "0"}, "lowest", "1円以上"),
        ("price", {"highest": "1万円"}, "highest", "2倍以上"),
        ("price", {"lowest": "1", "highest": "2"}, "highest", "もう少し高くしてください"),
        ("price", {"lowest": "たかい"}, "lowest", "値段として読めませんでした"),
        ("price", {"thing": "BOAT"}, "quantity", "面積あたりではありません"),
        ("when", {"open_until": "2020-01-01"}, "open_until", "過ぎた日です"),
        ("when", {"open_until": "そのうち"}, "open_until", "日付として読めませんでした"),
        ("when", {"eligible_source": ""}, "eligible_source", "出どころ"),
        ("when", {"eligible_count": ""}, "eligible_count", "数を書いてください"),
        ("when", {"eligible_count": "多い"}, "eligible_count", "数として読めませんでした"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    in_japanese, step, wrong, field, sentence
):
    answer = in_japanese.post(f"/needs/new/{step}/", SCREENS[step] | wrong)

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence in errors[field][0]
    # Coming back to the screen, it stands there as it was typed.
    again = in_japanese.get(f"/needs/new/{step}/")
    assert list(again.context["form"].errors) == [field]
    for name, typed in (SCREENS[step] | wrong).items():
        assert again.context["form"][name].data == typed


def test_the_usual_ten_times_alone_ask_for_nothing(sato_writes):
    what = SCREENS["what"] | {"acceptance_trials": "10", "acceptance_hits": ""}
    write(sato_writes, what=what)
    press(sato_writes)

    assert Need.objects.get().acceptance_trials is None


def test_only_what_a_screen_asks_is_kept(in_japanese):
    in_japanese.post("/needs/new/trouble/", SCREENS["trouble"] | {"much": "x" * 100_000})

    assert set(in_japanese.session["need_draft"]["screens"]["trouble"]) == set(SCREENS["trouble"])


# Posting


def test_sato_posts_a_need_with_an_answer(sato_writes, sato, satos_farm):
    write(sato_writes)
    page = text(sato_writes.get("/needs/new/check/"))

    answer = press(sato_writes, key_on(page))

    need = Need.objects.get()
    assert answer.url == need.get_absolute_url()
    assert need.posted_by == satos_farm
    assert need.rungs == [8_000, 12_000, 15_000, 20_000, 30_000]
    assert (need.acceptance_hits, need.acceptance_trials) == (8, 10)
    assert need.open_until == date(2038, 3, 31)
    assert (need.eligible_count, need.eligible_source) == (20_000, "農林業センサス")
    given = Answer.objects.get()
    assert (given.answered_by, given.cap, given.quantity) == (sato, 15_000, 2.5)
    assert Demand.objects.get().need == need
    assert "困りごとを出しました" in text(sato_writes.get(answer.url))


def test_the_screens_are_blank_again_afterwards(sato_writes):
    write(sato_writes)
    press(sato_writes)

    assert "うどんこ病" not in text(sato_writes.get("/needs/new/"))


def test_a_second_tap_makes_no_second_need(sato_writes):
    write(sato_writes)
    key = key_on(text(sato_writes.get("/needs/new/check/")))

    first, second = press(sato_writes, key), press(sato_writes, key)

    assert second.url == first.url
    assert Need.objects.count() == Answer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_key_that_is_nobodys_changes_nothing(sato_writes, key):
    write(sato_writes)

    press(sato_writes, key)

    assert Need.objects.count() == 1


def test_the_key_of_a_neighbours_need_leads_nowhere(sato_writes, as_user, suzuki, suzukis_farm):
    write(sato_writes)
    key = key_on(text(sato_writes.get("/needs/new/check/")))
    press(sato_writes, key)

    assert press(as_user(suzuki), key).url == "/needs/new/trouble/"


def test_without_a_price_of_ones_own_it_is_interest(sato_writes):
    write(sato_writes, price=SCREENS["price"] | {"cap": "", "quantity": ""})
    press(sato_writes)

    given = Answer.objects.get()
    assert (given.level, given.cap) == (Level.INTEREST, None)


def test_a_rule_is_posted_without_a_price(sato_writes):
    write(sato_writes, **RULE)
    page = text(sato_writes.get("/needs/new/check/"))
    for said in ("ブイの許可", "県庁水産課", "どの決まり"):
        assert said in page
    assert "いくらまで" not in page
    assert "1年に40時間" in page
    assert "1年に2,000,000円の売上" in page
    press(sato_writes)

    need, given = Need.objects.get(), Answer.objects.get()
    assert (need.kind, need.rungs, need.thing) == ("INSTITUTION", [], "")
    assert (given.hours_lost, given.sales_lost, given.cap) == (40, 2_000_000, None)
    rule = need.regulations.get()
    assert (rule.title, rule.owner, rule.level) == ("ブイの許可", "県庁水産課", "PRACTICE")


def test_a_rule_that_others_have_named_is_offered_and_needs_no_office(sato_writes):
    known = Regulation.objects.create(title="ブイの許可", level="FORM", owner="県庁")
    sato_writes.post("/needs/new/trouble/", RULE["trouble"])
    page = text(sato_writes.get("/needs/new/price/"))
    assert '<option value="ブイの許可">' in page
    assert 'name="lowest"' not in page

    write(sato_writes, **RULE | {"price": {"regulation": "ブイの許可"}})
    press(sato_writes)
    press(sato_writes)

    assert Need.objects.get().regulations.get() == known
    assert Regulation.objects.get().owner == "県庁"


def test_a_rule_that_nobody_has_named_asks_for_its_office_and_keeps_what_was_typed(sato_writes):
    sato_writes.post("/needs/new/trouble/", RULE["trouble"])
    for typed, sentence in (
        ({"regulation": "さくの届け出", "hours_lost": "40"}, "役所"),
        ({"owner": "県庁"}, "必須"),
    ):
        answer = sato_writes.post("/needs/new/price/", typed)

        assert answer.status_code == 422
        for said in (*typed.values(), sentence):
            assert said in text(answer)


def test_prices_written_first_do_not_cling_to_what_became_a_rule(sato_writes):
    write(sato_writes)
    write(sato_writes, **RULE)
    press(sato_writes)

    assert Need.objects.get().rungs == []


def test_a_day_that_passes_while_one_waits_is_asked_for_again(sato_writes, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    write(sato_writes, when={"open_until": tomorrow.isoformat()})
    later = timezone.localdate() + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: later)

    answer = press(sato_writes)

    assert answer.url == "/needs/new/when/"
    assert not Need.objects.exists()


def test_what_the_action_refuses_is_said_and_nothing_is_lost(sato_writes, monkeypatch):
    """No screen lets it through today; should a rule change, the writer must not pay for it."""

    def refuse(**words):
        raise ValidationError({"title": "この題は使えません。"})

    write(sato_writes)
    monkeypatch.setattr(actions, "post_need_with_answer", refuse)
    answer = press(sato_writes)

    assert answer.status_code == 422
    assert "この題は使えません。" in text(answer)
    assert "いちごのうどんこ病" in text(answer)


# Signing in and registering at the end


def test_somebody_new_signs_in_and_registers_at_the_end_and_nothing_is_lost(in_japanese):
    write(in_japanese)
    led = press(in_japanese)
    assert led.url == "/accounts/login/code/?next=%2Fneeds%2Fnew%2Fcheck%2F"

    in_japanese.post("/accounts/login/code/", {"email": "new@example.com"})
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()
    in_japanese.post("/accounts/login/code/confirm/", {"code": code})
    register = in_japanese.get("/needs/new/check/").url
    onward = "next=%2Fneeds%2Fnew%2Fcheck%2F"
    assert register.startswith(f"/operations/register/?{onward}&sector=AGRICULTURE&prefecture=09&")
    onward = in_japanese.post(
        register,
        {"name": "新しい農園", "sector": "AGRICULTURE", "products": "いちご", "prefecture": "09"},
    )
    # The button was pressed before: it need not be pressed again.
    posted = in_japanese.get(onward.url)

    assert posted.url == Need.objects.get().get_absolute_url()
    assert str(Answer.objects.get().operation) == "新しい農園"


def test_who_changes_something_presses_again(in_japanese, sato, satos_farm):
    write(in_japanese)
    press(in_japanese)
    in_japanese.post("/needs/new/trouble/", SCREENS["trouble"] | {"title": "別の題"})
    in_japanese.force_login(sato)

    page = in_japanese.get("/needs/new/check/")

    assert page.status_code == 200
    assert "別の題" in text(page)
    assert not Need.objects.exists()


def test_looking_at_the_check_posts_nothing(sato_writes):
    write(sato_writes)
    sato_writes.get("/needs/new/check/")

    assert not Need.objects.exists()


def test_a_text_of_a_hundred_megabytes_is_refused_in_words(in_japanese):
    answer = in_japanese.post(
        "/needs/new/trouble/",
        b"story=" + b"a" * (3 * 1024 * 1024),
        content_type="application/x-www-form-urlencoded",
        headers={"content-length": str(100 * 1024 * 1024)},
    )

    assert answer.status_code == 413
    assert 'lang="ja"' in text(answer)
