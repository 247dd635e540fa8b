"""A program's key: how it is sent, and in whose name it acts."""

import base64

import pytest
from django.test import Client

from marketplace.accounts.models import ApiToken, Membership, User
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def key(sato, satos_farm):
    return ApiToken.objects.issue(user=sato, organisation=satos_farm.organisation, name="帳簿")[1]


def co_signs(need, **headers):
    return Client().get(f"/api/v1/needs/{need.slug}/co-signs/", headers=headers)


@pytest.mark.parametrize("scheme", ["Bearer", "Token", "bearer"])
def test_a_key_opens_what_its_owner_may_see(need, key, scheme):
    # 404: it was let in, and there is no answer yet.
    assert co_signs(need, authorization=f"{scheme} {key}").status_code == 404


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer areba_nothing", "Bearer ÿ", "Bearer a b", "Token \x00"]
)
def test_a_key_that_is_not_known_is_refused_in_the_one_shape(need, sent):
    answer = co_signs(need, authorization=sent)

    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "detail", "fields"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_key_nobody_writes(need):
    assert co_signs(need).status_code == 401


def test_a_revoked_key_is_refused(need, key, now):
    ApiToken.objects.update(revoked_at=now)

    assert co_signs(need, authorization=f"Bearer {key}").status_code == 401


def test_the_key_of_a_closed_account_is_refused(need, key, sato):
    User.objects.filter(pk=sato.pk).update(is_active=False)

    assert co_signs(need, authorization=f"Bearer {key}").status_code == 401


def test_the_key_of_somebody_who_left_acts_for_nobody(need, key, sato):
    Membership.objects.filter(user=sato).delete()

    answer = co_signs(need, authorization=f"Bearer {key}")

    assert (answer.status_code, answer.json()["code"]) == (403, "no_operation")


def test_a_key_is_no_password_for_everything(need, key):
    basic = base64.b64encode(f"sato:{key}".encode()).decode()

    assert co_signs(need, authorization=f"Basic {basic}").status_code == 401
