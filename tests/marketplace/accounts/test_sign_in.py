"""Signing in: an address, a code by mail, and on to what one came for."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.accounts.tasks import forget_old_sessions

pytestmark = pytest.mark.django_db

ASK = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"


def ask(client, email="hanako@example.com", onward=""):
    return client.post(ASK, {"email": email, "next": onward})


def sent_code():
    return re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()


def confirm(client, code, onward=""):
    return client.post(CONFIRM, {"code": code, "next": onward})


def test_somebody_new_signs_in_with_an_address_and_a_code(in_japanese):
    ask(in_japanese)
    answer = confirm(in_japanese, sent_code())

    assert answer.url == "/me/"
    assert in_japanese.session["_auth_user_id"] == str(User.objects.get().pk)


def test_signing_in_leads_to_what_one_came_for(in_japanese):
    asked = ask(in_japanese, onward="/needs/new/check/")
    answer = confirm(in_japanese, sent_code(), onward="/needs/new/check/")

    assert asked.url == f"{CONFIRM}?next=%2Fneeds%2Fnew%2Fcheck%2F"
    assert answer.url == "/needs/new/check/"


def test_signing_in_never_leads_to_another_site(in_japanese):
    ask(in_japanese, onward="https://elsewhere.example/")
    answer = confirm(in_japanese, sent_code(), onward="https://elsewhere.example/")

    assert answer.url == "/me/"


def test_the_mail_speaks_the_language_of_the_page(in_japanese, in_english):
    ask(in_japanese)
    ask(in_english, "ada@example.com")

    japanese, english = mail.outbox
    assert "番号" in japanese.subject
    assert sent_code() in english.body
    assert english.subject.startswith("Your code for Areba: ")
    assert "good for ten minutes" in english.body


def test_a_trial_shows_the_code_on_the_page_and_production_never(in_english, settings):
    settings.SHOW_SIGN_IN_CODES = True
    ask(in_english)
    shown = in_english.get(CONFIRM).content.decode()
    assert f"your code is {sent_code()}" in shown

    settings.SHOW_SIGN_IN_CODES = False
    ask(in_english)
    assert sent_code() not in in_english.get(CONFIRM).content.decode()


@pytest.mark.parametrize(
    "written", ["ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", " Hanako@Example.COM "]
)
def test_an_address_may_be_typed_in_full_width_and_capitals(in_japanese, written):
    ask(in_japanese, written)

    assert mail.outbox[0].to == ["hanako@example.com"]


def test_a_code_may_be_typed_in_full_width_and_without_its_hyphen(in_japanese):
    ask(in_japanese)
    wide = (
        sent_code().replace("-", "").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )

    assert confirm(in_japanese, wide).url == "/me/"


def test_a_broken_address_is_said_at_the_field(in_japanese):
    answer = ask(in_japanese, "hanako")

    assert "メールアドレスが途中で切れているようです" in answer.content.decode()
    assert 'value="hanako"' in answer.content.decode()
    assert not User.objects.exists()


def test_a_wrong_code_is_said_at_the_field_and_the_right_one_still_works(in_japanese):
    ask(in_japanese)

    wrong = confirm(in_japanese, "0000-000")

    assert "送った番号とちがいます" in wrong.content.decode()
    assert confirm(in_japanese, sent_code()).url == "/me/"


def test_too_many_wrong_codes_end_in_a_sentence_and_keep_the_way_on(in_japanese):
    ask(in_japanese, onward="/needs/")
    for _ in range(settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS):
        answer = confirm(in_japanese, "0000-000", onward="/needs/")

    assert answer.url == f"{ASK}?next=%2Fneeds%2F"
    page = in_japanese.get(answer.url).content.decode()
    assert "回数が多すぎます" in page
    assert 'name="next" value="/needs/"' in page
    assert confirm(in_japanese, sent_code()).url == ASK


def test_a_code_that_has_expired_ends_in_a_sentence(in_japanese, monkeypatch):
    ask(in_japanese)
    code, later = sent_code(), timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("time.time", later.timestamp)

    answer = confirm(in_japanese, code, onward="/needs/")

    assert answer.url == f"{ASK}?next=%2Fneeds%2F"
    monkeypatch.undo()
    assert "この番号はもう使えません" in in_japanese.get(answer.url).content.decode()


def test_a_code_works_once(in_japanese):
    ask(in_japanese)
    code = sent_code()
    confirm(in_japanese, code)
    in_japanese.post("/accounts/logout/")

    assert confirm(in_japanese, code).url == ASK


def test_a_code_is_good_only_where_it_was_asked_for(in_japanese, in_english):
    ask(in_japanese)

    assert confirm(in_english, sent_code()).url == ASK


def test_whoever_mistyped_the_address_can_write_another(in_japanese):
    ask(in_japanese, "hamako@example.com", onward="/needs/")
    page = in_japanese.get(f"{CONFIRM}?next=/needs/").content.decode()
    again = re.search(r'href="([^"]*again[^"]*)"', page).group(1).replace("&amp;", "&")

    assert "メールアドレス" in in_japanese.get(again).content.decode()
    ask(in_japanese, "hanako@example.com")
    assert [message.to for message in mail.outbox] == [
        ["hamako@example.com"],
        ["hanako@example.com"],
    ]
    assert confirm(in_japanese, sent_code(), onward="/needs/").url == "/needs/"


def test_whoever_awaits_a_code_is_led_back_to_where_it_is_written(in_japanese):
    ask(in_japanese)

    assert in_japanese.get(ASK).url == CONFIRM
    assert in_japanese.get(f"{ASK}?next=/needs/").url == f"{CONFIRM}?next=%2Fneeds%2F"


def test_asking_too_often_is_said_at_the_field(in_japanese):
    answers = [ask(in_japanese) for _ in range(6)]

    assert len(mail.outbox) == 5
    assert "回数が多すぎます" in answers[-1].content.decode()


def test_somebody_whose_account_is_closed_gets_no_code(in_japanese, sato):
    User.objects.filter(pk=sato.pk).update(is_active=False)

    ask(in_japanese, sato.email)

    assert not any(re.search(r"\d{4}-\d{4}", message.body) for message in mail.outbox)


def test_what_was_kept_before_signing_in_is_there_afterwards(in_japanese):
    session = in_japanese.session
    session["need_draft"] = {"kept": True}
    session.save()
    ask(in_japanese)
    confirm(in_japanese, sent_code())

    assert in_japanese.session["need_draft"] == {"kept": True}


def test_somebody_who_is_signed_in_is_not_asked_again(as_user, sato):
    assert as_user(sato).get(f"{ASK}?next=/needs/").url == "/needs/"


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_inactive"])
def test_the_names_that_allauth_asks_for_lead_to_the_one_form(in_japanese, name):
    answer = in_japanese.get(reverse(name), {"next": "/needs/"})

    assert answer.url == f"{ASK}?next=%2Fneeds%2F"


@pytest.mark.parametrize(
    "name", ["account_reset_password", "account_change_password", "account_email"]
)
def test_pages_that_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_out_asks_first_and_then_ends_the_session(as_user, sato):
    client = as_user(sato, "ja")

    assert "ログアウトしますか" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_sessions_that_are_over_are_forgotten(as_user, sato, mori):
    as_user(sato)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    kept = as_user(mori).session.session_key

    forget_old_sessions()

    assert [session.pk for session in Session.objects.all()] == [kept]
