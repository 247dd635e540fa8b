"""A market: a need with farms that promise, and two developers who offer."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from demand.answers.models import Answer
from demand.answers.vocabulary import Level
from marketplace.offers import actions
from marketplace.offers.arithmetic.hours import JAPAN
from marketplace.offers.models import Commitment, Offer, Round
from marketplace.offers.tasks import agree, open_offers
from tests.factories import AnswerFactory, DeveloperFactory, NeedFactory, UserFactory

# science.md, section 2
ORACLE = (5_000, 4_000, 4_000, 3_000, 2_000, 1_000)
HOUR = datetime(2027, 1, 31, 12, tzinfo=JAPAN)
BEFORE = HOUR - timedelta(days=30)
TERMS = {
    # With tax 10,000: five of the oracle's caps bear it at 2,000 each.
    "fixed_cost": 9_090,
    "metric": "ACCURACY",
    "threshold": Decimal("0.85"),
    "judged_by": "封印した葉の写真200枚",
    "delivered_on": date(2027, 6, 1),
    "tried_until": date(2027, 8, 31),
    "valid_until": date(2027, 3, 31),
}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, rungs=[1_000, 2_000, 3_000, 4_000, 5_000])


@pytest.fixture
def hour(need):
    return Round.objects.create(need=need, hour=HOUR)


@pytest.fixture
def farms(need, satos_farm, suzukis_farm):
    """Promise with the oracle's caps; Sato and Suzuki have the two highest."""
    named = [satos_farm, suzukis_farm]
    return [
        AnswerFactory(
            need=need,
            level=Level.CONDITIONAL,
            cap=cap,
            quantity=1,
            **({"operation": named[place]} if place < len(named) else {}),
        )
        for place, cap in enumerate(ORACLE)
    ]


@pytest.fixture
def grace(db):
    return UserFactory(email="grace@example.com", name="Grace")


@pytest.fixture
def graces_team(grace):
    return DeveloperFactory(organisation__name="Grace Robotics", organisation__member=grace)


@pytest.fixture
def hand_in(need):
    """Hand an offer in: `hand_in(adas_team, ada, fixed_cost=9_090)`."""

    def make(developer, by, *, at=BEFORE, **terms):
        return actions.make_offer(need=need, developer=developer, by=by, now=at, **TERMS | terms)

    return make


@pytest.fixture
def adas_offer(hour, farms, adas_team, ada, hand_in):
    return hand_in(adas_team, ada)


@pytest.fixture
def clock(monkeypatch):
    """Set the clock that tasks and pages look at: `clock(HOUR)`."""
    from django.utils import timezone

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def opened(adas_offer, clock):
    """Ada's offer after the hour: five farms at 2,000 yen, in their cooling-off."""
    clock(HOUR)
    open_offers(adas_offer.round_id)
    return Offer.objects.whole().get(pk=adas_offer.pk)


@pytest.fixture
def agreed(opened, clock):
    """Ada's offer after the cooling-off: all five have confirmed."""
    for each in Commitment.objects.filter(offer=opened):
        each.confirmed_by, each.confirmed_at = each.answer.answered_by, HOUR
        each.save()
    clock(opened.cooling_until)
    agree(opened.pk)
    return Offer.objects.whole().get(pk=opened.pk)


def of(operation):
    return Commitment.objects.for_list().get(operation=operation)


def bound():
    return Answer.objects.exclude(bound_at=None).count()
