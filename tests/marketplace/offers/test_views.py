"""The pages: beside a need, a developer's own, a commitment's; as each of the cast."""

from datetime import timedelta

import pytest
from django.urls import reverse

from demand.answers.vocabulary import Level
from marketplace.offers import actions
from marketplace.offers.models import Commitment, Offer, Round
from marketplace.offers.tasks import open_offers
from marketplace.offers.vocabulary import Standing, State
from tests.factories import AnswerFactory, DeveloperFactory, InstitutionNeedFactory
from tests.marketplace.offers.conftest import BEFORE, HOUR, of

pytestmark = pytest.mark.django_db

TYPED = {
    "fixed_cost": "9090",
    "metric": "ACCURACY",
    "threshold": "85%",
    "judged_by": "封印した写真200枚",
    "delivered_on": "令和9年6月1日",
    "tried_until": "2027-08-31",
    "valid_until": "2027-03-31",
}


@pytest.fixture
def before(clock):
    clock(BEFORE)


def test_a_developer_hands_in_an_offer_from_the_opportunity_page(
    before, hour, need, adas_team, ada, as_user
):
    browser = as_user(ada)
    beside = browser.get(reverse("offers_of_opportunity", args=[need.slug]))
    assert reverse("make_offer", args=[need.slug]) in beside.text

    made = browser.post(reverse("make_offer", args=[need.slug]), TYPED, follow=True)

    offer = Offer.objects.get()
    assert (offer.state, offer.terms.fixed_cost, str(offer.terms.threshold)) == (
        *(State.OPEN, 9_090, "0.8500"),
    )
    assert "Until the hour nobody else sees it." in made.text
    assert "31 January 2027 at 12:00" in made.text
    again = browser.get(reverse("make_offer", args=[need.slug]))
    assert "You may write 2 more versions" in again.text
    assert 'value="9090"' in again.text


def test_bad_input_is_said_at_its_field_and_what_was_typed_is_kept(
    before, hour, need, adas_team, ada, as_user
):
    typed = TYPED | {"threshold": "many", "valid_until": "2027-01-01", "payment_days": "61"}
    answer = as_user(ada).post(reverse("make_offer", args=[need.slug]), typed)
    late = as_user(ada).post(
        reverse("make_offer", args=[need.slug]), TYPED | {"valid_until": "2027-01-01"}
    )

    assert (answer.status_code, late.status_code) == (422, 422)
    assert "“many” could not be read" in answer.text
    assert "Paid work is paid within 60 days at the latest." in answer.text
    assert "封印した写真200枚" in answer.text
    assert "It has to hold until the offers are opened." in late.text


def test_a_draft_is_handed_in_later_and_taken_back(before, hour, need, adas_team, ada, as_user):
    browser, address = as_user(ada), reverse("make_offer", args=[need.slug])
    browser.post(address, TYPED | {"draft": "1"})
    assert Offer.objects.get().state == State.DRAFT
    browser.post(address, TYPED)
    assert Offer.objects.get().state == State.OPEN

    browser.post(reverse("move_offer", args=[Offer.objects.get().pk, "take-back"]))

    assert Offer.objects.get().state == State.DRAFT
    browser.post(address, TYPED)
    refused = browser.post(address, TYPED)
    assert refused.status_code == 409
    assert "three versions" in refused.text


def test_who_is_no_developer_registers_first(before, hour, need, sato, satos_farm, as_user):
    answer = as_user(sato).get(reverse("make_offer", args=[need.slug]))

    assert answer.url == reverse("register_developer")


@pytest.mark.usefixtures("before", "graces_team", "suzukis_farm")
def test_nobody_else_sees_a_sealed_offer(adas_offer, need, as_user, client, sato, grace, suzuki):
    address = reverse("offer", args=[adas_offer.pk])

    assert client.get(address).status_code == 302
    for other in (sato, grace, suzuki):
        browser = as_user(other)
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}take-back/").status_code == 404
        told = browser.get(reverse("offers_of_need", args=[need.slug])).text
        assert "Ada Vision" not in told
        assert "9,090" not in told
    assert as_user(sato).post(f"{address}nonsense/").status_code == 404


