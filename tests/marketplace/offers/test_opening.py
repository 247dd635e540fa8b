"""The hour and the end of the cooling-off."""

from datetime import timedelta

import pytest
from django.core import mail

from demand.answers import actions as answers
from demand.answers.models import Answer, Trace
from demand.answers.vocabulary import Level
from marketplace.changes.models import Change
from marketplace.offers.models import (
    Account,
    Commitment,
    Entry,
    Offer,
    Reminder,
    Round,
    Transition,
)
from marketplace.offers.tasks import (
    agree,
    expire,
    look_after_commitments,
    open_due,
    open_offers,
    remind,
)
from marketplace.offers.vocabulary import Booking, Notice, Standing, State
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, VouchingFactory
from tests.marketplace.offers.conftest import HOUR, bound, of

pytestmark = pytest.mark.django_db


def test_five_farms_buy_at_two_thousand_as_published(opened):
    commitments = Commitment.objects.filter(offer=opened)

    assert opened.state == State.THRESHOLD_MET
    assert opened.cleared_price == 2_000
    assert sorted(each.answer.cap for each in commitments) == [2_000, 3_000, 4_000, 4_000, 5_000]
    assert {each.price for each in commitments} == {2_000}
    assert bound() == 5
    assert Change.objects.filter(noun="round", kind="opened").count() == 1


def test_before_the_hour_nothing_is_opened(adas_offer, clock):
    clock(HOUR - timedelta(seconds=1))

    open_offers(adas_offer.round_id)

    assert Offer.objects.get().state == State.OPEN
    assert not Commitment.objects.exists()


def test_a_second_delivery_changes_nothing(opened):
    before = list(Entry.objects.values()), list(Transition.objects.values())

    open_offers(opened.round_id)
    open_due()

    assert (list(Entry.objects.values()), list(Transition.objects.values())) == before


def test_the_cheaper_of_two_offers_takes_whom_both_could_serve(
    adas_offer, graces_team, grace, hand_in, clock
):
    cheaper = hand_in(graces_team, grace, fixed_cost=7_000)
    clock(HOUR)

    open_offers(adas_offer.round_id)

    # 7,700 with tax over five; the cap of 1,000 that is left bears nothing of Ada's.
    assert Offer.objects.get(pk=cheaper.pk).cleared_price == 1_540
    assert Offer.objects.get(pk=adas_offer.pk).state == State.FAILED
    assert Commitment.objects.filter(offer=cheaper).count() == 5


def test_a_draft_and_an_offer_that_no_longer_holds_are_let_go(
    adas_offer, graces_team, grace, hand_in, clock
):
    draft = hand_in(graces_team, grace, hands_in=False)
    clock(HOUR + timedelta(days=80))

    open_offers(adas_offer.round_id)

    assert set(Offer.objects.values_list("state", flat=True)) == {State.EXPIRED}
    assert draft.handed_in_at is None
    assert bound() == 0


def test_who_only_would_buy_is_not_bound_and_who_withdrew_is_not_there(
    adas_offer, need, farms, sato, satos_farm, clock
):
    AnswerFactory(need=need, level=Level.WOULD_BUY, cap=9_000, quantity=1)
    answers.withdraw(need=need, operation=satos_farm, by=sato, now=HOUR)
    clock(HOUR)

    open_offers(adas_offer.round_id)

    # 10,000 over the caps 4,000, 4,000, 3,000, 2,000, 1,000: below the threshold.
    assert Offer.objects.get().state == State.FAILED
    assert bound() == 0


def test_a_developer_does_not_sell_to_its_own_farm(adas_offer, adas_team, need, clock):
    own = OperationFactory(organisation=adas_team.organisation)
    AnswerFactory(need=need, operation=own, level=Level.LETTER, cap=9_000, quantity=1)
    clock(HOUR)

    open_offers(adas_offer.round_id)

    assert Commitment.objects.count() == 5
    assert not Commitment.objects.filter(operation=own).exists()


def test_the_ledger_balances_to_the_yen(opened, need, adas_team, satos_farm):
    accounts = Account.objects.filter(need=need)

    assert Account.objects.get(organisation=adas_team.organisation).balance == 10_000
    assert Account.objects.get(organisation=satos_farm.organisation).balance == -2_000
    assert sum(account.balance for account in accounts) == 0


