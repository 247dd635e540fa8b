"""Who sees what: sealed offers, outcomes, commitments, orders, track records."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace.offers import actions, reads
from marketplace.offers.arithmetic import hours
from marketplace.offers.models import Commitment, Offer, Version
from marketplace.offers.vocabulary import Metric, Standing, State
from tests.factories import InstitutionNeedFactory
from tests.marketplace.offers.conftest import BEFORE, HOUR, of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("open_until", "now", "expected"),
    [
        (date(2027, 3, 31), BEFORE, "2027-04-01 00:00"),
        (None, HOUR.replace(day=1, hour=11), "2027-01-01 12:00"),
        (None, HOUR.replace(day=1), "2027-02-01 12:00"),
        (None, HOUR.replace(month=12, day=31), "2028-01-01 12:00"),
    ],
)
def test_the_usual_hour_is_in_japan_and_rests_on_no_offer(open_until, now, expected):
    usual = hours.usual_hour(open_until, now)

    assert f"{usual:%Y-%m-%d %H:%M}" == expected
    assert f"{usual:%z}" == "+0900"


def test_sealed_offers_leave_no_trace_in_what_everybody_reads(need, farms, adas_team, ada, hand_in):
    moments = [BEFORE + timedelta(days=days) for days in range(29)]
    before = [reads.offers_of(need, moment) for moment in moments]

    hand_in(adas_team, ada)

    assert [reads.offers_of(need, moment) for moment in moments] == before


def test_the_outcome_is_told_and_few_buyers_are_not_counted_out(opened, need):
    (outcome,) = reads.offers_of(need, HOUR).outcomes
    assert (outcome.offer_count, outcome.cleared[0].price, outcome.cleared[0].buyer_count) == (
        *(1, 2_000, 5),
    )
    assert outcome.cleared[0].state

    few = Commitment.objects.order_by("id")[:3].values("pk")
    Commitment.objects.filter(pk__in=list(few.values_list("pk", flat=True))).update(
        standing=Standing.STEPPED_OUT
    )

    (outcome,) = reads.offers_of(need, HOUR).outcomes
    assert outcome.cleared[0].buyer_count is None


def test_no_hour_comes_for_a_rule_a_closed_need_or_a_day_gone_by(need):
    need.open_until = date(2027, 1, 1)

    assert reads.coming_hour(need, HOUR) is None
    assert reads.coming_hour(InstitutionNeedFactory(), HOUR) is None


def test_an_offer_is_shown_to_its_maker_and_after_the_hour_to_the_parties(
    adas_offer, adas_team, satos_farm, graces_team, moris_boat
):
    makers, posters = adas_team.organisation, satos_farm.organisation

    assert reads.one_offer(adas_offer.pk, makers) == adas_offer
    assert reads.one_offer(adas_offer.pk, posters) is None
    assert reads.one_offer(adas_offer.pk, None) is None
    assert reads.one_offer(0, makers) is None
    assert reads.own_offer(adas_offer.round.need, graces_team) is None
    assert reads.own_offer(adas_offer.round.need, adas_team) == adas_offer
    assert not reads.own_offers(graces_team.organisation)


def test_the_poster_and_a_buyer_see_it_afterwards(
    opened, satos_farm, suzukis_farm, moris_boat, graces_team
):
    shown = {
        party.organisation.name: reads.one_offer(opened.pk, party.organisation) is not None
        for party in (satos_farm, suzukis_farm, moris_boat, graces_team)
    }

    assert list(shown.values()) == [True, True, False, False]


def test_a_buyer_is_named_to_the_seller_only_once_confirmed(opened, adas_team, sato, satos_farm):
    seller = adas_team.organisation
    assert not reads.commitments_of(seller)
    assert reads.one_commitment(of(satos_farm).pk, satos_farm.organisation)
    assert reads.order(of(satos_farm)) is None

    actions.confirm(commitment=of(satos_farm), by=sato, now=HOUR, for_business=True)

    assert [each.operation for each in reads.commitments_of(seller)] == [satos_farm]


def test_an_order_names_two_parties_and_splits_the_tax(agreed, satos_farm):
    order = reads.order(of(satos_farm))

    assert (order.buyer.name, order.seller.name) == ("佐藤いちご園", "Ada Vision")
    assert (order.price, order.amount, order.net, order.tax) == (2_000, 2_000, 1_818, 182)
    assert order.is_firm
    assert order.agreed_on == date(2027, 1, 31)
    assert "2027" in order.delivery
    assert order.trial != order.delivery


@pytest.mark.parametrize(
    ("month", "season"), [(3, "春"), (5, "春"), (6, "夏"), (9, "秋"), (12, "冬"), (1, "冬")]
)
def test_a_day_is_told_with_its_season(month, season):
    from marketplace.offers.reads.orders import with_season

    assert with_season(date(2027, month, 1)) == f"2027年{month}月1日（{season}）"


def test_balances_are_told_need_by_need(opened, satos_farm, adas_team, graces_team):
    (owed,) = reads.balances(adas_team.organisation)
    (owes,) = reads.balances(satos_farm.organisation)

    assert (owed.amount, owes.amount) == (10_000, -2_000)
    assert owed.need == opened.round.need.title
    assert reads.balances(graces_team.organisation) == []


def test_records_tell_promises_kept_and_payments_made(agreed, ada, sato, satos_farm, suzukis_farm):
    assert reads.developers_record(agreed.developer).open_count == 1
    actions.begin(offer=agreed, by=ada, now=HOUR)
    actions.deliver(offer=agreed, by=ada, now=HOUR)
    actions.conclude(offer=agreed, measured=Decimal("0.9"), by=sato, now=HOUR)
    actions.record_payment(commitment=of(satos_farm), by=ada, now=HOUR)

    developers = reads.developers_record(agreed.developer)
    paid = reads.buyers_record(satos_farm.organisation, HOUR)
    soon = reads.buyers_record(suzukis_farm.organisation, HOUR + timedelta(days=59))
    late = reads.buyers_record(suzukis_farm.organisation, HOUR + timedelta(days=61))

    assert (developers.kept_count, developers.ended_count, developers.open_count) == (1, 1, 0)
    assert [(p.promised, p.measured, p.is_kept) for p in developers.promises] == [
        (Decimal("0.85"), Decimal("0.9"), True)
    ]
    assert (paid.kept_count, paid.broken_count) == (1, 0)
    assert (soon.open_count, soon.broken_count) == (1, 0)
    assert (late.open_count, late.broken_count) == (0, 1)


def test_an_offer_that_failed_before_it_was_agreed_broke_no_promise(opened):
    record = reads.developers_record(opened.developer)

    assert (record.kept_count, record.broken_count, record.open_count) == (0, 0, 0)


def test_an_error_keeps_its_promise_from_below():
    version = Version(metric=Metric.RMSE, threshold=Decimal("1.5"))

    assert version.is_met_by(Decimal("1.5"))
    assert not version.is_met_by(Decimal("1.6"))


def test_everybody_reads_what_came_of_promises_but_no_single_buyer(
    agreed, ada, sato, satos_farm, django_assert_num_queries
):
    actions.begin(offer=agreed, by=ada, now=HOUR)
    actions.deliver(offer=agreed, by=ada, now=HOUR)
    actions.conclude(offer=agreed, measured=Decimal("0.9"), by=sato, now=HOUR)
    actions.record_payment(commitment=of(satos_farm), by=ada, now=HOUR)
    with django_assert_num_queries(3):
        few = reads.promises(HOUR)

    for commitment in Commitment.objects.filter(standing=Standing.DUE)[:2]:
        actions.record_payment(commitment=commitment, by=ada, now=HOUR)
    enough = reads.promises(HOUR)

    assert [(t.developer, t.record.kept_count) for t in few.teams] == [(agreed.developer, 1)]
    assert few.teams[0].record.promises[0].measured == Decimal("0.9")
    assert few.buyers is None
    assert (enough.buyers.kept_count, enough.buyers.open_count) == (3, 2)


def test_a_hidden_needs_promise_is_counted_and_not_named(agreed, need):
    Offer.objects.filter(pk=agreed.pk).update(state=State.ACCEPTED, measured=Decimal("0.9"))
    need.hidden_at = HOUR
    need.save()

    record = reads.developers_record(agreed.developer)

    assert (record.kept_count, record.promises) == (1, ())
