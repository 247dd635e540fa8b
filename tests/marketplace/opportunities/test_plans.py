"""How to get there and when to begin, on the page and by API."""

import pytest
from django.urls import reverse

from marketplace.opportunities.tasks import estimate
from tests.factories import InstitutionNeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(estimated):
    return estimated(*[15_000] * 6, eligible_count=30_000, eligible_source="Census 2020")


def page(client, need, **query):
    return " ".join(
        client.get(reverse("opportunity", args=[need.slug]), query).content.decode().split()
    )


def plan(client, need, **query):
    return client.get(reverse("api_opportunity", args=[need.slug]), query).json()["plan"]


def test_the_curve_is_assumed_to_need_the_labels_that_the_estimate_assumes(client, need):
    found = plan(client, need)

    assert found["target"] == 0.8
    assert found["frontier"]["labels_only"]["labels"] == 4_000
    assert found["next_labels_value"] is not None


def test_ones_own_curve_takes_its_place(client, need):
    found = plan(client, need, curve_a="0.05", curve_b="1.2", curve_c="0.5", target="93%")

    assert found["frontier"]["labels_only"]["labels"] == 3_600
    assert found["curve"]["a"] == 0.05


def test_what_is_out_of_reach_says_so(in_english, need):
    shown = page(in_english, need, curve_a="0.3", target="0.9")

    assert "some of the error never goes away" in shown


def test_the_page_tells_the_two_clocks_apart(in_english, need):
    shown = page(in_english, need, size="40", memory="12")

    assert "fits a device with 12 GB in 11 months" in shown
    assert "Two different clocks" in shown
    assert "cheap enough for one buyer's price today" in shown


def test_below_five_prices_labels_have_no_value_in_yen(client, estimated):
    assert plan(client, estimated(15_000))["next_labels_value"] is None


def test_a_rule_has_no_plan(client):
    rule = InstitutionNeedFactory()
    estimate(rule.pk)

    assert plan(client, rule) is None


def test_what_cannot_be_is_said_at_its_field(in_english, need):
    shown = page(in_english, need, target="120%")
    answer = in_english.get(reverse("api_opportunity", args=[need.slug]), {"target": "2"})

    assert "Between 0.01 and 0.999, please." in shown
    assert set(answer.json()["fields"]) == {"target"}


def test_with_htmx_only_the_plan_is_answered(in_english, need):
    answer = in_english.get(
        reverse("opportunity", args=[need.slug]),
        {"size": "7"},
        headers={"HX-Request": "true", "HX-Target": "plan"},
    )

    assert answer.content.decode().strip().startswith('<section class="stack" id="plan"')


def test_where_nothing_comes_in_no_moment_is_praised(in_english, estimated):
    assert "first something else must change" in page(in_english, estimated(15_000))
