"""How a token comes with a request: in a header of its own, or as a password."""

import base64

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from marketplace.accounts.adapters import TokenAsPassword, TokenAuthentication
from marketplace.accounts.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(sato, satos_farm):
    return ApiToken.objects.issue(user=sato, organisation=satos_farm.organisation, name="帳簿")


def sent(authorization):
    return Request(APIRequestFactory().get("/", HTTP_AUTHORIZATION=authorization))


def as_password(key, name="sato@example.com"):
    return "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()


@pytest.mark.parametrize("scheme", ["Bearer", "Token", "TOKEN"])
def test_a_token_names_its_owner_and_comes_along(sato, issued, scheme):
    token, key = issued

    assert TokenAuthentication().authenticate(sent(f"{scheme} {key}")) == (sato, token)


@pytest.mark.parametrize("name", ["sato@example.com", "", "anybody"])
def test_a_token_is_a_password_whatever_the_name_before_it(sato, issued, name):
    token, key = issued

    assert TokenAsPassword().authenticate(sent(as_password(key, name))) == (sato, token)


@pytest.mark.parametrize("scheme", ["", "Digest x", "Bearerareba_x"])
def test_what_is_no_token_is_left_to_others(scheme):
    assert TokenAuthentication().authenticate(sent(scheme)) is None
    assert TokenAsPassword().authenticate(sent(scheme)) is None


def test_a_wrong_password_is_refused_and_the_scheme_named():
    with pytest.raises(AuthenticationFailed, match="このトークンは登録がないか"):
        TokenAsPassword().authenticate(sent(as_password("areba_wrong")))

    assert TokenAsPassword().authenticate_header(sent("")).startswith("Basic ")
    assert TokenAuthentication().authenticate_header(sent("")) == "Bearer"


def test_a_revoked_token_is_no_password(issued, now):
    _token, key = issued
    ApiToken.objects.update(revoked_at=now)

    with pytest.raises(AuthenticationFailed):
        TokenAsPassword().authenticate(sent(as_password(key)))


def test_the_digest_is_no_key(issued):
    token, _key = issued

    with pytest.raises(AuthenticationFailed):
        TokenAuthentication().authenticate(sent(f"Bearer {token.digest}"))
