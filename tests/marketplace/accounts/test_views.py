"""One's own page, in both languages: whom I act for, and my keys."""

import re

import pytest

from marketplace.accounts.models import ApiToken
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def test_ones_own_page_asks_to_sign_in_first_and_comes_back(in_japanese):
    assert in_japanese.get("/me/").url == "/accounts/login/code/?next=/me/"


@pytest.mark.parametrize(
    ("language", "title", "register"),
    [("ja", "マイページ", "農園・船・山・組合を登録する"), ("en", "My page", "Register a farm")],
)
def test_somebody_new_is_shown_how_to_register(as_user, nobu, language, title, register):
    page = text(as_user(nobu, language).get("/me/"))

    assert title in page
    assert register in page
    assert "nobu@example.com" in page


def test_sato_switches_between_the_farm_and_the_cooperative(as_user, sato, satos_farm, cooperative):
    MembershipFactory(user=sato, organisation=cooperative.organisation, role="STAFF")
    client = as_user(sato)

    assert '<a href="/me/" aria-current="page">佐藤いちご園</a>' in text(client.get("/me/"))
    answer = client.post("/me/act-for/", {"organisation": cooperative.organisation.slug})

    assert answer.url == "/me/"
    page = text(client.get("/needs/"))
    assert "はが野いちご組合" in page
    assert "佐藤いちご園" not in page


def test_sato_cannot_act_for_suzuki(as_user, sato, satos_farm, suzukis_farm):
    client = as_user(sato)

    answer = client.post("/me/act-for/", {"organisation": suzukis_farm.organisation.slug})

    assert answer.status_code == 404
    assert "鈴木農園" not in text(client.get("/me/"))


def test_a_viewer_acts_for_nobody(as_user, nobu, satos_farm):
    MembershipFactory(user=nobu, organisation=satos_farm.organisation, role="VIEWER")
    client = as_user(nobu)

    answer = client.post("/me/act-for/", {"organisation": satos_farm.organisation.slug})

    assert answer.status_code == 404
    assert "佐藤いちご園" not in text(client.get("/me/"))


def test_whoever_loses_the_membership_loses_the_choice_too(as_user, sato, satos_farm, cooperative):
    membership = MembershipFactory(user=sato, organisation=cooperative.organisation)
    client = as_user(sato)
    client.post("/me/act-for/", {"organisation": cooperative.organisation.slug})

    membership.delete()

    assert "はが野いちご組合" not in text(client.get("/me/"))


def test_a_token_shows_its_key_once(as_user, sato, satos_farm):
    client = as_user(sato, "ja")

    page = client.post("/me/tokens/", {"name": "帳簿"})

    key = re.search(r"areba_[\w-]{20,}", text(page)).group()
    assert ApiToken.objects.valid(key).get().organisation == satos_farm.organisation
    assert "今回だけ" in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    again = text(client.get("/me/"))
    assert "帳簿" in again
    assert key not in again


def test_a_token_without_a_name_is_asked_for_one(as_user, sato, satos_farm):
    answer = as_user(sato, "ja").post("/me/tokens/", {"name": " "})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)
    assert not ApiToken.objects.exists()


def test_whoever_acts_for_nobody_is_told_to_register_first(as_user, nobu):
    client = as_user(nobu, "ja")

    answer = client.post("/me/tokens/", {"name": "帳簿"})

    assert answer.url == "/me/"
    assert "先に" in text(client.get("/me/"))
    assert not ApiToken.objects.exists()


def test_sato_revokes_a_token_and_suzuki_cannot(as_user, sato, satos_farm, suzuki, suzukis_farm):
    token, key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="帳簿"
    )

    assert as_user(suzuki).post(f"/me/tokens/{token.id}/revoke/").status_code == 404
    assert ApiToken.objects.valid(key).exists()
    assert as_user(sato).post(f"/me/tokens/{token.id}/revoke/").url == "/me/"
    assert not ApiToken.objects.valid(key).exists()


def test_ones_own_page_costs_the_same_with_one_token_and_with_thirty(
    as_user, sato, satos_farm, django_assert_num_queries
):
    client = as_user(sato)
    ApiToken.objects.issue(user=sato, organisation=satos_farm.organisation, name="1")
    client.get("/me/")

    with django_assert_num_queries(6):
        client.get("/me/")
    for number in range(29):
        ApiToken.objects.issue(user=sato, organisation=OrganisationFactory(), name=str(number))
    with django_assert_num_queries(6):
        client.get("/me/")
