"""Offers and commitments by program, with a token of each of the cast."""

import pytest
from django.test import Client

from marketplace.accounts.actions import issue_token
from marketplace.offers.models import Commitment, Offer
from marketplace.offers.vocabulary import Standing, State
from tests.marketplace.offers.conftest import BEFORE, HOUR, TERMS, of

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Make a program that acts for an organisation: `program(ada, adas_team)`."""

    def of_party(user, party):
        key = issue_token(organisation=party.organisation, name="program", by=user)
        return Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})

    return of_party


def asked(need, **words):
    terms = {name: str(value) if name != "fixed_cost" else value for name, value in TERMS.items()}
    return {"need": need.slug, "terms": terms} | words


def send(client, path, body=None):
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_program_makes_an_offer_reads_it_and_takes_it_back(
    clock, hour, need, ada, adas_team, program
):
    clock(BEFORE)
    agent = program(ada, adas_team)

    made = send(agent, "offers/", asked(need))

    assert made.status_code == 201
    document = made.json()
    assert (document["state"], document["terms"]["fixed_cost"]) == ("OPEN", 9_090)
    assert agent.get("/api/v1/offers/").json()["results"] == [document]
    assert agent.delete(f"/api/v1/offers/{document['id']}/").status_code == 204
    assert agent.get(f"/api/v1/offers/{document['id']}/").json()["state"] == State.DRAFT


def test_a_refusal_has_the_one_shape(clock, hour, need, ada, adas_team, sato, satos_farm, program):
    clock(BEFORE)
    agent = program(ada, adas_team)

    wrong = asked(need)
    wrong["terms"]["metric"] = "RMSE"
    refused = send(agent, "offers/", wrong)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert "metric" in refused.json()["fields"]

    farm = send(program(sato, satos_farm), "offers/", asked(need))
    assert (farm.status_code, farm.json()["code"]) == (403, "not_your_team")

    clock(HOUR)
    late = send(agent, "offers/", asked(need))
    assert (late.status_code, late.json()["code"]) == (409, "hour_has_come")
    assert not Offer.objects.exists()


def test_nobody_reads_what_is_not_theirs(
    opened, grace, graces_team, suzuki, suzukis_farm, satos_farm, program, client
):
    key = of(satos_farm).pk
    for agent in (program(grace, graces_team), program(suzuki, suzukis_farm)):
        for path in ("", "order/", "messages/"):
            assert agent.get(f"/api/v1/commitments/{key}/{path}").status_code == 404
        assert send(agent, f"commitments/{key}/step-out/").status_code == 404
        assert agent.get(f"/api/v1/offers/{opened.pk}/").status_code == 404
    assert program(grace, graces_team).get("/api/v1/commitments/").json()["results"] == []
    assert client.get("/api/v1/commitments/").status_code in {401, 403}


def test_a_farms_program_confirms_and_reads_the_order(
    opened, sato, satos_farm, ada, adas_team, program
):
    farm, key = program(sato, satos_farm), of(satos_farm).pk
    assert farm.get(f"/api/v1/commitments/{key}/").json()["amount"] == 2_000
    assert farm.get(f"/api/v1/commitments/{key}/order/").status_code == 404
    assert send(farm, f"commitments/{key}/confirm/", {"for_business": False}).status_code == 400

    confirmed = send(farm, f"commitments/{key}/confirm/", {"for_business": True})

    assert confirmed.json()["confirmed_at"]
    order = program(ada, adas_team).get(f"/api/v1/commitments/{key}/order/").json()
    assert (order["buyer"]["name"], order["net"] + order["tax"]) == ("佐藤いちご園", 2_000)
    assert order["is_firm"] is False
    (listed,) = program(ada, adas_team).get("/api/v1/commitments/").json()["results"]
    assert "cap" not in str(listed)


def test_a_farms_program_steps_out_once(opened, sato, satos_farm, program):
    farm, key = program(sato, satos_farm), of(satos_farm).pk

    assert send(farm, f"commitments/{key}/step-out/").status_code == 204
    again = send(farm, f"commitments/{key}/step-out/")

    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert Commitment.objects.get(pk=key).standing == Standing.STEPPED_OUT


def test_a_seller_does_not_confirm_for_the_buyer(agreed, ada, adas_team, satos_farm, program):
    refused = send(
        program(ada, adas_team),
        f"commitments/{of(satos_farm).pk}/confirm/",
        {"for_business": True},
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_party")


def test_programs_write_messages(agreed, ada, adas_team, satos_farm, program):
    path = f"commitments/{of(satos_farm).pk}/messages/"
    agent = program(ada, adas_team)

    assert send(agent, path, {"text": "はい"}).status_code == 201
    assert send(agent, path, {"text": " "}).status_code == 400
    assert [each["by"] for each in agent.get(f"/api/v1/{path}").json()] == ["Ada Vision"]


def test_everybody_reads_what_came_of_a_needs_offers(opened, need, client):
    told = client.get(f"/api/v1/needs/{need.slug}/offers/").json()

    (outcome,) = told["outcomes"]
    assert outcome["cleared"] == [
        {
            "developer": opened.developer.organisation.slug,
            "state": "THRESHOLD_MET",
            "price": 2_000,
            "buyer_count": 5,
        }
    ]
    assert "9090" not in str(told)


def test_a_bound_answer_is_a_conflict_for_programs(opened, need, sato, satos_farm, program):
    farm, path = program(sato, satos_farm), f"/api/v1/needs/{need.slug}/co-signs/"

    changed = farm.put(path, {"level": "INTEREST"}, content_type="application/json")

    assert (changed.status_code, changed.json()["code"]) == (409, "answer_is_bound")
    assert farm.delete(path).json()["code"] == "answer_is_bound"
