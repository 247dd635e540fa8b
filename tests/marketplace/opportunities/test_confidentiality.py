"""Two worlds with other caps on the same rungs: whatever is told of them is the same bytes."""

import json
import random
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from demand.answers import actions
from demand.answers.models import Demand, Loss, Publication
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.needs.models import Regulation
from demand.needs.vocabulary import RegulationLevel
from marketplace.changes.models import Change
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.tasks import estimate
from tests.factories import InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db

OPERATIONS = 56
LEVELS = [Level.INTEREST, Level.WOULD_BUY, Level.CONDITIONAL, Level.LETTER]


class OtherWorld(Exception):
    """Ends a world, so that the next begins where it began."""


def cap_between(low, high, chance, end):
    """One of the two ends of a rung interval, or anything between."""
    return {"low": low, "high": high - 1, "any": chance.randint(low, high - 1)}[end]


def live(need, operations, chance, end, now):
    """Let the same people say and do the same at the same moments, at other caps."""
    edges = [1, *need.rungs, 4 * need.rungs[-1]]
    steps = random.Random(5)
    for number, operation in enumerate(operations):
        place = steps.randrange(len(edges) - 1)
        words = {
            "level": steps.choice(LEVELS),
            "cap": cap_between(*edges[place : place + 2], chance, end),
            "quantity": Decimal(steps.choice([1, 2, 30])),
            "certainty": steps.randint(0, 10),
        }
        if steps.random() < 0.35:
            words = {"level": Level.REFUSES, "reason": Reason.NOT_AUTOMATED,
                     "premium_lost": words["cap"]}  # fmt: skip
        who = {"need": need, "operation": operation, "by": operation.organisation.members.get()}
        at = now + timedelta(seconds=20 * number)
        actions.co_sign(**who, now=at, network_key=steps.choice(["", "", "", "one"]), **words)
        if steps.random() < 0.2:
            actions.withdraw(**who, now=at)
        if number % 4 == 3:
            summarise(need.pk)
            estimate(need.pk)


def lose(need, operations, chance, end, now):
    """Let the same people tell the same losses, as far as the steps go that stand for them."""
    steps = random.Random(6)
    for number, operation in enumerate(operations):
        low, high = steps.choice([(8, 14), (15, 31), (32, 70), (708, 1414)])
        hours = cap_between(low, high + 1, chance, end)
        who = {"need": need, "operation": operation, "by": operation.organisation.members.get(),
               "now": now + timedelta(seconds=20 * number)}  # fmt: skip
        actions.co_sign(**who, level=Level.INTEREST, hours_lost=hours, sales_lost=hours * 10**4)
        if steps.random() < 0.2:
            actions.withdraw(**who)
        summarise(need.pk)


def told(client, need):
    """All that anybody is told, without the moments at which it was told."""

    def timeless(value):
        if isinstance(value, dict):
            return {name: timeless(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [timeless(inner) for inner in value]
        return "moment" if _is_moment(value) else value

    cache.clear()  # the insights are kept for five minutes
    pages = [
        client.get(address).json()
        for address in (
            reverse("api_needs"),
            reverse("api_need", args=[need.slug]),
            reverse("api_opportunities"),
            reverse("api_opportunity", args=[need.slug]),
            reverse("api_insights"),
        )
    ]
    stored = [
        list(Publication.objects.order_by("need", "number").values("number", "grade", "curve")),
        list(
            Demand.objects.order_by("need").values(
                "level_counts", "tier_counts", "discounted_count"
            )
        ),
        list(Loss.objects.order_by("id").values("lost", "number", "total", "told_count")),
        list(Estimate.objects.order_by("need").values("inputs", "result", "npv_p50", "obstacle")),
        list(Change.objects.order_by("id").values("noun", "key", "kind")),
    ]
    return json.dumps(timeless([pages, stored]))


def _is_moment(value):
    if isinstance(value, str) and len(value) > len("2026-11-24T"):
        try:
            return bool(datetime.fromisoformat(value))
        except ValueError:
            return False
    return False


def test_the_same_rungs_give_the_same_publications_estimates_and_feeds(client, now):
    need, operations = NeedFactory(), OperationFactory.create_batch(OPERATIONS)
    ruled = InstitutionNeedFactory()
    ruled.regulations.add(
        Regulation.objects.create(title="農薬取締法", level=RegulationLevel.LAW, owner="農林水産省")
    )
    begun, seen = set(Change.objects.values_list("pk", flat=True)), []

    for number, end in enumerate(("low", "high", "any")):
        with suppress(OtherWorld), transaction.atomic():
            live(need, operations, random.Random(number), end, now)
            lose(ruled, operations[:30], random.Random(number), end, now)
            seen.append(told(client, need))
            raise OtherWorld

    assert begun == set(Change.objects.values_list("pk", flat=True))
    assert '"number": 3' in seen[0]
    assert '"premium": {' in seen[0]
    assert '"lost": "SALES", "number": 3' in seen[0]
    assert seen[0] == seen[1] == seen[2]