def test_a_bound_answer_is_neither_lowered_nor_withdrawn(opened, need, sato, satos_farm):
    with pytest.raises(answers.AnswerIsBound):
        answers.withdraw(need=need, operation=satos_farm, by=sato, now=HOUR)
    with pytest.raises(answers.AnswerIsBound):
        answers.change_answer(
            need=need, operation=satos_farm, by=sato, now=HOUR, level=Level.INTEREST
        )

    assert Answer.objects.get(operation=satos_farm).cap == 5_000


def test_a_cap_at_a_fraction_of_a_unit_is_never_exceeded(
    hour, need, adas_team, ada, hand_in, clock
):
    AnswerFactory(need=need, level=Level.LETTER, cap=999, quantity="1.37")
    hand_in(adas_team, ada, fixed_cost=1_244)
    clock(HOUR)

    open_offers(hour.pk)

    # 1,368.4 over 1.37 units is 998.8: 999 a unit, 1,368.63 for it, so 1,368.
    assert (Commitment.objects.get().price, Commitment.objects.get().amount) == (999, 1_368)


def test_all_who_confirmed_are_firm_after_the_cooling_off(agreed):
    assert agreed.state == State.MATCHED
    assert agreed.cleared_price == 2_000
    assert Commitment.objects.filter(standing=Standing.FIRM).count() == 5
    assert not Entry.objects.filter(kind=Booking.REPRICED).exists()


def test_the_cooling_off_lasts_to_the_end_of_the_eighth_day_in_japan(opened, clock):
    clock(opened.cooling_until - timedelta(seconds=1))
    agree(opened.pk)

    assert Offer.objects.get().state == State.THRESHOLD_MET
    assert f"{opened.cooling_until:%Y-%m-%d %H:%M %z}" == "2027-02-08 15:00 +0000"
    assert f"{opened.last_cooling_day}" == "2027-02-08"


def test_who_does_not_confirm_is_released_and_the_others_share_anew(opened, satos_farm, clock):
    for each in Commitment.objects.filter(answer__cap__gte=4_000):
        each.confirmed_by, each.confirmed_at = each.answer.answered_by, HOUR
        each.save()
    clock(opened.cooling_until)

    agree(opened.pk)

    # 9,999 over three: 3,333 each, within all of their caps.
    assert Offer.objects.get().cleared_price == 3_333
    assert of(satos_farm).standing == Standing.FIRM
    assert Commitment.objects.filter(standing=Standing.RELEASED).count() == 2
    assert bound() == 3
    assert Account.objects.get(organisation=satos_farm.organisation).balance == -3_333
    assert sum(account.balance for account in Account.objects.all()) == 0


def test_too_few_who_confirm_let_everybody_go(opened, clock):
    clock(opened.cooling_until)

    agree(opened.pk)
    agree(opened.pk)

    assert Offer.objects.get().state == State.FAILED
    assert bound() == 0
    assert {account.balance for account in Account.objects.all()} == {0}


def test_what_is_not_delivered_by_its_day_expires_when_that_day_is_over_in_japan(agreed, clock):
    clock(HOUR.replace(month=6, day=1, hour=23))
    look_after_commitments()
    expire(agreed.pk)
    assert Offer.objects.get().state == State.MATCHED

    clock(HOUR.replace(month=6, day=2, hour=0))
    expire(agreed.pk)
    expire(agreed.pk)

    assert Offer.objects.get().state == State.EXPIRED
    assert bound() == 0
    assert {account.balance for account in Account.objects.all()} == {0}


def test_each_reminder_is_sent_once_and_only_to_who_has_not_decided(opened, satos_farm):
    for _ in range(2):
        remind(of(satos_farm).pk, Notice.LAST_DAY)
    Commitment.objects.update(standing=Standing.RELEASED)
    remind(of(satos_farm).pk, Notice.THREE_DAYS)

    assert [letter.to for letter in mail.outbox] == [["sato@example.com"]]
    assert "2027年2月8日" in mail.outbox[0].body


