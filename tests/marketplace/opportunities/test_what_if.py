"""One's own assumptions beside those of the stored estimate, on the page and by API."""

import pytest
from django.urls import reverse

from marketplace.opportunities import reads
from marketplace.opportunities.arithmetic.overrides import BOUNDS
from marketplace.opportunities.arithmetic.priors import INPUTS
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.tasks import estimate
from marketplace.opportunities.vocabulary import Assumption
from tests.factories import InstitutionNeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(estimated):
    return estimated(*[15_000] * 6, eligible_count=30_000, eligible_source="Census 2020")


def page(client, need, **query):
    return client.get(reverse("opportunity", args=[need.slug]), query)


def one(client, need, **query):
    return client.get(reverse("api_opportunity", args=[need.slug]), query)


def test_every_input_can_be_set():
    assert set(BOUNDS) == set(INPUTS) == set(Assumption.values)


def test_with_nothing_changed_the_stored_estimate_comes_out_again(need):
    assert reads.redrawn(need.estimate, {}) == need.estimate.result


def test_below_five_prices_too_the_stored_estimate_comes_out_again(estimated):
    stored = estimated(15_000).estimate

    assert reads.redrawn(stored, {}) == stored.result


@pytest.mark.parametrize(
    ("changed", "pays_more"),
    [({"wage": "1"}, True), ({"season": "12"}, False), ({"discount": "20%"}, False)],
)
def test_what_was_changed_moves_the_payoff_the_way_it_must(client, need, changed, pays_more):
    shown = one(client, need, **changed).json()

    own, stored = shown["what_if"]["payoff"], shown["result"]["payoff"]
    assert (own["p95"] > stored["p95"]) == pays_more
    assert shown["what_if"]["changed"].keys() == changed.keys()
    assert shown["what_if"]["result"]["seed"] == shown["result"]["seed"]


def test_nothing_of_it_is_kept(client, need):
    before = Estimate.objects.values().get()

    one(client, need, wage="1", subsidy="3000000")

    assert Estimate.objects.values().get() == before


def test_the_page_shows_both_side_by_side(in_english, need):
    shown = page(in_english, need, wage="80万", churn="10%").content.decode()

    assert "As assumed" in shown
    assert "With yours" in shown
    assert 'value="80万"' in shown
    assert "Back to what is assumed" in shown


def test_with_htmx_only_the_part_is_answered(in_english, need):
    answer = in_english.get(
        reverse("opportunity", args=[need.slug]),
        {"wage": "1"},
        headers={"HX-Request": "true", "HX-Target": "what-if"},
    )

    assert answer.content.decode().strip().startswith('<section class="stack" id="what-if"')


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12", "Between 0 and 1, please."),
        ("1.2e3?", "could not be read as a number"),
        ("NaN", "could not be read as a number"),
    ],
)
def test_what_cannot_be_gets_a_sentence_at_its_field(in_english, need, typed, sentence):
    shown = page(in_english, need, churn=typed, wage="1").content.decode()
    answer = one(in_english, need, churn=typed)

    assert sentence in shown
    assert f'value="{typed}"' in shown
    assert "With yours" in shown
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"churn"})


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("name", INPUTS)
def test_the_ends_of_every_assumption_can_be_drawn(need, name, end):
    found = reads.what_if(need.estimate, {name: BOUNDS[name][end]})

    assert found.payoff["p5"] <= found.payoff["p50"] <= found.payoff["p95"]


def test_without_an_estimate_in_prices_nothing_is_drawn(client):
    rule = InstitutionNeedFactory()
    estimate(rule.pk)

    assert one(client, rule, wage="1").json()["what_if"] is None
    assert page(client, rule, wage="1").status_code == 200


def test_a_developer_is_offered_the_costs_of_their_profile(as_user, ada, adas_team, need):
    adas_team.person_month_cost = 654_321
    adas_team.save()

    shown = page(as_user(ada), need).content.decode()

    assert "?wage=654321&amp;label_cost=30#what-if" in shown
