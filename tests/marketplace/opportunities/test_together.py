"""Similar needs that one product could serve, on the page and by API."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.needs.vocabulary import Task
from marketplace.opportunities.tasks import estimate
from tests.factories import NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db
SIX = [15_000] * 6


def text(client, need):
    answer = client.get(reverse("together", args=[need.slug]))
    return " ".join(answer.content.decode().split())


def document(client, need):
    return client.get(reverse("api_together", args=[need.slug])).json()


def co_sign(need, farm):
    actions.co_sign(
        need=need, operation=farm, by=farm.organisation.members.get(), now=timezone.now(),
        level=Level.WOULD_BUY, cap=15_000, quantity=Decimal(2), certainty=7,
    )  # fmt: skip


def answered_by(farms):
    need = NeedFactory()
    for farm in farms:
        co_sign(need, farm)
    summarise(need.pk)
    estimate(need.pk)
    return need


def test_a_similar_need_adds_its_buyers_and_no_second_building(estimated, in_english, in_japanese):
    need, similar = estimated(*SIX), estimated(*SIX, title="うどんこ病を早く知りたい")

    found = document(in_english, need)

    assert [row["slug"] for row in found["served"]] == [similar.slug]
    assert found["p50_together"] > found["p50_alone"] == need.estimate.npv_p50
    assert found["served"][0]["repeated_count"] == 0
    assert "With 1 similar need served as well it pays" in text(in_english, need)
    assert "似た困りごと1件にも同じ製品を届けると" in text(in_japanese, need)


def test_farms_that_answered_both_count_once(client):
    farms = OperationFactory.create_batch(6)
    need, similar = answered_by(farms), answered_by(farms)

    found = document(client, need)

    assert [row["slug"] for row in found["served"]] == [similar.slug]
    assert found["served"][0]["buyers"] == 0
    assert found["p50_together"] == found["p50_alone"]


def test_that_one_farm_answered_both_cannot_be_told(client):
    farms = OperationFactory.create_batch(12)
    need = answered_by(farms[:6])

    once = answered_by(farms[5:11])
    first = document(client, need)["served"][0]
    for farm in farms[3:5]:
        co_sign(once, farm)

    assert first["repeated_count"] == 3
    assert document(client, need)["served"][0]["repeated_count"] == 3


def test_other_work_or_too_few_prices_is_not_added(estimated, in_english):
    need = estimated(*SIX)
    estimated(*SIX, tasks=[Task.DOCUMENT])
    estimated(15_000)

    assert document(in_english, need)["served"] == []
    assert "Nothing to add up" in text(in_english, need)


def test_below_five_prices_nothing_is_told(estimated, client):
    need = estimated(15_000)
    estimated(*SIX)

    assert document(client, need)["p50_together"] is None


def test_the_opportunity_holds_a_place_for_it(estimated, in_english):
    need = estimated(*SIX)
    page = in_english.get(reverse("opportunity", args=[need.slug])).content.decode()

    assert f'hx-get="{reverse("together", args=[need.slug])}"' in page
    part = in_english.get(
        reverse("together", args=[need.slug]), headers={"hx-request": "true"}
    ).content.decode()
    assert "<html" not in part
