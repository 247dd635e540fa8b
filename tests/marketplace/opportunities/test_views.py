"""The pages, through the client, in both languages."""

import pytest
from django.urls import reverse

from demand.operations.vocabulary import Sector
from marketplace.opportunities.tasks import estimate
from tests.factories import (
    AnswerFactory,
    DatasetFactory,
    InstitutionNeedFactory,
    NeedFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("opportunities")


def page(client, need, **query):
    return client.get(reverse("opportunity", args=[need.slug]), query)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_list_without_opportunities_says_so(in_japanese, in_english):
    assert "案件0件" in text(in_japanese.get(LIST))
    assert "0 opportunities" in text(in_english.get(LIST))


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    for need in NeedFactory.create_batch(count):
        estimate(need.pk)

    with django_assert_num_queries(2):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 30])
def test_a_developers_list_costs_the_same_whatever_its_length(
    as_user, ada, adas_team, count, django_assert_num_queries
):
    """Session, user, organisation, profile, the list, its counts, what was seen, and hourly the
    rarity.
    """
    for need in NeedFactory.create_batch(count):
        estimate(need.pk)
    client = as_user(ada)

    with django_assert_num_queries(8):
        client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_the_list_goes_on_where_the_page_ends(client):
    for need in NeedFactory.create_batch(21):
        estimate(need.pk)

    first = client.get(LIST, {"sector": "AGRICULTURE"})
    second = client.get(LIST, {"sector": "AGRICULTURE", "after": first.context["page"].after})

    seen = [*first.context["page"].rows, *second.context["page"].rows]
    assert len(first.context["page"].rows) == 20
    assert len({row.pk for row in seen}) == 21
    assert "sector=AGRICULTURE" in first.content.decode()


def test_a_facet_that_nothing_fits_leads_back(in_english, estimated):
    estimated()

    shown = text(in_english.get(LIST, {"sector": "FORESTRY"}))

    assert "0 opportunities here" in shown
    assert "See all opportunities" in shown


def test_a_facet_that_does_not_exist_is_passed_over(client, estimated):
    estimated()

    shown = client.get(LIST, {"sector": "MINING", "sort": "luck"})

    assert len(shown.context["page"].rows) == 1


def test_a_card_tells_demand_payoff_data_obstacle_and_dates(in_english, estimated):
    estimated(*[15_000] * 6)

    shown = text(in_english.get(LIST))

    assert "<b>6</b> operations want this" in shown
    assert "Pays" in shown
    assert "Assumed" in shown
    assert "0 labels" in shown
    assert "6 prices," in shown
    assert "more commitments until it pays" in shown
    assert "In the way:" in shown


def test_a_card_below_five_prices_tells_what_must_be_true(in_english, estimated):
    estimated(15_000)

    shown = text(in_english.get(LIST))

    assert "Would pay with" in shown
    assert "Pays <span" not in shown


def test_samples_are_marked_on_both_pages(in_japanese, estimated):
    need = estimated(is_sample=True)

    assert "見本" in text(in_japanese.get(LIST))
    assert "見本" in text(page(in_japanese, need))


def test_the_page_tells_in_yen_whether_it_pays(in_english, estimated):
    need = estimated(*[15_000] * 6, eligible_count=30_000, eligible_source="Census 2020")

    shown = text(page(in_english, need))

    assert "for a typical developer" in shown
    assert "middle payoff over 7 years" in shown
    assert "twenty equally likely outcomes" in shown
    assert "30,000 operations could use it (Census 2020)" in shown
    assert "What moves the payoff most" in shown
    assert "From 6 answers." in shown


def test_the_page_below_five_prices_says_no_yen_of_payoff(in_english, estimated):
    shown = text(page(in_english, estimated(15_000)))

    assert "What must be true for it to pay" in shown
    assert "Fewer than five prices" in shown
    assert "nothing is extrapolated" in shown
    assert "middle payoff" not in shown
    assert "It takes" in shown


def test_the_page_shows_prices_without_tax(in_english, estimated):
    shown = text(page(in_english, estimated(*[15_000] * 6)))

    assert "¥13,636 per 10 a per year" in shown
    assert "without tax" in shown


