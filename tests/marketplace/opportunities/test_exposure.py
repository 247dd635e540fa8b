"""How often needs are shown to developers, and whom the floor lifts."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from marketplace.opportunities.arithmetic.exposure import FLOOR
from marketplace.opportunities.models import Impression, Match
from marketplace.opportunities.models.impressions import week_of
from marketplace.opportunities.tasks import estimate
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

LIST = reverse("opportunities")


@pytest.fixture
def needs(adas_team):
    """Twenty-five needs that fit Ada, each a little less than the one before."""
    made = NeedFactory.create_batch(25)
    for number, need in enumerate(made):
        estimate(need.pk)
        Match.objects.create(
            need=need, developer=adas_team, score=0.9 - number / 100, values=[0.5] * 6
        )
    return made


def counts():
    return dict(Impression.objects.values_list("need_id", "count"))


def test_what_a_developer_is_shown_is_counted_week_by_week(as_user, ada, adas_team, needs):
    client = as_user(ada)

    first = client.get(LIST)
    client.get(LIST)

    seen = {row.pk for row in first.context["page"].rows}
    assert counts() == dict.fromkeys(seen, 2)
    assert Impression.objects.first().week == week_of(timezone.localdate())


def test_others_are_not_counted(client, needs):
    client.get(LIST)

    assert counts() == {}


def test_by_fit_every_fifth_place_goes_to_who_was_seen_least(as_user, ada, needs):
    today = timezone.localdate()
    # All but the last two were seen often, the last but one more than the last.
    for need in needs[:-2]:
        Impression.objects.create(need=need, week=week_of(today), count=FLOOR)
    Impression.objects.create(need=needs[-2], week=week_of(today), count=3)

    answer = as_user(ada).get(LIST, {"sort": "fit"})

    shown = answer.context["opportunities"]
    lifted = [(place, each.need) for place, each in enumerate(shown, 1) if each.is_lifted]
    assert lifted == [(5, needs[-1]), (10, needs[-2])]
    assert answer.content.decode().count("Few have seen this one") == 2


def test_what_does_not_fit_is_not_lifted(as_user, ada, needs):
    Match.objects.update(score=0.2)

    shown = as_user(ada).get(LIST, {"sort": "fit"}).context["opportunities"]

    assert not any(each.is_lifted for each in shown)


def test_the_week_begins_on_monday():
    assert week_of(date(2026, 11, 24)) == week_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_a_need_has_one_count_a_week():
    need = NeedFactory()
    Impression.objects.create(need=need, week=date(2026, 11, 23), count=1)
    Impression.objects.create(need=need, week=date(2026, 11, 30), count=1)

    with pytest.raises(IntegrityError, match="a_need_is_counted_once_a_week"):
        Impression.objects.create(need=need, week=date(2026, 11, 30), count=1)