def test_a_need_tells_in_farmers_words_what_came_of_its_offers(opened, need, in_japanese):
    page = in_japanese.get(
        reverse("offers_of_need", args=[need.slug]), headers={"HX-Request": "true"}
    )

    assert "<html" not in page.text
    assert "1件の提案を開きました" in page.text
    assert "5経営体が10aあたり年2,000円（税込）で買います" in page.text
    assert "今は支払いは発生しません" in page.text


def test_an_offer_that_nobody_could_bear_is_told_too(
    hour, need, adas_team, ada, hand_in, clock, in_english
):
    hand_in(adas_team, ada)
    clock(HOUR)
    open_offers(hour.pk)

    page = in_english.get(reverse("offers_of_need", args=[need.slug]))

    assert "Not enough would buy at its price." in page.text


def test_a_rule_takes_no_offers(in_english):
    slug = InstitutionNeedFactory().slug

    for name in ("offers_of_need", "offers_of_opportunity"):
        assert "takes no offers" in in_english.get(reverse(name, args=[slug])).text


def test_the_poster_alone_chooses_the_hour(before, need, sato, suzuki, suzukis_farm, as_user):
    address = reverse("set_hour", args=[need.slug])
    browser = as_user(sato)

    assert browser.post(address, {"day": "someday"}).status_code == 422
    assert browser.post(address, {"day": "2027-01-02"}).status_code == 409
    assert as_user(suzuki).post(address, {"day": "2027-01-31"}).status_code == 409
    kept = browser.post(address, {"day": "2027-01-31", "wanted_by": "2027-12-01"})

    assert kept.url == reverse("need", args=[need.slug])
    assert Round.objects.get().hour == HOUR
    told = browser.get(reverse("offers_of_need", args=[need.slug])).text
    assert "31 January 2027 at 12:00" in told
    assert address in told


def test_a_bound_farm_is_told_on_the_needs_page_and_cannot_change(
    opened, need, sato, satos_farm, as_user
):
    browser = as_user(sato)

    page = browser.get(reverse("need", args=[need.slug]))
    answer = browser.post(reverse("withdraw", args=[need.slug]), follow=True)

    assert "so your answer is held" in page.text
    assert reverse("withdraw", args=[need.slug]) not in page.text
    assert "See it on your page" in answer.text


def test_a_farm_confirms_and_prints_its_order(opened, sato, satos_farm, as_user):
    browser, key = as_user(sato), of(satos_farm).pk
    assert "¥2,000" in browser.get(reverse("own_commitments")).text
    assert browser.get(reverse("order", args=[key])).status_code == 404
    unticked = browser.post(reverse("confirm", args=[key]))
    assert unticked.status_code == 422
    assert "Confirm that you buy it for your business." in unticked.text

    confirmed = browser.post(reverse("confirm", args=[key]), {"for_business": "on"}, follow=True)

    assert "No payment is made now." in confirmed.text
    order = browser.get(reverse("order", args=[key])).text
    assert all(words in order for words in ("佐藤いちご園", "Ada Vision", "¥2,000", "¥182"))
    assert "Not firm" in order


def test_a_farm_steps_out_and_too_late_is_said(opened, sato, satos_farm, as_user, clock):
    browser, key = as_user(sato), of(satos_farm).pk

    browser.post(reverse("step_out", args=[key]))
    again = browser.post(reverse("step_out", args=[key]), follow=True)

    assert of(satos_farm).standing == Standing.STEPPED_OUT
    assert "the offer has moved on" in again.text


@pytest.mark.usefixtures("opened", "suzukis_farm", "graces_team")
def test_only_the_parties_see_a_commitment(sato, satos_farm, suzuki, ada, grace, as_user):
    key = of(satos_farm).pk
    addresses = [reverse(name, args=[key]) for name in ("commitment", "order")]

    for other in (suzuki, grace, ada):  # Ada, until Sato has confirmed
        assert [as_user(other).get(each).status_code for each in addresses] == [404, 404]
        assert as_user(other).post(reverse("step_out", args=[key])).status_code == 404
    actions.confirm(commitment=of(satos_farm), by=sato, now=HOUR, for_business=True)
    assert [as_user(ada).get(each).status_code for each in addresses] == [200, 200]


