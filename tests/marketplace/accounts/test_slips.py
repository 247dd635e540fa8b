"""A slip of paper signs one person in: once with its printed number, then with their own."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from marketplace.accounts import actions
from marketplace.accounts.models import Slip, User
from tests.factories import SlipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip(itos_farm):
    return Slip.objects.get(organisation=itos_farm.organisation)


@pytest.fixture
def reprint(itos_farm, cooperative, tanaka, now):
    def printed(**words):
        given = {"issuer": cooperative.organisation, "by": tanaka, "now": now, **words}
        until = timezone.localdate(now) + timedelta(days=30)
        return actions.print_slip(
            **{"organisation": itos_farm.organisation, "until": until, **given}
        )

    return printed


def use(slip, pin="123456", own_pin="2468", client=None):
    client = client or Client(headers={"accept-language": "en"})
    return client.post(f"/s/{slip.code}/", {"pin": pin, "own_pin": own_pin}), client


def test_a_slip_signs_in_and_its_holder_chooses_a_number(slip, ito):
    answer, client = use(slip, pin="１２３-４５６")

    assert answer.url == "/me/"
    assert client.session["_auth_user_id"] == str(ito.pk)
    assert "伊藤農園" in client.get("/me/").content.decode()


def test_the_printed_number_is_good_once(slip):
    use(slip)

    again, _client = use(slip)
    own, client = use(slip, pin="2468")

    assert (again.status_code, own.status_code) == (422, 302)
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("own_pin", ["123456", "12", "", "abcd", "123456789"])
def test_a_number_of_ones_own_is_four_to_eight_new_digits(slip, own_pin):
    answer, _client = use(slip, own_pin=own_pin)

    assert answer.status_code == 422
    slip.refresh_from_db()
    assert slip.pin_is_printed


def test_five_wrong_numbers_lock_it_also_for_the_right_one(slip):
    for _ in range(5):
        assert use(slip, pin="000000")[0].status_code == 422

    answer, client = use(slip)

    assert "locked" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_right_number_forgives_the_wrong_ones(slip):
    use(slip, pin="000000")
    use(slip)

    slip.refresh_from_db()
    assert slip.wrong_count == 0


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted(slip, now):
    ready, outcomes = Barrier(8), []

    def guess(number):
        ready.wait()
        try:
            actions.open_slip(code=slip.code, pin=f"00000{number}", own_pin="1357", now=now)
        except (actions.WrongPin, actions.SlipIsLocked) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["SlipIsLocked"] * 4 + ["WrongPin"] * 4


@pytest.mark.parametrize(
    "changed", [{"revoked_at": "2026-01-01T00:00Z"}, {"expires_on": "2020-01-01"}]
)
def test_a_slip_that_is_over_shows_that_and_asks_nothing(slip, in_english, changed):
    Slip.objects.update(**changed)

    page = in_english.get(f"/s/{slip.code}/")

    assert page.status_code == 404
    assert "no longer good" in page.content.decode()
    assert 'name="pin"' not in page.content.decode()
    assert use(slip)[0].status_code == 404


def test_a_slip_printed_anew_ends_the_old_one_and_whoever_it_signed_in(slip, reprint):
    old = slip.code
    _answer, client = use(slip)

    printed, pin = reprint()

    assert printed.pk == slip.pk
    assert client.get("/me/").status_code == 302
    assert client.get(f"/s/{old}/").status_code == 404
    assert use(printed, pin=pin)[0].status_code == 302


def test_a_locked_slip_is_opened_by_printing_it_anew(slip, reprint):
    for _ in range(5):
        use(slip, pin="000000")

    printed, pin = reprint()

    assert use(printed, pin=pin)[0].status_code == 302


def test_only_whoever_issued_it_prints_it_anew(reprint, suzukis_farm):
    with pytest.raises(actions.NotYourSlip):
        reprint(issuer=suzukis_farm.organisation)


def test_no_slip_opens_an_account_that_has_its_own_way_in(reprint, satos_farm, ito):
    with pytest.raises(actions.NotYourSlip):
        reprint(organisation=satos_farm.organisation)
    User.objects.filter(pk=ito.pk).update(email="ito@example.com")
    with pytest.raises(actions.NotYourSlip):
        reprint()


def test_its_holder_and_its_issuer_end_it_and_nobody_else(slip, ito, tanaka, nobu, now):
    with pytest.raises(actions.NotYourSlip):
        actions.end_slip(slip=slip, by=nobu, now=now)

    for person in (ito, tanaka):
        actions.end_slip(slip=slip, by=person, now=now)
        assert Slip.objects.get().revoked_at == now


def test_numbers_are_kept_so_that_the_database_alone_does_not_tell_them(slip, settings):
    assert slip.opens_with("123456")

    settings.SECRET_KEY = "another"

    assert not slip.opens_with("123456")


def test_a_slip_has_its_limits_in_the_database(slip, now):
    for fields in ({"wrong_count": 6}, {"pin_is_printed": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slip.objects.update(**fields)
    Slip.objects.update(wrong_count=5, pin_is_printed=False, used_at=now)


def test_two_people_may_have_no_address_and_none_has_an_empty_one():
    SlipFactory()
    SlipFactory()

    for fields in ({"email": ""}, {"phone": "090"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(**fields)


# An address, added later


def add_address(client, email):
    client.post("/me/address/", {"email": email})
    code = mail.outbox[-1].body.split("\n\n")[1].strip()
    return client.post("/me/address/confirm/", {"code": code}, follow=True)


def test_whoever_signed_in_by_slip_adds_an_address(slip, ito):
    _answer, client = use(slip)

    page = add_address(client, "Ito@Example.com")

    ito.refresh_from_db()
    assert ito.email == "ito@example.com"
    assert "From now on" in page.content.decode()


def test_an_address_of_somebody_else_is_not_added(slip, ito, sato):
    _answer, client = use(slip)

    page = add_address(client, sato.email)

    ito.refresh_from_db()
    assert ito.email is None
    assert "belongs to another account" in page.content.decode()


def test_a_code_can_be_guessed_five_times(slip, ito):
    _answer, client = use(slip)
    client.post("/me/address/", {"email": "ito@example.com"})
    code = mail.outbox[-1].body.split("\n\n")[1].strip()
    for _ in range(5):
        client.post("/me/address/confirm/", {"code": "0000-0000"})

    answer = client.post("/me/address/confirm/", {"code": code})

    assert answer.url == "/me/address/"
    ito.refresh_from_db()
    assert ito.email is None
