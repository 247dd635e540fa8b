"""Registering an operation, in both languages, and going on with what one came for."""

import pytest

from demand.operations.models import Operation
from marketplace.accounts.models import Organisation

pytestmark = pytest.mark.django_db

REGISTER = "/operations/register/"
WRITTEN = {
    "name": "信の山",
    "sector": "FORESTRY",
    "products": "スギ",
    "prefecture": "39",
    "municipality": "梼原町",
}


def test_whoever_has_not_signed_in_does_so_first(in_japanese):
    assert in_japanese.get(REGISTER).url == "/accounts/login/code/?next=/operations/register/"


@pytest.mark.parametrize(
    ("language", "asks"), [("ja", "どなたの答えですか"), ("en", "Who are you")]
)
def test_the_page_asks_who_speaks(as_user, nobu, language, asks):
    page = as_user(nobu, language).get(REGISTER).content.decode()

    assert asks in page
    assert page.count('type="radio"') == 5


def test_nobu_registers_and_goes_on_with_what_he_came_for(as_user, nobu):
    client = as_user(nobu)

    answer = client.post(f"{REGISTER}?next=/needs/new/check/", WRITTEN)

    assert answer.url == "/needs/new/check/"
    operation = Operation.objects.get()
    assert (str(operation), operation.municipality) == ("信の山", "梼原町")
    assert "信の山" in client.get("/me/").content.decode()


@pytest.mark.parametrize("onward", ["", "https://elsewhere.example/", "//elsewhere.example"])
def test_with_nowhere_to_go_on_it_leads_to_ones_own_page(as_user, nobu, onward):
    answer = as_user(nobu).post(f"{REGISTER}?next={onward}", WRITTEN)

    assert answer.url == "/me/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "あ" * 101}, "name"),
        ({"sector": "MINING"}, "sector"),
        ({"products": ""}, "products"),
        ({"prefecture": ""}, "prefecture"),
        ({"prefecture": "48"}, "prefecture"),
        ({"municipality": "あ" * 41}, "municipality"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(as_user, nobu, wrong, field):
    answer = as_user(nobu, "ja").post(REGISTER, WRITTEN | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    kept = "梼原町" if field != "municipality" else "信の山"
    assert f'value="{kept}"' in answer.content.decode()
    assert not Operation.objects.exists()


def test_a_second_tap_makes_no_second_operation(as_user, nobu):
    client = as_user(nobu)

    client.post(REGISTER, WRITTEN)
    client.post(REGISTER, WRITTEN)

    assert Operation.objects.count() == 1


def test_ada_registers_her_team_as_an_operation_under_its_name(as_user, ada, adas_team):
    client = as_user(ada)

    assert 'value="Ada Vision"' in client.get(REGISTER).content.decode()
    client.post(REGISTER, WRITTEN | {"name": "Ada Vision"})

    assert Operation.objects.get().organisation == adas_team.organisation


def test_under_another_name_ada_founds_another_organisation(as_user, ada, adas_team):
    as_user(ada).post(REGISTER, WRITTEN | {"name": "Ada の畑"})

    assert str(Operation.objects.get()) == "Ada の畑"
    assert Organisation.objects.count() == 2


def test_sato_registers_a_second_farm_beside_the_first(as_user, sato, satos_farm):
    client = as_user(sato)

    assert 'value="佐藤いちご園"' not in client.get(REGISTER).content.decode()
    client.post(REGISTER, WRITTEN)

    assert set(map(str, Operation.objects.acted_for_by(sato))) == {"佐藤いちご園", "信の山"}


def test_what_a_page_knows_already_is_filled_in(as_user, nobu):
    page = as_user(nobu).get(f"{REGISTER}?sector=FISHERY&products=定置網&prefecture=03")

    shown = page.content.decode()
    assert 'value="定置網"' in shown
    assert '<option value="03" selected>' in shown
