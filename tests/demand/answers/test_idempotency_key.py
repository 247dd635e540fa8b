"""A key that a program sends with a need, so that sending again posts nothing new."""

from uuid import uuid4

import pytest

from demand.needs.models import Need

pytestmark = pytest.mark.django_db

NEED = {
    "kind": "TECHNOLOGY",
    "sector": "AGRICULTURE",
    "product": "いちご",
    "prefecture": "09",
    "title": "うどんこ病を早く知りたい",
    "story": "葉裏に白い粉がつく。",
    "thing": "10A",
    "period": "YEAR",
    "rungs": [8_000, 15_000, 30_000],
}


@pytest.fixture
def post(as_user, sato, satos_farm):
    """Post the need with a key, or with none at all."""
    client = as_user(sato)

    def send(**headers):
        return client.post("/api/v1/needs/", NEED, "application/json", headers=headers)

    return send


def test_without_a_key_each_sending_posts(post):
    assert [post().status_code for _ in range(2)] == [201, 201]
    assert Need.objects.count() == 2


@pytest.mark.parametrize("written", [str, lambda key: str(key).upper(), lambda key: key.hex])
def test_a_key_is_the_same_however_it_is_written(post, written):
    key = uuid4()

    first = post(idempotency_key=str(key))
    again = post(idempotency_key=written(key))

    assert again.json()["slug"] == first.json()["slug"]
    assert Need.objects.count() == 1


@pytest.mark.parametrize("key", ["", "need-1", "123", "8" * 5_000])
def test_a_key_that_is_none_is_refused_and_not_passed_over(post, key):
    answer = post(idempotency_key=key)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == ["Idempotency-Key"]
    assert not Need.objects.exists()
