"""Needs as the market meets them: answered, published, estimated."""

from decimal import Decimal

import pytest
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from marketplace.opportunities.tasks import estimate
from tests.factories import NeedFactory, OperationFactory


@pytest.fixture
def answer():
    """Let new operations answer a need at these caps: `answer(need, 8_000, 15_000)`."""

    def give(need, *caps, level=Level.WOULD_BUY, quantity=2):
        for cap in caps:
            operation = OperationFactory()
            actions.co_sign(
                need=need,
                operation=operation,
                by=operation.organisation.members.get(),
                now=timezone.now(),
                level=level,
                cap=cap,
                quantity=Decimal(quantity),
                certainty=7,
            )

    return give


@pytest.fixture
def estimated(db, answer):
    """Post a need, let it be answered, summarised and estimated: `estimated(15_000, …)`."""

    def post(*caps, level=Level.WOULD_BUY, quantity=2, **fields):
        need = NeedFactory(**fields)
        answer(need, *caps, level=level, quantity=quantity)
        summarise(need.pk)
        estimate(need.pk)
        need.refresh_from_db()
        return need

    return post


# Five prices on NeedFactory's ladder; the middle rung brings in the most.
FIVE = (8_000, 10_000, 15_000, 20_000, 30_000)


@pytest.fixture
def five_prices():
    return FIVE
