import pytest
from django.urls import reverse

from marketplace.accounts.actions import issue_token
from marketplace.developers.models import Developer
from tests.factories import DeveloperFactory, MembershipFactory

pytestmark = pytest.mark.django_db

LIST, OWN = reverse("api_developers"), reverse("api_own_profile")
PROFILE = {
    "summary": "We count fish in video.",
    "tasks": ["PERCEPTION"],
    "person_month_cost": 900_000,
    "label_cost": 25,
}
PRIVATE = {"person_month_cost", "label_cost", "least_payoff"}


@pytest.fixture
def with_token(client):
    """Ask with a token: `with_token(ada, team).put(…)`."""

    def sign(user, organisation):
        key = issue_token(organisation=organisation, name="test", by=user)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return sign


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_one_query_whatever_its_length(client, count, django_assert_num_queries):
    DeveloperFactory.create_batch(count)

    with django_assert_num_queries(1):
        answer = client.get(LIST)

    assert len(answer.json()["results"]) == count


def test_the_list_tells_no_costs(client, adas_team):
    (shown,) = client.get(LIST).json()["results"]

    assert shown["name"] == "Ada Vision"
    assert shown["tasks"] == ["PERCEPTION"]
    assert PRIVATE.isdisjoint(shown)


def test_samples_leave_the_list_when_a_real_developer_comes(client):
    DeveloperFactory(organisation__is_sample=True)
    assert client.get(LIST).json()["results"][0]["is_sample"]

    DeveloperFactory()

    assert [row["is_sample"] for row in client.get(LIST).json()["results"]] == [False]


def test_the_list_is_narrowed_by_what_they_do_and_serve(client):
    DeveloperFactory(tasks=["PLANNING"])
    wanted = DeveloperFactory(tasks=["DOCUMENT"], sectors=[])

    answer = client.get(LIST, {"task": "DOCUMENT", "sector": "FISHERY"})

    assert [row["slug"] for row in answer.json()["results"]] == [wanted.organisation.slug]


def test_a_word_that_is_not_known_is_named(client):
    answer = client.get(LIST, {"sector": "MINING"})

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"sector"}


def test_one_developer_is_found_by_its_slug(client, adas_team):
    slug = adas_team.organisation.slug

    shown = client.get(reverse("api_developer", args=[slug])).json()

    assert (shown["slug"], shown["summary"]) == (slug, adas_team.summary)
    assert PRIVATE.isdisjoint(shown)


def test_an_unknown_slug_is_answered_in_the_one_shape(client):
    answer = client.get(reverse("api_developer", args=["nowhere"]))

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_team_reads_its_own_costs(with_token, ada, adas_team):
    own = with_token(ada, adas_team.organisation).get(OWN).json()

    assert own["person_month_cost"] == 1_000_000


def test_an_organisation_without_a_profile_is_told_so(with_token, sato, satos_farm):
    assert with_token(sato, satos_farm.organisation).get(OWN).status_code == 404


def test_a_profile_is_not_read_without_signing_in(client):
    assert client.get(OWN).status_code == 401


def test_a_team_registers_itself(with_token, sato, satos_farm):
    answer = with_token(sato, satos_farm.organisation).put(OWN, PROFILE, "application/json")

    developer = Developer.objects.get()
    assert answer.status_code == 200
    assert answer.json()["slug"] == satos_farm.organisation.slug
    assert (developer.label_cost, developer.sectors) == (25, [])


def test_putting_the_same_twice_is_putting_it_once(with_token, sato, satos_farm):
    client = with_token(sato, satos_farm.organisation)

    answers = [client.put(OWN, PROFILE, "application/json").json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert Developer.objects.count() == 1


def test_a_wrong_field_is_named(with_token, sato, satos_farm):
    answer = with_token(sato, satos_farm.organisation).put(
        OWN, PROFILE | {"tasks": ["DREAM"], "label_cost": -1}, "application/json"
    )

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert {"tasks.0", "label_cost"} == set(answer.json()["fields"])


def test_somebody_who_acts_for_nobody_registers_nothing(as_user, nobu):
    answer = as_user(nobu).put(OWN, PROFILE, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "no_organisation")


def test_a_viewers_token_changes_nothing(with_token, nobu, adas_team):
    MembershipFactory(user=nobu, organisation=adas_team.organisation, role="VIEWER")

    answer = with_token(nobu, adas_team.organisation).put(OWN, PROFILE, "application/json")

    adas_team.refresh_from_db()
    assert answer.status_code == 403
    assert adas_team.summary != PROFILE["summary"]


def test_a_program_says_where_its_team_is(client, with_token, ada, adas_team):
    said = {"country": "VN", "languages": ["vi"], "invoice_number": "T5000012080001"}

    own = with_token(ada, adas_team.organisation).put(OWN, PROFILE | said, "application/json")
    shown = client.get(reverse("api_developer", args=[adas_team.organisation.slug])).json()

    assert own.status_code == 200
    assert said.items() <= shown.items()
    assert (shown["accepted_count"], shown["failed_count"]) == (0, 0)


def test_a_country_that_is_left_out_stays(with_token, ada, adas_team):
    own = with_token(ada, adas_team.organisation).put(OWN, PROFILE, "application/json")

    assert own.json()["country"] == "JP"
