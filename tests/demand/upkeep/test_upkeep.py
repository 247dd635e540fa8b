from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.answers import actions as answers
from demand.answers import reads as board
from demand.answers.arithmetic.tally import Tally
from demand.answers.models import Answer, Revision
from demand.answers.tasks.publishing import _counted
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from demand.operations.actions import NotYourOperation
from demand.upkeep import actions, reads
from demand.upkeep.models import Asked, old_prices
from demand.upkeep.tasks import ask_again, write_letter, write_letters
from marketplace.changes.models import Change
from tests.factories import AnswerFactory, NeedFactory, RemarkFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def need(satos_farm, now):
    return NeedFactory(posted_by=satos_farm, posted_at=now - 400 * DAY)


@pytest.fixture
def night(monkeypatch):
    monkeypatch.setattr(write_letter, "delay", write_letter)

    def pass_over(moment):
        ask_again(moment.isoformat())

    return pass_over


def test_an_untouched_need_is_asked_for_once_with_one_letter(need, night, now, sato, satos_farm):
    night(now)
    night(now + DAY)

    assert reads.waiting_for(satos_farm, sato).needs == [need]
    (letter,) = mail.outbox
    assert letter.to == [sato.email]
    assert need.title in letter.subject
    assert "&" not in letter.body


def test_a_letter_that_could_not_be_sent_is_tried_again(need, night, now, monkeypatch):
    def fail(_backend, _letters):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fail)
        night(now)
    assert (mail.outbox, Asked.objects.get().mailed_at) == ([], None)

    write_letters()
    write_letters()

    (letter,) = mail.outbox
    assert (
        letter.extra_headers["Message-ID"] == f"<upkeep.asked.{Asked.objects.get().pk}@localhost>"
    )
    assert Asked.objects.get().mailed_at


def test_a_letter_whose_sender_died_is_free_again_after_an_hour(need, night, now, monkeypatch):
    def die(_backend, _letters):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(EmailBackend, "send_messages", die)
        with pytest.raises(SystemExit):
            night(now)
    write_letters()
    assert mail.outbox == []
    Asked.objects.update(claimed_at=now - timedelta(minutes=61))

    write_letters()

    assert len(mail.outbox) == 1


def test_two_who_send_at_once_send_one_letter(need, night, now, monkeypatch):
    send = EmailBackend.send_messages

    def meanwhile(backend, letters):
        write_letters()
        return send(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)

    night(now)

    assert len(mail.outbox) == 1


def test_patience_counts_from_the_letter_and_ends_where_none_gets_through(now):
    def asked(days, mailed=None):
        return Asked.objects.create(
            need=NeedFactory(),
            asked_at=now - days * DAY,
            mailed_at=mailed and now - mailed * DAY,
        )

    told, unreachable = asked(75, 61), asked(75)
    asked(75, 59)
    fresh = asked(13)

    assert set(Asked.objects.out_of_patience(now)) == {told, unreachable}
    assert set(Asked.objects.letters(now)) == {fresh}


def test_who_has_no_address_is_asked_on_the_page_alone(ito, itos_farm, night, now):
    NeedFactory(posted_by=itos_farm, posted_at=now - 400 * DAY)

    night(now)

    assert mail.outbox == []
    assert Asked.objects.get().mailed_at
    assert len(reads.waiting_for(itos_farm, ito).needs) == 1


def test_a_need_that_somebody_touched_within_the_year_is_not_asked_for(night, now):
    old = now - 400 * DAY
    NeedFactory(posted_at=now - 300 * DAY)
    RemarkFactory(need=NeedFactory(posted_at=old), said_at=now - 100 * DAY)
    answer = AnswerFactory(need=NeedFactory(posted_at=old))
    Revision.objects.keep(answer, kind="given", by=answer.answered_by, was_priced=False)
    NeedFactory(posted_at=old, closed_at=now)
    NeedFactory(posted_at=old, hidden_at=now)
    NeedFactory(posted_at=old, open_until=timezone.localdate() - 30 * DAY)

    night(now)

    assert not Asked.objects.exists()


def test_after_sixty_days_it_fades_from_the_lists_and_stays_at_its_address(
    need, night, now, client
):
    night(now)
    night(now + 59 * DAY)
    assert board.needs({}).count() == 1

    night(now + 61 * DAY)
    night(now + 62 * DAY)

    assert board.needs({}).count() == 0
    assert client.get(need.get_absolute_url()).status_code == 200
    assert Change.objects.filter(noun="need", kind="faded").count() == 1


def test_its_poster_wakes_it_again(need, night, now, sato):
    night(now)
    night(now + 61 * DAY)

    actions.keep_need(need=need, by=sato, now=now + 62 * DAY)
    night(now + 63 * DAY)

    assert board.needs({}).count() == 1
    assert len(mail.outbox) == 1
    with pytest.raises(actions.NotAsked):
        actions.keep_need(need=need, by=sato, now=now)


def test_a_word_of_somebody_else_wakes_it_too(need, night, now):
    night(now)
    night(now + 61 * DAY)
    RemarkFactory(need=need, said_at=now + 62 * DAY)

    night(now + 63 * DAY)

    assert Need.objects.listed().get() == need


