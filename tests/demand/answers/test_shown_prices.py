"""An answer is to the prices that were shown, however long ago."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demand.answers import actions
from demand.answers.models import Answer
from demand.answers.vocabulary import Level, Reason
from demand.details.actions import edit_need
from demand.needs.models import Need
from demand.needs.vocabulary import Thing
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db
CHANGED = "見たあとで、この困りごとの値段が変わりました"


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm)


@pytest.fixture
def change_prices(need, sato, now):
    def change():
        edit_need(need=need, by=sato, now=now, thing=Thing.HECTARE)

    return change


def shown_key(page):
    return re.search(r'name="price_key" value="([^"]+)"', page.content.decode())[1]


def test_a_key_follows_each_of_unit_and_rungs():
    ladders = [
        NeedFactory(),
        NeedFactory(thing=Thing.HECTARE),
        NeedFactory(period="MONTH"),
        NeedFactory(rungs=[8_000, 10_000, 15_000]),
    ]

    assert len({each.price_key for each in ladders}) == 4
    assert NeedFactory().price_key == ladders[0].price_key


@pytest.mark.parametrize("typed", [{"price": "15000"}, {"reason": "TRUST"}, {"price": "NONE"}])
def test_a_tap_on_prices_that_changed_since_is_asked_for_again(
    as_user, suzuki, suzukis_farm, need, change_prices, typed
):
    neighbour, path = as_user(suzuki, "ja"), f"/needs/{need.slug}/"
    key = shown_key(neighbour.get(path))
    change_prices()

    again = neighbour.post(f"{path}co-sign/", typed | {"price_key": key})

    assert again.status_code == 422
    assert CHANGED in again.content.decode()
    assert not Answer.objects.exists()
    neighbour.post(f"{path}co-sign/", typed | {"price_key": shown_key(again)})
    assert Answer.objects.get().operation == suzukis_farm


def test_what_was_tapped_before_signing_in_is_not_taken_at_other_prices(
    suzuki, suzukis_farm, need, change_prices
):
    visitor, path = Client(headers={"accept-language": "ja"}), f"/needs/{need.slug}/"
    key = shown_key(visitor.get(path))
    visitor.post(f"{path}co-sign/", {"price": "15000", "price_key": key, "note": "早く"})
    change_prices()
    visitor.force_login(suzuki)

    again = visitor.get(f"{path}co-sign/resume/")

    assert again.status_code == 409
    assert CHANGED in again.content.decode()
    assert 'value="早く"' in again.content.decode()
    assert not Answer.objects.exists()


def test_the_action_refuses_a_key_of_other_prices(need, suzuki, suzukis_farm, now, change_prices):
    key = need.price_key
    change_prices()
    need.refresh_from_db()
    words = {"need": need, "operation": suzukis_farm, "by": suzuki, "now": now}
    refuses = {"level": Level.REFUSES, "reason": Reason.TRUST}

    with pytest.raises(actions.PricesHaveChanged):
        actions.co_sign(**words, **refuses, price_key=key)

    actions.co_sign(**words, **refuses, price_key=need.price_key)
    with pytest.raises(actions.PricesHaveChanged):
        actions.change_answer(**words, **refuses, price_key=key)


def test_an_entry_at_a_table_is_held_to_what_was_shown(
    as_user, tanaka, satos_mandate, satos_farm, need, change_prices
):
    tablet = as_user(tanaka, "ja")
    seat = f"/needs/{need.slug}/meeting/{satos_farm.organisation.slug}/"
    key = shown_key(tablet.get(seat))
    change_prices()

    again = tablet.post(seat, {"price": "15000", "price_key": key})

    assert CHANGED in again.content.decode()
    assert not Answer.objects.exists()


def test_an_entry_reads_the_need_as_it_stands_when_it_is_written(
    satos_mandate, tanaka, need, change_prices, now
):
    read_before = Need.objects.get(pk=need.pk)
    change_prices()
    words = {"level": Level.WOULD_BUY, "cap": 15_000}

    with pytest.raises(actions.REFUSED_ENTRY) as refusal:
        actions.enter(need=read_before, mandate=satos_mandate, by=tanaka, now=now, **words)

    assert refusal.type == actions.PricesHaveChanged


def test_a_file_is_entered_at_the_prices_of_its_dry_run(
    as_user, tanaka, satos_mandate, need, change_prices
):
    desk, files = as_user(tanaka, "ja"), f"/needs/{need.slug}/files/"
    sheet = SimpleUploadedFile("答え.csv", "名前,上限\n佐藤いちご園,15000".encode())
    tried = desk.post(files, {"file": sheet}, follow=True)
    change_prices()

    refused = desk.post(tried.redirect_chain[-1][0], {"price_key": shown_key(tried)})

    assert refused.status_code == 409
    assert CHANGED in refused.content.decode()
    assert not Answer.objects.exists()


def test_a_program_brings_the_key_that_it_read(
    as_user, suzuki, suzukis_farm, tanaka, satos_mandate, satos_farm, need, change_prices
):
    api, path = as_user(suzuki), f"/api/v1/needs/{need.slug}/"
    key = api.get(path).json()["price_key"]
    words = {"level": "WOULD_BUY", "cap": 15_000}
    change_prices()

    refused = api.post(f"{path}co-signs/", words | {"price_key": key}, "application/json")
    entry = as_user(tanaka).put(
        f"{path}entries/",
        words | {"price_key": key, "operation": satos_farm.organisation.slug},
        "application/json",
    )

    for answer in (refused, entry):
        assert (answer.status_code, answer.json()["code"]) == (409, "prices_have_changed")
    now_shown = api.get(path).json()["price_key"]
    given = api.post(f"{path}co-signs/", words | {"price_key": now_shown}, "application/json")
    assert given.status_code == 201
    assert "price_key" not in given.json()
