"""Letters with the news of what somebody follows."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from demand.talk import actions
from demand.talk.models import Digest, Follow, Silence
from demand.talk.reads import stop_token
from demand.talk.tasks import send_digest, send_digests, write_digests
from demand.talk.vocabulary import State
from tests.factories import NeedFactory, RemarkFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, title="うどんこ病を早く知りたい")


@pytest.fixture
def now():
    return timezone.localtime().replace(hour=12)


@pytest.fixture
def morning(monkeypatch):
    monkeypatch.setattr(send_digest, "delay", send_digest)

    def come(moment):
        write_digests(moment.isoformat())

    return come


@pytest.fixture
def follows(need, now):
    def follow(user, **words):
        return Follow.objects.create(
            **{"need": need, "user": user, "since": now - 30 * DAY} | words
        )

    return follow


@pytest.fixture
def said(need, now):
    def say(text="葉の裏も写りますか", **words):
        return RemarkFactory(**{"need": need, "text": text, "said_at": now - DAY} | words)

    return say


def test_one_letter_holds_all_news_of_all_that_somebody_follows(
    follows, said, morning, ada, need, now
):
    other = NeedFactory(title="イカの数を知りたい")
    follows(ada)
    follows(ada, need=other)
    for text in ("一つめ", "二つめ"):
        said(text)
    said("三つめ", need=other)

    morning(now)

    (letter,) = mail.outbox
    assert letter.to == [ada.email]
    assert "3件" in letter.subject
    for words in ("一つめ", "二つめ", "三つめ", need.title, other.title, need.get_absolute_url()):
        assert words in letter.body


def test_a_reader_gets_a_letter_in_the_language_in_which_they_read(
    follows, said, morning, ada, need, now, as_user
):
    as_user(ada, "en").post(f"/needs/{need.slug}/follow/")
    Follow.objects.update(since=now - 30 * DAY)
    said()

    morning(now)

    (letter,) = mail.outbox
    assert letter.subject == "1 piece of news of what you follow"
    assert "Question (" in letter.body


def test_whoever_switches_the_language_gets_letters_in_it(ada, as_user):
    reader = as_user(ada)
    reader.post("/language/", {"language": "en"})
    reader.post("/language/", {"language": "xx"})

    ada.refresh_from_db()
    assert ada.language == "en"


def test_without_news_nobody_is_written_to(follows, said, morning, ada, nobu, need, now):
    follows(ada)
    follows(nobu, since=now - timedelta(hours=1))
    said("自分で書いた", author=ada)
    said("まだ見ていない", state=State.HELD)
    said("今日のこと", said_at=now)
    said("前のこと", said_at=now - 40 * DAY)
    said("かくれた", need=NeedFactory(hidden_at=now))

    morning(now)

    assert mail.outbox == []
    assert not Digest.objects.exists()


def test_whoever_cannot_or_does_not_want_to_be_written_to_is_not(
    follows, said, morning, ada, nobu, ito, now
):
    for reader in (ada, nobu, ito, UserFactory(is_active=False)):
        follows(reader)
    actions.stop_letters(by=ada, now=now)
    actions.stop_letters(by=ada, now=now)
    said()

    morning(now)

    assert [letter.to for letter in mail.outbox] == [[nobu.email]]
    actions.want_letters(by=ada)
    assert not Silence.objects.exists()


def test_a_week_lies_between_two_letters_and_nothing_is_told_twice_or_left_out(
    follows, said, morning, ada, now
):
    follows(ada)
    said("一週め")
    morning(now)
    said("二週め", said_at=now + DAY)
    for days in range(1, 7):
        morning(now + days * DAY)
    assert len(mail.outbox) == 1

    morning(now + 7 * DAY)
    morning(now + 14 * DAY)

    first, second = mail.outbox
    assert ("一週め" in first.body, "二週め" in first.body) == (True, False)
    assert ("一週め" in second.body, "二週め" in second.body) == (False, True)


def test_a_task_that_runs_twice_writes_once(follows, said, morning, ada, now):
    follows(ada)
    said()

    morning(now)
    morning(now)
    send_digests()

    assert len(mail.outbox) == 1


def test_a_task_that_dies_in_between_writes_once(follows, said, morning, ada, now, monkeypatch):
    follows(ada)
    said()

    def die(_backend, _letters):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(EmailBackend, "send_messages", die)
        with pytest.raises(SystemExit):
            morning(now)
    morning(now)
    assert mail.outbox == []
    Digest.objects.update(claimed_at=timezone.now() - timedelta(minutes=61))

    for _ in range(3):
        morning(now + DAY)

    (letter,) = mail.outbox
    assert (
        letter.extra_headers["Message-ID"] == f"<talk.digest.{Digest.objects.get().pk}@localhost>"
    )


def test_a_letter_that_the_mail_server_refused_is_sent_later(
    follows, said, morning, ada, now, monkeypatch
):
    follows(ada)
    said()

    def refuse(_backend, _letters):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        morning(now)

    send_digests()

    assert len(mail.outbox) == 1


def test_what_was_hidden_or_stopped_before_the_letter_went_is_not_told(
    follows, said, morning, ada, nobu, need, now, monkeypatch
):
    follows(ada)
    follows(nobu)
    remark = said("宣伝です")
    monkeypatch.setattr(send_digest, "delay", lambda key: None)
    write_digests(now.isoformat())
    monkeypatch.setattr(send_digest, "delay", send_digest)
    actions.stop_letters(by=nobu, now=now)
    remark.state = State.HIDDEN
    remark.save()
    said("残ったもの", need=NeedFactory())

    send_digests()

    assert mail.outbox == []
    assert not Digest.objects.exists()


def test_one_press_in_the_letter_stops_it_without_signing_in(follows, said, morning, ada, now):
    follows(ada)
    said()
    morning(now)
    (letter,) = mail.outbox
    url = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in letter.body
    path = url.removeprefix("http://127.0.0.1:8000")
    # As a mailbox presses: no session, no cookie, no token of a form.
    mailbox = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    shown = mailbox.get(path)
    assert not Silence.objects.exists()
    assert "Stop the e-mails" in shown.content.decode()
    pressed = mailbox.post(path, {"List-Unsubscribe": "One-Click"})
    again = mailbox.post(path, {"List-Unsubscribe": "One-Click"})

    assert (pressed.status_code, again.status_code) == (200, 200)
    assert Silence.objects.get().user == ada
    assert "The e-mails are stopped" in mailbox.get(path).content.decode()


def test_a_word_that_we_did_not_write_stops_nothing(client, ada, nobu):
    forged = stop_token(ada).replace(str(ada.pk), str(nobu.pk), 1)
    for word in (forged, "1", f"{ada.pk}:"):
        assert client.post(f"/needs/letters/{word}/stop/").status_code == 404
    assert not Silence.objects.exists()


def test_letters_are_stopped_and_begun_again_on_ones_own_page(as_user, ada):
    reader = as_user(ada)
    assert "Stop the e-mails" in reader.get("/needs/news/").content.decode()

    reader.post("/needs/letters/", {"stop": "1"})
    assert "Send me the news by e-mail" in reader.get("/needs/news/").content.decode()
    reader.post("/needs/letters/")

    assert not Silence.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_writing_letters_costs_the_same_for_one_and_for_thirty(
    follows, said, now, count, django_assert_num_queries
):
    for _ in range(count):
        follows(UserFactory())
    said()
    with django_assert_num_queries(2):
        Digest.objects.write(now)
    assert Digest.objects.count() == count


def test_the_database_holds_letters_apart(ada, nobu, now):
    Digest.objects.create(user=ada, until=now)
    Digest.objects.create(user=nobu, until=now, mailed_at=now)
    for wrong in (
        {"user": ada, "until": now + DAY},
        {"user": nobu, "until": now},
        {"user": nobu, "since": now, "until": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Digest.objects.create(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(language="xx")
    with translation.override("en"):
        assert "Digest" in str(Digest.objects.first())