def test_the_page_of_a_rule_asks_for_no_price(in_english):
    need = InstitutionNeedFactory()
    estimate(need.pk)

    shown = text(page(in_english, need))

    assert "This is a rule or a procedure." in shown
    assert "a rule or procedure" in shown


def test_the_page_of_a_need_just_posted_says_that_the_estimate_follows(in_english):
    assert "Its estimate follows in a moment." in text(page(in_english, NeedFactory()))


def test_the_page_links_the_data(in_english, estimated):
    need = estimated()
    dataset = DatasetFactory(title="Leaves of 2026")
    dataset.needs.add(need)
    VersionFactory(dataset=dataset, row_count=4_210)

    shown = text(page(in_english, need))

    assert f"/datasets/{dataset.slug}/" in shown
    assert "Leaves of 2026" in shown
    assert "4,210" in shown


def test_a_visitor_is_invited_to_register(in_english, estimated):
    shown = text(page(in_english, estimated()))

    assert "Register your team" in shown
    assert reverse("register_developer") in shown


def test_a_developer_sees_the_sum_term_by_term(as_user, ada, adas_team, estimated):
    shown = text(page(as_user(ada), estimated()))

    assert "Ada Vision" in shown
    assert "You do what it would do" in shown
    assert "100% true × weight 20%" in shown
    assert "Register your team" not in shown


def test_a_developer_is_told_why_not(as_user, ada, adas_team, estimated):
    adas_team.least_payoff = 2_000_000_000
    adas_team.save()

    shown = text(page(as_user(ada), estimated(*[15_000] * 6)))

    assert "Even if it goes well it pays less than you ask." in shown


def test_the_page_says_how_to_pull_it(in_english, estimated):
    need = estimated()

    shown = text(page(in_english, need))

    assert "curl -H" in shown
    assert f"http://testserver{reverse('api_opportunity', args=[need.slug])}" in shown


def test_the_page_is_japanese_for_a_japanese_reader(in_japanese, estimated):
    shown = text(page(in_japanese, estimated(*[15_000] * 6)))

    for heading in ("採算はとれるか", "何が壁か", "だれが欲しいか", "使えるデータ", "自社に合うか"):
        assert heading in shown
    assert "仮定していること" in shown
    assert "Does it pay?" not in shown


def test_an_unknown_opportunity_is_not_found(client):
    assert client.get(reverse("opportunity", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_whatever_it_rests_on(
    as_user, ada, adas_team, estimated, count, django_assert_max_num_queries
):
    need = estimated(*[15_000] * 6)
    AnswerFactory.create_batch(count, need=need, operation__sector=Sector.AGRICULTURE)
    for _ in range(count):
        dataset = DatasetFactory()
        dataset.needs.add(need)
        VersionFactory(dataset=dataset)
    client = as_user(ada)

    with django_assert_max_num_queries(10):
        page(client, need)


def test_the_curve_is_read_again_as_if_people_said_more_than_they_pay(
    in_english, estimated, five_prices
):
    need = estimated(*five_prices)

    page = in_english.get(f"/opportunities/{need.slug}/").content.decode()

    assert "divided by 1.35 (0.61–3.00)" in page
    assert "Assumed from studies" in page


def test_a_publication_of_before_has_no_such_reading(in_english, estimated, five_prices):
    need = estimated(*five_prices)
    publication = need.publications.get()
    del publication.curve["sensitivity"]
    publication.save()

    page = in_english.get(f"/opportunities/{need.slug}/").content.decode()

    assert "If people say more" not in page


def test_the_page_says_at_its_head_what_a_developer_asks_first(
    as_user, ada, adas_team, in_japanese, estimated
):
    need = estimated(*[15_000] * 6)
    client = as_user(ada)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    head = text(page(client, need)).split("</header>")[1]

    for place in ("pays", "obstacle", "data", "match"):
        assert f'<a href="#{place}">' in head
    assert "too few commitments: " in head
    assert "0 data sets, 0 labels that may be used" in head
    assert "使えるラベル0件" in text(page(in_japanese, need))
