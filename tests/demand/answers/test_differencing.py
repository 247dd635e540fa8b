"""Attacks by difference: what is told before and after one operation speaks, and what one
learns by moving one's own figure until the sum gives way."""

import random
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Loss, Publication
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Lost, Reason
from demand.needs.models import Regulation
from demand.needs.vocabulary import RegulationLevel
from tests.factories import InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


def who(operation, need):
    return {
        "need": need,
        "operation": operation,
        "by": operation.organisation.members.get(),
        "now": timezone.now(),
    }


def tell(need, **words):
    operation = OperationFactory()
    actions.co_sign(**who(operation, need), **words)
    summarise(need.pk)
    return operation


def change(need, operation, **words):
    actions.change_answer(**who(operation, need), **words)
    summarise(need.pk)


def losing(hours):
    return {"level": Level.INTEREST, "hours_lost": hours, "sales_lost": 10_000 * hours}


def refusing(premium):
    return {"level": Level.REFUSES, "reason": Reason.NOT_AUTOMATED, "premium_lost": premium}


def priced(need, chance):
    return {
        "level": Level.WOULD_BUY,
        "cap": chance.choice(need.rungs),
        "quantity": Decimal(1),
    }


@pytest.fixture
def ruled():
    """A need that a rule blocks, whose losses five operations have told."""
    need = InstitutionNeedFactory()
    need.regulations.add(
        Regulation.objects.create(title="農薬取締法", level=RegulationLevel.LAW, owner="農林水産省")
    )
    planted = [tell(need, **losing(100)) for _ in range(5)]
    return need, planted


def shown(client, need):
    """What the pages and the documents tell of losses."""
    cache.clear()  # the insights are kept for five minutes
    rule = need.regulations.get()
    page = client.get(rule.get_absolute_url()).content.decode()
    told = client.get(reverse("api_insights")).json()["blocking"]
    stored = list(Loss.objects.order_by("id").values_list("lost", "number", "total", "told_count"))
    return page[page.index("blocked") :].count("500"), told[0]["hours_lost"]["total"], stored


def test_a_newcomers_hours_show_in_no_difference(ruled, client):
    need, _planted = ruled
    before = shown(client, need)
    assert before[:2] == (1, 500)

    for hours in (3, 40, 7_000):
        newcomer = tell(need, **losing(hours))
        assert shown(client, need) == before
        actions.withdraw(**who(newcomer, need))
        summarise(need.pk)
        assert shown(client, need) == before
    assert before[2] == [(Lost.HOURS, 1, 500, 5), (Lost.SALES, 1, 5_000_000, 5)]


def test_moving_ones_own_figure_finds_no_edge(ruled, client):
    """Bisecting: one changes one's own answer as often as one likes."""
    need, planted = ruled
    tell(need, **losing(60))
    before = shown(client, need)

    for hours in (1, 10_000, 4_000, 140, 142, 150):
        change(need, planted[0], **losing(hours))

    assert shown(client, need) == before


def test_whoever_holds_five_answers_learns_of_the_sixth_at_most_its_step(client):
    """All but one are the adversary's, who renews what is told at will."""
    seen = []
    for hours in (36, 50, 70):
        need = InstitutionNeedFactory()
        planted = [tell(need, **losing(100)) for _ in range(5)]
        tell(need, **losing(hours))
        for own in (90, 317):
            for operation in planted:
                change(need, operation, **losing(own))
        seen.append(list(Loss.objects.filter(need=need).values_list("lost", "number", "total")))

    assert len(seen[0]) == 2 * 3
    assert seen[0] == seen[1] == seen[2]


def test_a_newcomers_premium_does_not_show_with_the_next_curve():
    """Between two publications one premium came: its rung would be the difference."""
    need, chance, told = NeedFactory(), random.Random(3), []
    for _ in range(5):
        tell(need, **refusing(12_000))
    for newcomer in (None, 9_000, 25_000, 90_000):
        if newcomer is not None:
            tell(need, **refusing(newcomer))
        for _ in range(5):
            tell(need, **priced(need, chance))
        told.append(Publication.objects.latest_of(need.pk).curve["premium"])

    assert Publication.objects.count() == 4
    assert {(each["count"], each["per_unit"]) for each in told} == {(5, 12_000)}


def test_a_premium_is_told_anew_once_five_have_changed():
    need, chance = NeedFactory(), random.Random(3)
    for premium in [12_000] * 5 + [25_000] * 5:
        tell(need, **refusing(premium))
        if premium == 12_000:
            tell(need, **priced(need, chance))
    first = Publication.objects.latest_of(need.pk)
    for _ in range(5):
        tell(need, **priced(need, chance))

    second = Publication.objects.latest_of(need.pk)

    assert (first.number, second.number) == (1, 2)
    assert first.curve["premium"]["per_unit"] == 12_000
    # √(10,000 · 15,000) and √(20,000 · 30,000), the mean of both, to two digits.
    assert (second.curve["premium"]["count"], second.curve["premium"]["per_unit"]) == (10, 18_000)


def test_what_leaves_is_a_change_too(ruled):
    need, planted = ruled
    for operation in planted[:4]:
        actions.withdraw(**who(operation, need))
    for _ in range(4):
        tell(need, **losing(50))

    told = Loss.objects.filter(lost=Lost.HOURS).order_by("number")

    # At the first newcomer five have changed, but only two tell it: told anew at the fourth.
    assert list(told.values_list("number", "told_count", "total")) == [(1, 5, 500), (2, 5, 300)]
