"""Two taps at the same moment, each on a connection of its own: one of them counts."""

from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from demand.answers import actions
from demand.answers.models import Answer, Demand
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from demand.needs.vocabulary import Period, Thing
from marketplace.changes.models import Change
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {"level": Level.WOULD_BUY, "cap": 15_000, "quantity": Decimal(2)}


def both(act):
    """Let two threads act at once; tell what each came to, by name."""
    ready, outcomes = Barrier(2), []

    def once():
        ready.wait()
        try:
            outcomes.append(type(act()).__name__)
        except Exception as refusal:  # noqa: BLE001  # what it was is asserted
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_a_withdrawn_answer_is_given_anew_once(sato, satos_farm, now):
    need = NeedFactory()
    satos = {"need": need, "operation": satos_farm, "by": sato, "now": now}
    answer = actions.co_sign(**satos, **WORDS)
    actions.withdraw(**satos)

    outcomes = both(lambda: actions.co_sign(**satos, **WORDS))

    assert outcomes == ["AlreadyCoSigned", "Answer"]
    kinds = list(answer.revisions.order_by("id").values_list("kind", flat=True))
    assert kinds == ["given", "withdrawn", "given"]


def test_an_answer_is_withdrawn_once(sato, satos_farm, now):
    need = NeedFactory()
    satos = {"need": need, "operation": satos_farm, "by": sato, "now": now}
    actions.co_sign(**satos, **WORDS)

    assert both(lambda: actions.withdraw(**satos)) == ["Answer", "NotAnswered"]
    assert Change.objects.filter(kind="withdrawn").count() == 1


def test_a_need_is_posted_with_its_answer_once(sato, satos_farm, now):
    key = uuid4()

    outcomes = both(
        lambda: actions.post_need_with_answer(
            operation=satos_farm,
            by=sato,
            now=now,
            posting_key=key,
            sector="AGRICULTURE",
            product="いちご",
            prefecture="09",
            title="うどんこ病を早く知りたい",
            story="葉裏に白い粉がつく。",
            thing=Thing.TEN_ARES,
            period=Period.YEAR,
            rungs=[8_000, 15_000, 30_000],
            answer=WORDS,
        )
    )

    assert outcomes == ["Need", "Need"]
    assert Need.objects.count() == Answer.objects.count() == Demand.objects.count() == 1
