"""Making offers, confirming, stepping out, building, judging, disputing: who may, and when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from demand.answers import actions as answers
from demand.answers.models import Answer
from marketplace.changes.models import Change
from marketplace.developers.actions import NotYourTeam
from marketplace.offers import actions, reads
from marketplace.offers.models import Account, Commitment, Offer, Round, Transition, WrongState
from marketplace.offers.tasks import agree
from marketplace.offers.vocabulary import Standing, State
from tests.factories import InstitutionNeedFactory, NeedFactory
from tests.marketplace.offers.conftest import BEFORE, HOUR, TERMS, bound, of

pytestmark = pytest.mark.django_db


def set_hour(need, by, **words):
    return actions.set_hour(need=need, by=by, now=BEFORE, **{"hour": HOUR} | words)


def test_a_handed_in_offer_waits_sealed_for_the_hour(adas_offer, ada, hour):
    assert adas_offer.state == State.OPEN
    assert adas_offer.round == hour
    assert adas_offer.terms.number == 1
    assert Transition.objects.get().by == ada


def test_a_sealed_offer_is_not_even_news(adas_offer, ada):
    actions.take_back(offer=adas_offer, by=ada, now=BEFORE)

    assert not Change.objects.filter(noun="offer").exists()


def test_the_first_offer_finds_the_need_at_its_usual_hour(need, adas_team, ada, hand_in):
    made = hand_in(adas_team, ada, at=HOUR - timedelta(days=40), valid_until=date(2028, 1, 1))

    assert made.round.hour == HOUR.replace(month=1, day=1)
    assert made.round.set_by is None


def test_versions_are_kept_and_the_fourth_is_refused(adas_offer, adas_team, ada, hand_in):
    hand_in(adas_team, ada, fixed_cost=8_000)
    last = hand_in(adas_team, ada, fixed_cost=7_000, at=BEFORE + timedelta(days=1))

    with pytest.raises(actions.NoMoreVersions):
        hand_in(adas_team, ada)

    assert [each.fixed_cost for each in last.versions.order_by("number")] == [9_090, 8_000, 7_000]
    assert Offer.objects.get().terms.fixed_cost == 7_000
    assert Offer.objects.get().handed_in_at == BEFORE + timedelta(days=1)


def test_an_offer_is_taken_back_before_the_hour_and_not_after(adas_offer, ada, grace):
    with pytest.raises(NotYourTeam):
        actions.take_back(offer=adas_offer, by=grace, now=BEFORE)
    with pytest.raises(actions.HourHasCome):
        actions.take_back(offer=adas_offer, by=ada, now=HOUR)

    taken = actions.take_back(offer=adas_offer, by=ada, now=BEFORE)

    assert (taken.state, taken.handed_in_at) == (State.DRAFT, None)
    with pytest.raises(WrongState):
        actions.take_back(offer=taken, by=ada, now=BEFORE)


def test_nothing_is_handed_in_once_the_hour_has_come(hour, adas_team, ada, hand_in):
    with pytest.raises(actions.HourHasCome):
        hand_in(adas_team, ada, at=HOUR)


def test_nobody_offers_for_a_team_that_is_not_theirs(hour, adas_team, grace, hand_in):
    with pytest.raises(NotYourTeam):
        hand_in(adas_team, grace)


@pytest.mark.parametrize("make", [InstitutionNeedFactory, NeedFactory])
def test_a_rule_and_a_closed_need_take_no_offers(make, adas_team, ada):
    wanted = make(closed_at=BEFORE)

    with pytest.raises(actions.NeedTakesNoOffers):
        actions.make_offer(need=wanted, developer=adas_team, by=ada, now=BEFORE, **TERMS)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"metric": "RMSE"}, "metric"),
        ({"threshold": Decimal("0.79")}, "threshold"),
        ({"threshold": Decimal("1.1")}, "__all__"),
        ({"valid_until": date(2027, 1, 30)}, "valid_until"),
        ({"delivered_on": date(2027, 1, 31)}, "delivered_on"),
        ({"delivered_on": date(2027, 7, 1)}, "delivered_on"),
        ({"tried_until": date(2027, 5, 1)}, "__all__"),
        ({"paid_work": "写真100枚"}, "__all__"),
        ({"paid_work": "写真100枚", "payment_days": 61}, "__all__"),
        ({"invoice_number": "T123"}, "invoice_number"),
        ({"least_operations": 0}, "least_operations"),
    ],
)
def test_what_could_never_clear_is_refused_at_its_field(
    hour, adas_team, ada, hand_in, terms, field
):
    hour.wanted_by = date(2027, 6, 30)
    hour.save()

    with pytest.raises(ValidationError) as refused:
        hand_in(adas_team, ada, **terms)

    assert field in refused.value.error_dict
    assert not Offer.objects.exists()


def test_the_poster_sets_the_hour_two_weeks_ahead_and_sealed_offers_wait_for_it(
    adas_offer, need, sato, suzuki
):
    later = HOUR + timedelta(days=30)

    set_hour(need, sato, hour=later, wanted_by=date(2027, 12, 1))

    assert Round.objects.get().hour == later
    assert reads.coming_hour(need, BEFORE) == reads.Hour(later, date(2027, 12, 1), is_set=True)
    assert Offer.objects.get().round.hour == later
    with pytest.raises(actions.NotThePoster):
        set_hour(need, suzuki)
    with pytest.raises(actions.HourIsTooNear):
        set_hour(need, sato, hour=BEFORE + timedelta(days=13))


def test_an_hour_that_has_come_is_not_set_anew(hour, need, sato):
    with pytest.raises(actions.NeedTakesNoOffers):
        actions.set_hour(need=need, hour=HOUR + timedelta(days=60), by=sato, now=HOUR)


def test_a_farm_confirms_for_its_business_and_twice_is_once(opened, sato, suzuki, satos_farm):
    commitment = of(satos_farm)
    with pytest.raises(ValidationError):
        actions.confirm(commitment=commitment, by=sato, now=HOUR, for_business=False)
    with pytest.raises(actions.NotAParty):
        actions.confirm(commitment=commitment, by=suzuki, now=HOUR, for_business=True)

    for days in (1, 2):
        at = HOUR + timedelta(days=days)
        actions.confirm(commitment=commitment, by=sato, now=at, for_business=True)

    assert of(satos_farm).confirmed_at == HOUR + timedelta(days=1)
    assert Change.objects.filter(noun="commitment", kind="confirmed").count() == 1


def test_a_farm_steps_out_within_eight_days_and_its_answer_is_free(opened, need, sato, satos_farm):
    actions.step_out(commitment=of(satos_farm), by=sato, now=opened.cooling_until - timedelta(1))

    assert of(satos_farm).standing == Standing.STEPPED_OUT
    assert Account.objects.get(organisation=satos_farm.organisation).balance == 0
    answers.withdraw(need=need, operation=satos_farm, by=sato, now=HOUR)
    assert bound() == 4


def test_after_eight_days_nobody_steps_out(opened, agreed, sato, satos_farm):
    with pytest.raises(WrongState):
        actions.step_out(commitment=of(satos_farm), by=sato, now=opened.cooling_until)


def test_between_the_last_day_and_the_agreement_it_is_too_late(opened, sato, satos_farm):
    with pytest.raises(actions.CoolingIsOver):
        actions.step_out(commitment=of(satos_farm), by=sato, now=opened.cooling_until)


def test_an_offer_is_built_delivered_accepted_and_paid(
    agreed, ada, grace, sato, suzuki, satos_farm
):
    later = agreed.cooling_until
    with pytest.raises(NotYourTeam):
        actions.begin(offer=agreed, by=grace, now=later)
    with pytest.raises(WrongState):
        actions.deliver(offer=agreed, by=ada, now=later)
    actions.begin(offer=agreed, by=ada, now=later)
    actions.deliver(offer=agreed, by=ada, now=later)
    with pytest.raises(actions.NotThePoster):
        actions.conclude(offer=agreed, measured=Decimal("0.9"), by=suzuki, now=later)

    actions.conclude(offer=agreed, measured=Decimal("0.85"), by=sato, now=later)
    with pytest.raises(actions.NotAParty):
        actions.record_payment(commitment=of(satos_farm), by=sato, now=later)
    actions.record_payment(commitment=of(satos_farm), by=ada, now=later)

    assert Offer.objects.get().state == State.ACCEPTED
    assert of(satos_farm).standing == Standing.HONOURED
    assert Commitment.objects.filter(standing=Standing.DUE).count() == 4
    assert Account.objects.get(organisation=satos_farm.organisation).balance == 0
    assert Account.objects.get(organisation=agreed.developer.organisation).balance == 8_000
    with pytest.raises(WrongState):
        actions.record_payment(commitment=of(satos_farm), by=ada, now=later)


def test_a_measure_below_the_promise_releases_everybody(agreed, ada, sato):
    actions.begin(offer=agreed, by=ada, now=HOUR)
    with pytest.raises(WrongState):
        actions.conclude(offer=agreed, measured=Decimal("0.9"), by=sato, now=HOUR)
    actions.deliver(offer=agreed, by=ada, now=HOUR)

    actions.conclude(offer=agreed, measured=Decimal("0.8499"), by=sato, now=HOUR)

    assert Offer.objects.get().state == State.FAILED
    assert bound() == 0
    assert {account.balance for account in Account.objects.all()} == {0}


def test_a_dispute_stops_everything_until_its_party_settles_it(
    agreed, ada, sato, satos_farm, suzuki, moris_boat, mori
):
    farm = satos_farm.organisation
    with pytest.raises(NotYourTeam):
        actions.dispute(
            offer=agreed, organisation=moris_boat.organisation, note="", by=mori, now=HOUR
        )

    actions.dispute(offer=agreed, organisation=farm, note="約束と違う", by=sato, now=HOUR)

    with pytest.raises(WrongState):
        actions.begin(offer=agreed, by=ada, now=HOUR)
    with pytest.raises(actions.AlreadyDisputed):
        actions.settle_dispute(offer=agreed, by=suzuki, now=HOUR)
    actions.settle_dispute(offer=agreed, by=sato, now=HOUR)
    with pytest.raises(WrongState):
        actions.settle_dispute(offer=agreed, by=sato, now=HOUR)
    assert Offer.objects.get().state == State.MATCHED
    assert [(each.to_state, each.by) for each in Transition.objects.order_by("-id")[:2]] == [
        (State.MATCHED, sato),
        (State.DISPUTED, sato),
    ]


def test_nothing_is_disputed_before_there_was_a_price(adas_offer, ada):
    team = adas_offer.developer.organisation

    with pytest.raises(WrongState):
        actions.dispute(offer=adas_offer, organisation=team, note="", by=ada, now=HOUR)


def test_only_the_two_parties_write_to_each_other(opened, sato, suzuki, satos_farm, suzukis_farm):
    words = {"commitment": of(satos_farm), "now": HOUR}

    actions.say(organisation=satos_farm.organisation, text=" よろしく ", by=sato, **words)

    assert [each.text for each in reads.messages_of(of(satos_farm))] == ["よろしく"]
    with pytest.raises(actions.NotAParty):
        actions.say(organisation=suzukis_farm.organisation, text="?", by=suzuki, **words)
    with pytest.raises(actions.NotAParty):
        actions.say(organisation=satos_farm.organisation, text="?", by=suzuki, **words)
    with pytest.raises(ValidationError):
        actions.say(organisation=satos_farm.organisation, text="  ", by=sato, **words)


def test_an_agreement_waits_for_the_end_of_the_cooling_off(opened):
    agree(opened.pk)

    assert Offer.objects.get().state == State.THRESHOLD_MET
    assert Answer.objects.exclude(bound_at=None).count() == 5