def test_what_is_not_wanted_any_more_is_closed(need, night, now, sato):
    night(now)

    actions.close_need(need=need, by=sato, now=now)

    assert Need.objects.get(pk=need.pk).closed_at == now
    assert not Asked.objects.waiting().exists()


def test_nobody_else_answers_for_it(need, night, now, nobu):
    night(now)

    for act in (actions.keep_need, actions.close_need):
        with pytest.raises(NotYourOperation):
            act(need=need, by=nobu, now=now)


@pytest.fixture
def old_answer(satos_farm, sato, now):
    return AnswerFactory(
        operation=satos_farm,
        answered_by=sato,
        level=Level.LETTER,
        changed_at=now - 366 * DAY,
    )


def test_a_price_over_a_year_old_is_asked_again_once(old_answer, night, now, sato, satos_farm):
    AnswerFactory(changed_at=now - 363 * DAY)
    night(now)
    night(now + DAY)

    assert reads.waiting_for(satos_farm, sato).prices == [old_answer]
    assert Asked.objects.count() == 1
    assert mail.outbox == []


def test_a_price_is_asked_again_only_while_its_need_is_open_by_the_day_in_japan(old_answer):
    # Half past three in the afternoon of the 30th by UTC is the 1st in Tokyo.
    before = datetime(2026, 11, 30, 14, 30, tzinfo=UTC)
    Answer.objects.update(changed_at=before - 366 * DAY)
    Need.objects.update(open_until=date(2026, 11, 30))

    assert list(old_prices(before)) == [old_answer]
    assert list(old_prices(before + timedelta(hours=1))) == []


def test_until_it_is_confirmed_it_is_stated_but_not_firm(old_answer, night, now, sato):
    night(now)
    rungs = old_answer.need.rungs
    before = Tally.of(rungs, [_counted(old_answer, now)])
    assert (before.firm_count, sum(map(sum, before.stated))) == (0, 1)

    actions.keep_price(answer=old_answer, by=sato, now=now)

    confirmed = Answer.objects.get(pk=old_answer.pk)
    assert Tally.of(rungs, [_counted(confirmed, now)]).firm_count == 1
    assert confirmed.revisions.get().kind == "confirmed"
    with pytest.raises(actions.NotAsked):
        actions.keep_price(answer=confirmed, by=sato, now=now)
    assert confirmed.revisions.count() == 1


def test_a_price_from_before_a_slip_was_printed_anew_is_neither_shown_nor_confirmed(
    old_answer, night, now, sato, satos_farm
):
    """Confirmed unseen, it would be a price of today, and shown to whoever holds the slip."""
    night(now)
    sato.prices_since = now - DAY
    sato.save()

    assert reads.waiting_for(satos_farm, sato).prices == []
    with pytest.raises(actions.NotAsked):
        actions.keep_price(answer=old_answer, by=sato, now=now)


def test_a_price_given_anew_is_no_longer_asked_about(old_answer, night, now, sato, satos_farm):
    night(now)
    answers.change_answer(
        need=old_answer.need,
        operation=satos_farm,
        by=sato,
        now=now + DAY,
        level=Level.WOULD_BUY,
        cap=20_000,
    )
    assert not reads.waiting_for(satos_farm, sato)

    night(now + 2 * DAY)

    assert not Asked.objects.waiting().exists()


def test_the_database_asks_about_one_thing_once(need, old_answer):
    Asked.objects.create(need=need)
    Asked.objects.create(answer=old_answer)
    for wrong in ({}, {"need": need, "answer": old_answer}, {"need": need}, {"answer": old_answer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Asked.objects.create(**wrong)


# The page, and programs


def test_sato_finds_the_questions_on_the_page_and_answers_them(
    need, old_answer, night, now, as_user, sato
):
    night(timezone.now())
    client = as_user(sato)
    page = client.get("/needs/waiting/").content.decode()
    assert "Yes, we still want it" in page
    assert "Yes, the same price" in page

    client.post(f"/needs/{need.slug}/still-wanted/", {"yes": "1"})
    client.post(f"/needs/{old_answer.need.slug}/still-meant/")

    assert "Nothing waits for you" in client.get("/needs/waiting/").content.decode()


def test_a_program_reads_and_answers_the_questions(
    need, old_answer, night, now, as_user, sato, nobu
):
    night(timezone.now())
    api, json = as_user(sato), {"content_type": "application/json"}
    assert api.get("/api/v1/me/waiting/").json() == {
        "needs": [need.slug],
        "prices": [old_answer.need.slug],
        "moves": [],
    }
    wanted = f"/api/v1/needs/{need.slug}/still-wanted/"
    assert as_user(nobu).put(wanted, {"is_wanted": True}, **json).status_code == 403

    assert api.put(wanted, {"is_wanted": False}, **json).status_code == 200
    assert api.put(wanted, {"is_wanted": True}, **json).status_code == 409
    meant = f"/api/v1/needs/{old_answer.need.slug}/still-meant/"
    assert api.put(meant).status_code == 204
    assert api.put(meant).status_code == 409
