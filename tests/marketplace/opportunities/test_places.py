"""What the farm offers to change, and the rules in the way, on the page and by API."""

import pytest
from django.urls import reverse

from demand.details.models import Detail
from demand.needs.models import Regulation
from demand.needs.vocabulary import RegulationLevel
from marketplace.opportunities.tasks import estimate
from marketplace.opportunities.vocabulary import Obstacle

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(estimated):
    return estimated(*[15_000] * 6, eligible_count=30_000, eligible_source="Census 2020")


def offer(need, *changes):
    Detail.objects.create(need=need, place_changes=[*changes])
    estimate(need.pk)


def block(need):
    rule = Regulation.objects.create(
        title="農薬取締法", level=RegulationLevel.LAW, owner="農林水産省"
    )
    need.regulations.add(rule)
    estimate(need.pk)
    need.estimate.refresh_from_db()
    return rule


def page(client, need, **query):
    answer = client.get(reverse("opportunity", args=[need.slug]), query)
    return " ".join(answer.content.decode().split())


def document(client, need, **query):
    return client.get(reverse("api_opportunity", args=[need.slug]), query).json()


def test_the_page_tells_the_payoff_with_and_without(need, in_english, in_japanese):
    offer(need, "CAMERA_POST", "FLAT_PATH")

    english, japanese = page(in_english, need), page(in_japanese, need)

    assert "If the place were changed" in english
    assert "labels −30%, person-months −15%, risk of failing −20%" in english
    assert "All of them together" in english
    assert "現場の側を変えるなら" in japanese
    assert "仮定" in japanese


def test_programs_read_the_same(need, client):
    offer(need, "CAMERA_POST")

    (found,) = document(client, need)["places"]

    assert found["change"] == "CAMERA_POST"
    assert found["gain"] > 0
    assert found["assumed"]["labels"] == 0.7


def test_with_ones_own_costs_the_changes_are_drawn_anew(need, client):
    offer(need, "CAMERA_POST")

    found = document(client, need, wage="2000000")

    assert found["what_if"]["result"]["places"][0]["p50"] < found["places"][0]["p50"]


def test_below_five_prices_only_the_offer_is_told(estimated, in_english, client):
    need = estimated(15_000)
    offer(need, "POWER")

    assert "Lay power" in page(in_english, need)
    assert document(client, need)["places"] == [
        {"change": "POWER", "p50": None, "gain": None, "positive_share": None, "assumed": None}
    ]


def test_a_need_that_offers_nothing_has_no_such_part(need, in_english):
    assert "If the place were changed" not in page(in_english, need)


def test_a_rule_in_the_way_is_a_lever_and_leads_to_its_page(estimated, in_english, client):
    need = estimated(
        *[15_000] * 6, quantity=9, eligible_count=90_000, eligible_source="Census 2020"
    )
    rule = block(need)

    found = document(client, need)

    assert found["obstacle"] == Obstacle.REGULATION
    assert Obstacle.REGULATION in {lever["obstacle"] for lever in found["levers"]}
    assert found["regulations"][0]["url"] == rule.get_absolute_url()
    assert f'href="{rule.get_absolute_url()}"' in page(in_english, need)


def test_below_five_prices_a_rule_that_is_there_is_the_obstacle(estimated):
    need = estimated(15_000)
    block(need)

    assert need.estimate.obstacle == Obstacle.REGULATION
