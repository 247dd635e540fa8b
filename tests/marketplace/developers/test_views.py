import pytest
from django.urls import reverse

from marketplace.developers.models import Developer
from tests.factories import DeveloperFactory

pytestmark = pytest.mark.django_db

REGISTER = reverse("register_developer")
FORM = {
    "name": "Nobu Vision",
    "summary": "We count fish in video.",
    "tasks": ["PERCEPTION"],
    "devices": ["EDGE"],
    "use": "PRODUCT",
    "capacity": "2",
    "person_month_cost": "900000",
    "label_cost": "25",
    "least_payoff": "3000000",
}


def test_a_list_without_developers_says_so(in_japanese, in_english):
    assert "開発者0社" in in_japanese.get(reverse("developers")).content.decode()
    assert "0 developers" in in_english.get(reverse("developers")).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    DeveloperFactory.create_batch(count)

    with django_assert_num_queries(1):
        client.get(reverse("developers"))


def test_the_list_goes_on_where_the_page_ends(client):
    DeveloperFactory.create_batch(21)

    first = client.get(reverse("developers"))
    second = client.get(reverse("developers"), {"after": first.context["page"].after})

    assert len(first.context["page"].rows) == 20
    assert len(second.context["page"].rows) == 1


def test_the_list_is_narrowed_by_task_and_sector(client):
    reader = DeveloperFactory(tasks=["DOCUMENT"], sectors=["FISHERY"])
    DeveloperFactory(tasks=["DOCUMENT"], sectors=["FORESTRY"])
    DeveloperFactory(tasks=["PERCEPTION"], sectors=["FISHERY"])

    shown = client.get(reverse("developers"), {"task": "DOCUMENT", "sector": "FISHERY"})

    assert shown.context["page"].rows == [reader]


def test_a_facet_that_does_not_exist_is_passed_over(client):
    DeveloperFactory()

    shown = client.get(reverse("developers"), {"task": "DREAM"})

    assert len(shown.context["page"].rows) == 1


def test_a_sample_is_marked(in_japanese):
    DeveloperFactory(organisation__is_sample=True)

    assert "見本" in in_japanese.get(reverse("developers")).content.decode()


def test_a_profile_shows_skills_and_no_costs(in_english, adas_team):
    Developer.objects.update(person_month_cost=1_234_567, label_cost=4_321, least_payoff=7_654_321)

    page = in_english.get(reverse("developer", args=[adas_team.organisation.slug]))

    text = page.content.decode()
    assert "Ada Vision" in text
    assert "see or hear and tell" in text
    assert not any(secret in text for secret in ("1,234,567", "4,321", "7,654,321"))


def test_only_the_team_is_offered_to_change_its_profile(as_user, ada, adas_team, nobu):
    profile = reverse("developer", args=[adas_team.organisation.slug])

    assert REGISTER in as_user(ada).get(profile).content.decode()
    assert REGISTER not in as_user(nobu).get(profile).content.decode()


def test_a_visitor_signs_in_before_registering(client):
    answer = client.get(REGISTER)

    assert answer.status_code == 302
    assert REGISTER in answer.url


def test_somebody_without_an_organisation_registers_a_new_team(as_user, nobu):
    client = as_user(nobu)

    answer = client.post(REGISTER, FORM)

    developer = Developer.objects.get()
    assert answer.url == reverse("opportunities")
    assert developer.organisation.name == "Nobu Vision"
    assert (developer.devices, developer.capacity) == (["EDGE"], 2)
    assert developer.person_month_cost == 900_000
    assert client.session["organisation_id"] == developer.organisation_id


def test_a_farm_registers_itself_without_being_asked_its_name(as_user, sato, satos_farm):
    client = as_user(sato)
    assert "name" not in client.get(REGISTER).context["form"].fields

    client.post(REGISTER, FORM)

    assert Developer.objects.get().organisation == satos_farm.organisation


def test_a_farm_may_register_another_organisation_instead(as_user, sato, satos_farm):
    as_user(sato).post(f"{REGISTER}?as=new", FORM)

    assert Developer.objects.get().organisation.name == "Nobu Vision"


def test_a_registered_team_changes_its_profile(as_user, ada, adas_team):
    client = as_user(ada)
    assert client.get(REGISTER).context["form"].initial["capacity"] == 1

    client.post(REGISTER, FORM)

    adas_team.refresh_from_db()
    assert adas_team.capacity == 2
    assert adas_team.organisation.name == "Ada Vision"


@pytest.mark.parametrize(
    ("field", "wrong", "in_words"),
    [
        ("name", "", "This field is required."),
        ("summary", "", "This field is required."),
        ("summary", "魚" * 2001, "at most 2000 characters"),
        ("tasks", [], "This field is required."),
        ("tasks", ["DREAM"], "DREAM is not one of the available choices"),
        ("capacity", "0", "The quantity must be more than zero."),
        ("capacity", "40000", "less than or equal to 32767"),
        ("person_month_cost", "a lot", "could not be read as a price"),
        ("label_cost", "-1", "A price cannot be below zero."),
        ("least_payoff", "9" * 12, "This price is too high."),
    ],
)
def test_a_wrong_field_is_said_in_words_and_nothing_typed_is_lost(
    as_user, nobu, field, wrong, in_words
):
    answer = as_user(nobu).post(REGISTER, FORM | {field: wrong})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert in_words in text
    assert field == "summary" or "We count fish in video." in text
    assert not Developer.objects.exists()


def test_a_wrong_field_is_said_in_japanese_to_a_japanese_reader(as_user, nobu):
    answer = as_user(nobu, "ja").post(REGISTER, FORM | {"label_cost": "たくさん"})

    assert "「たくさん」" in answer.content.decode()


def test_costs_are_read_as_people_write_them(as_user, nobu):
    as_user(nobu).post(REGISTER, FORM | {"person_month_cost": "９０万円", "label_cost": "２５円"})

    developer = Developer.objects.get()
    assert (developer.person_month_cost, developer.label_cost) == (900_000, 25)


def test_a_team_says_where_it_is_and_how_it_may_be_contracted(as_user, ada, adas_team):
    own = {"languages": ["ja", "en"], "country": "ｖｎ", "invoice_number": "ｔ１２３４-567890123"}

    answer = as_user(ada).post(REGISTER, FORM | own | {"may_contract": "on"})

    adas_team.refresh_from_db()
    shown = as_user(ada).get(reverse("developer", args=[adas_team.organisation.slug]))
    assert answer.status_code == 302
    assert (adas_team.organisation.country, adas_team.invoice_number) == ("VN", "T1234567890123")
    assert "Can sign in Japan (T1234567890123)" in shown.content.decode()
    assert "Japanese, English" in shown.content.decode()


@pytest.mark.parametrize(("field", "typed"), [("invoice_number", "T123"), ("country", "日本国")])
def test_what_is_no_number_or_country_is_said_at_its_field(as_user, ada, adas_team, field, typed):
    answer = as_user(ada).post(REGISTER, FORM | {field: typed})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_who_cannot_contract_says_so(as_user, ada, adas_team):
    as_user(ada).post(REGISTER, FORM)

    shown = as_user(ada).get(reverse("developer", args=[adas_team.organisation.slug]))

    assert "Cannot sign a contract in Japan yet" in shown.content.decode()
