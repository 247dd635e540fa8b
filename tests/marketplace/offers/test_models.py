"""Each constraint: a row it lets in, and one it refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from demand.answers.models import Answer
from demand.answers.vocabulary import Level
from marketplace.offers.models import (
    Account,
    Commitment,
    Entry,
    Message,
    Offer,
    Reminder,
    Round,
    Transition,
    Version,
)
from marketplace.offers.vocabulary import Booking, Notice, Standing, State
from tests.factories import AnswerFactory
from tests.marketplace.offers.conftest import HOUR, of

pytestmark = pytest.mark.django_db


def refuses(name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change()


def test_a_need_has_an_hour_once_and_awaits_one_at_a_time(need, hour):
    def at(moment):
        return Round.objects.create(need=need, hour=moment)

    refuses("a_need_awaits_one_hour_at_a_time", lambda: at(HOUR + timedelta(days=1)))
    refuses("round_opens_at_its_hour_or_later", lambda: _save(hour, opened_at=HOUR - timedelta(1)))
    hour.refresh_from_db()
    _save(hour, opened_at=HOUR)
    refuses("a_need_has_an_hour_once", lambda: at(HOUR))
    assert str(at(HOUR + timedelta(days=1)))


def _save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("offer_state_is_known", {"state": "GONE"}),
        ("offer_that_cleared_was_handed_in_and_has_a_cooling_off", {"cleared_price": 1}),
        ("offer_that_is_agreed_has_its_price", {"state": State.MATCHED}),
        ("offer_is_measured_after_it_was_agreed", {"measured": 1}),
        ("offer_is_disputed_by_somebody", {"state": State.DISPUTED}),
    ],
)
def test_an_offer_holds_together(adas_offer, name, fields):
    refuses(name, lambda: Offer.objects.update(**fields))


def test_a_developer_offers_once_in_a_round(adas_offer, graces_team):
    def again(developer):
        return Offer.objects.create(round=adas_offer.round, developer=developer)

    refuses("a_developer_offers_once_in_a_round", lambda: again(adas_offer.developer))
    assert str(again(graces_team))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("offer_has_three_versions_at_most", {"number": 4}),
        ("version_metric_is_known", {"metric": "LUCK"}),
        ("version_promises_a_share_or_an_error", {"threshold": Decimal("1.01")}),
        ("version_promises_a_share_or_an_error", {"threshold": 0}),
        ("version_wants_one_buyer_at_least", {"least_operations": 0}),
        ("version_is_tried_after_delivery", {"tried_until": date(2027, 5, 31)}),
        ("version_pays_work_within_sixty_days", {"paid_work": "写真"}),
        ("version_pays_work_within_sixty_days", {"paid_work": "写真", "payment_days": 61}),
        ("version_pays_work_within_sixty_days", {"payment_days": 30}),
        ("version_invoice_number_is_t_and_thirteen_digits", {"invoice_number": "T12"}),
    ],
)
def test_a_version_holds_together(adas_offer, name, fields):
    refuses(name, lambda: Version.objects.update(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 3, "threshold": 1, "tried_until": date(2027, 6, 1)},
        {"metric": "RMSE", "threshold": Decimal("12.5")},
        {"paid_work": "写真", "payment_days": 60, "invoice_number": "T1234567890123"},
    ],
)
def test_a_version_that_holds_together_is_let_in(adas_offer, fields):
    assert Version.objects.update(**fields) == 1


def test_versions_are_numbered(adas_offer):
    version = adas_offer.terms
    version.pk = None

    refuses("versions_of_an_offer_are_numbered", version.save)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("commitment_standing_is_known", {"standing": "GONE"}),
        ("commitment_is_for_more_than_nothing", {"quantity": 0}),
        ("commitment_that_is_firm_was_confirmed_for_business", {"standing": Standing.FIRM}),
    ],
)
def test_a_commitment_holds_together(opened, name, fields):
    refuses(name, lambda: Commitment.objects.update(**fields))


def test_an_operation_is_served_once_in_a_round(opened, satos_farm):
    again = of(satos_farm)
    again.pk = None

    refuses("an_operation_is_served_once_in_a_round", again.save)


def test_the_ledger_holds_together(opened, satos_farm, need):
    entry = Entry.objects.filter(commitment=of(satos_farm)).get()

    refuses("entry_is_for_more_than_nothing", lambda: Entry.objects.update(amount=0))
    refuses("entry_kind_is_known", lambda: Entry.objects.update(kind="GIFT"))
    refuses("entry_has_two_sides", lambda: Entry.objects.update(debtor=entry.creditor))
    refuses(
        "an_organisation_has_one_account_a_need",
        lambda: Account.objects.create(organisation=satos_farm.organisation, need=need),
    )
    entry.pk = None
    refuses("a_commitment_is_booked_once_for_each_reason", entry.save)
    assert str(entry).startswith(Booking.COMMITTED)
    assert str(Account.objects.first())


def test_reminders_and_messages_hold_together(opened, satos_farm, sato):
    def remind(notice):
        return Reminder.objects.create(commitment=of(satos_farm), notice=notice)

    assert str(remind(Notice.OPENED))
    refuses("a_buyer_is_reminded_once_of_each", lambda: remind(Notice.OPENED))
    refuses("reminder_notice_is_known", lambda: remind("NEVER"))
    words = {"commitment": of(satos_farm), "organisation": satos_farm.organisation, "by": sato}
    assert str(Message.objects.create(text="はい", **words))
    refuses("message_says_something", lambda: Message.objects.create(text="", **words))


@pytest.mark.parametrize(
    "fields",
    [
        {"level": Level.WOULD_BUY},
        {"cap": None, "quantity": None},
        {"withdrawn_at": HOUR},
    ],
)
def test_an_answer_that_is_bound_stands_and_promises(need, fields):
    AnswerFactory(need=need, level=Level.LETTER, bound_at=HOUR)

    refuses("answer_that_is_bound_stands_and_promises", lambda: Answer.objects.update(**fields))


def test_every_row_says_who_it_is(opened):
    for row in (opened, opened.terms, Transition.objects.first(), Commitment.objects.first()):
        assert opened.developer.organisation.name in str(row)
