"""Opportunities for programs."""

import pytest
from django.urls import reverse

from marketplace.accounts.actions import issue_token
from marketplace.opportunities.tasks import estimate
from tests.factories import DatasetFactory, InstitutionNeedFactory, NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("api_opportunities")


def one(client, need):
    return client.get(reverse("api_opportunity", args=[need.slug])).json()


@pytest.fixture
def with_token(client, ada, adas_team):
    key = issue_token(organisation=adas_team.organisation, name="test", by=ada)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_one_query_whatever_its_length(client, count, django_assert_num_queries):
    for need in NeedFactory.create_batch(count):
        estimate(need.pk)

    with django_assert_num_queries(1):
        answer = client.get(LIST)

    assert len(answer.json()["results"]) == count


def test_the_list_tells_demand_payoff_and_obstacle(client, estimated):
    need = estimated(*[15_000] * 6)

    (row,) = client.get(LIST).json()["results"]

    assert (row["slug"], row["title"]) == (need.slug, need.title)
    assert row["url"] == reverse("opportunity", args=[need.slug])
    assert row["co_sign_count"] == 6
    assert row["publication"]["best_rung"] == 15_000
    assert row["publication"]["best_rung_without_tax"] == 13_636
    assert row["payoff"]["npv_p5"] <= row["payoff"]["npv_p50"] <= row["payoff"]["npv_p95"]
    assert row["obstacle"] == "DEMAND"
    assert row["missing_commitments"] > 0
    assert row["match"] is None


def test_below_five_prices_there_is_no_payoff(client, estimated):
    estimated(15_000)

    (row,) = client.get(LIST).json()["results"]

    assert row["payoff"] is row["publication"] is None
    assert row["missing_commitments"] > 0


def test_a_rule_has_neither_payoff_nor_number(client):
    need = InstitutionNeedFactory()
    estimate(need.pk)

    (row,) = client.get(LIST).json()["results"]

    assert row["payoff"] is row["missing_commitments"] is None
    assert row["obstacle"] == "REGULATION"


def test_a_token_of_a_developer_brings_the_match(with_token, estimated):
    estimated()

    (row,) = with_token.get(LIST).json()["results"]

    points = sum(reason["points"] for reason in row["match"]["reasons"])
    assert row["match"]["score"] == pytest.approx(points)
    assert row["match"]["hindrances"] == []


def test_samples_leave_the_list_when_a_need_is_real(client, estimated):
    estimated(is_sample=True)
    assert client.get(LIST).json()["results"][0]["is_sample"]

    estimated()

    assert [row["is_sample"] for row in client.get(LIST).json()["results"]] == [False]


def test_the_list_is_narrowed_and_sorted(client, estimated):
    estimated()
    wanted = estimated(tasks=["DOCUMENT"])

    answer = client.get(LIST, {"task": "DOCUMENT", "sort": "newest", "size": "1"})

    assert [row["slug"] for row in answer.json()["results"]] == [wanted.slug]


@pytest.mark.parametrize("asked", [{"sector": "MINING"}, {"sort": "luck"}, {"task": "\0"}])
def test_a_word_that_is_not_known_is_named(client, asked):
    answer = client.get(LIST, asked)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert set(answer.json()["fields"]) == set(asked)


def test_the_list_goes_on_at_its_next_address(client):
    for need in NeedFactory.create_batch(3):
        estimate(need.pk)

    first = client.get(LIST, {"size": 2}).json()
    second = client.get(first["next"]).json()

    slugs = [row["slug"] for row in [*first["results"], *second["results"]]]
    assert len(set(slugs)) == 3
    assert second["next"] is None


def test_one_opportunity_tells_everything_that_its_page_shows(with_token, estimated):
    need = estimated(*[15_000] * 6)
    dataset = DatasetFactory()
    dataset.needs.add(need)
    VersionFactory(dataset=dataset, row_count=178)
    estimate(need.pk)

    shown = one(with_token, need)

    assert shown["label_count"] == 178
    assert shown["datasets"][0]["slug"] == dataset.slug
    assert shown["curve"]["points"][0]["price"] == need.rungs[0]
    assert shown["level_counts"]["would_buy"] == 6
    assert shown["levers"][0]["takes"] == shown["obstacle_takes"]
    assert {"wage", "discount"} <= {each["name"] for each in shown["assumptions"]}
    assert shown["inputs"]["publication"] == 1
    assert shown["result"]["payoff"]["p50"] == shown["payoff"]["npv_p50"]
    assert shown["match"]["score"] > 0
    assert shown["code_version"]


def test_one_opportunity_before_its_estimate_is_told_with_nulls(client):
    shown = one(client, NeedFactory())

    assert shown["payoff"] is shown["estimated_at"] is shown["result"] is shown["curve"] is None
    assert shown["assumptions"] == shown["levers"] == shown["datasets"] == []


def test_nobodys_cap_is_told(client, estimated):
    """13,337 is nobody's rung: it would be seen wherever a cap came through."""
    need = estimated(*[13_337] * 6)

    answers = [client.get(LIST), client.get(reverse("api_opportunity", args=[need.slug]))]

    assert not any("13337" in answer.content.decode() for answer in answers)


def test_an_unknown_slug_is_answered_in_the_one_shape(client):
    answer = client.get(reverse("api_opportunity", args=["nowhere"]))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_one_opportunity_costs_few_queries(with_token, estimated, django_assert_max_num_queries):
    need = estimated(*[15_000] * 6)

    with django_assert_max_num_queries(10):
        one(with_token, need)