def test_parties_write_to_each_other_and_an_empty_message_is_not_sent(
    agreed, sato, satos_farm, ada, as_user
):
    key = of(satos_farm).pk

    as_user(ada).post(reverse("say", args=[key]), {"text": "いつ伺えますか。"})
    empty = as_user(sato).post(reverse("say", args=[key]), {"text": ""})

    assert empty.status_code == 422
    assert "いつ伺えますか。" in as_user(sato).get(reverse("commitment", args=[key])).text


def test_it_is_built_measured_and_paid_on_the_pages(agreed, ada, sato, satos_farm, suzuki, as_user):
    maker, poster, key = as_user(ada), as_user(sato), of(satos_farm).pk
    page = reverse("offer", args=[agreed.pk])
    maker.post(f"{page}begin/")
    maker.post(f"{page}deliver/")
    assert poster.post(f"{page}conclude/", {"measured": "?"}).status_code == 422
    as_user(suzuki).post(f"{page}conclude/", {"measured": "90%"})
    assert Offer.objects.get().state == State.ACCEPTANCE

    poster.post(f"{page}conclude/", {"measured": "90%", "note": "8月の試験"})
    maker.post(reverse("paid", args=[key]))

    shown = maker.get(page).text
    assert "Promised: 0.85. Measured: 0.9." in shown
    assert "8月の試験" in shown
    assert of(satos_farm).standing == Standing.HONOURED


def test_a_dispute_is_opened_with_words_and_settled(agreed, ada, sato, as_user):
    page, farmer = reverse("offer", args=[agreed.pk]), as_user(sato)

    assert farmer.post(f"{page}dispute/", {"note": ""}).status_code == 422
    farmer.post(f"{page}dispute/", {"note": "約束と違う"})
    assert "Nothing moves until that is settled." in as_user(ada).get(page).text
    as_user(ada).post(f"{page}settle/")
    assert Offer.objects.get().state == State.DISPUTED
    farmer.post(f"{page}settle/")

    assert Offer.objects.get().state == State.MATCHED


@pytest.mark.parametrize("name", ["own_commitments", "offer"])
def test_lists_ask_as_many_queries_of_twenty_as_of_one(
    name, adas_offer, ada, clock, as_user, django_assert_max_num_queries
):
    for _ in range(14):
        AnswerFactory(need=adas_offer.round.need, level=Level.LETTER, cap=9_000, quantity=1)
    clock(HOUR)
    open_offers(adas_offer.round_id)
    Commitment.objects.update(confirmed_at=HOUR, confirmed_by=ada)
    address = reverse(name, args=[adas_offer.pk] if name == "offer" else [])
    browser = as_user(ada)
    browser.get(address)

    with django_assert_max_num_queries(12):
        page = browser.get(address)

    assert page.text.count("/offers/commitments/") == Commitment.objects.count() == 20


def test_the_needs_part_asks_few_queries_however_many_offer(
    need, hour, farms, clock, in_english, django_assert_max_num_queries
):
    from tests.marketplace.offers.conftest import TERMS

    for _ in range(12):
        developer = DeveloperFactory()
        by = developer.organisation.members.get()
        actions.make_offer(need=need, developer=developer, by=by, now=BEFORE, **TERMS)
    clock(HOUR + timedelta(minutes=1))
    open_offers(hour.pk)

    with django_assert_max_num_queries(8):
        page = in_english.get(reverse("offers_of_need", args=[need.slug]))

    assert "12 offers were opened" in page.text


def test_promises_are_told_beside_the_developer_and_on_a_page_of_their_own(agreed, client):
    Offer.objects.filter(pk=agreed.pk).update(state=State.ACCEPTED, measured="0.9")
    slug = agreed.developer.organisation.slug

    beside = client.get(f"/offers/of-developer/{slug}/", headers={"HX-Request": "true"})
    page = client.get("/offers/promises/")
    told = client.get(f"/api/v1/developers/{slug}/promises/").json()

    assert "<html" not in beside.text
    assert agreed.round.need.title in beside.text
    assert agreed.developer.organisation.name in page.text
    assert (told["kept_count"], told["promises"][0]["is_kept"]) == (1, True)
    assert client.get("/api/v1/promises/").json()["buyers"] is None