def test_buyers_are_told_at_once_three_days_before_and_on_the_last_day(
    opened, clock, satos_farm, monkeypatch
):
    monkeypatch.setattr(remind, "delay", remind)

    for days in range(9):
        clock(HOUR + timedelta(days=days))
        look_after_commitments()

    told = Reminder.objects.filter(commitment=of(satos_farm)).order_by("id")
    assert [(each.notice, each.at) for each in told] == [
        (Notice.OPENED, HOUR),
        (Notice.THREE_DAYS, HOUR + timedelta(days=5)),
        (Notice.LAST_DAY, HOUR + timedelta(days=8)),
    ]


def test_the_jobs_that_are_due_are_queued(adas_offer, opened, clock, monkeypatch):
    queued = []
    for job in (open_offers, agree, expire):
        monkeypatch.setattr(job, "delay", lambda key, job=job: queued.append((job.name, key)))
    Round.objects.create(need=opened.round.need, hour=HOUR + timedelta(days=1))
    clock(opened.cooling_until)

    open_due()
    look_after_commitments()
    expire(0)

    assert [name.rsplit(".", 1)[1] for name, _ in queued] == ["open_offers", "agree"]


def test_who_has_bought_before_is_not_bound_again(opened, need, satos_farm, clock):
    from marketplace.offers.reads import promising

    Answer.objects.all().release()
    Commitment.objects.filter(operation=satos_farm).update(
        confirmed_at=HOUR, confirmed_by=satos_farm.organisation.members.get()
    )
    Commitment.objects.filter(operation=satos_farm).update(standing=Standing.HONOURED)

    assert satos_farm not in {answer.operation for answer in promising(need)}
    assert promising(need).count() == 5


def test_a_need_that_was_closed_before_the_hour_binds_nobody(adas_offer, need, clock):
    need.closed_at = HOUR
    need.save()
    clock(HOUR)

    open_offers(adas_offer.round_id)

    assert Offer.objects.get().state == State.FAILED
    assert bound() == 0


def test_a_price_that_came_from_a_merged_need_is_bound_once_its_owner_let_it(
    adas_offer, need, clock
):
    other = NeedFactory(canonical=need)
    words = {"need": other, "level": Level.LETTER, "cap": 9_000, "quantity": 1}
    came = AnswerFactory(counts_for=[need.pk], **words)
    waits = AnswerFactory(**words)
    clock(HOUR)

    open_offers(adas_offer.round_id)

    assert Commitment.objects.filter(answer=came).exists()
    assert not Commitment.objects.filter(answer=waits).exists()


@pytest.fixture
def ring(need):
    """Nine answers in the last minute before the hour, all from one network."""
    answers = AnswerFactory.create_batch(9, need=need, level=Level.LETTER, cap=5_000, quantity=1)
    for answer in answers:
        Trace.objects.create(answer=answer, network_key="one", at=HOUR - timedelta(seconds=30))
    return answers


def test_what_looks_like_one_hand_lowers_nobodys_price(adas_offer, ring, clock):
    clock(HOUR)

    open_offers(adas_offer.round_id)

    assert Offer.objects.get().cleared_price == 2_000
    assert not Commitment.objects.filter(answer__in=ring).exists()


def test_neighbours_whom_a_co_operative_vouches_for_buy_like_everybody(adas_offer, ring, clock):
    for answer in ring:
        VouchingFactory(operation=answer.operation)
    clock(HOUR)

    open_offers(adas_offer.round_id)

    assert Commitment.objects.filter(answer__in=ring).count() == 9


def test_an_agreement_takes_room_until_it_ends(adas_offer, adas_team, clock):
    clock(HOUR)
    open_offers(adas_offer.round_id)
    adas_team.refresh_from_db()
    while_thought_over = adas_team.running_count
    clock(Offer.objects.get().cooling_until)

    agree(adas_offer.pk)  # nobody has confirmed

    adas_team.refresh_from_db()
    assert (while_thought_over, adas_team.running_count) == (1, 0)
    kinds = Change.objects.filter(noun="developer", key=adas_team.pk).values_list("kind", flat=True)
    assert list(kinds).count("occupied") == 2
