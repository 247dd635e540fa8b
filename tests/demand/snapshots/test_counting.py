"""What the clock adds bit by bit, and what is rebuilt from nothing, are the same rows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Demand, Revision, Trace
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from demand.snapshots.actions import rebuild
from demand.snapshots.models import Cell, IndexHour, Snapshot
from demand.snapshots.tasks import take_index, take_snapshots
from tests.factories import (
    InstitutionNeedFactory,
    NeedFactory,
    OperationFactory,
    RefusalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def answer(need, operation=None, level=Level.WOULD_BUY, *, act=actions.co_sign, at=NOW, **words):
    operation = operation or OperationFactory()
    if level == Level.REFUSES:
        words = {"reason": Reason.PRICE, **words}
    else:
        words = {"cap": 15_000, "quantity": Decimal(2), "certainty": 7, **words}
    given = act(need=need, operation=operation, by=operation.organisation.members.get(), now=at,
                level=level, **words)  # fmt: skip
    # The history is written by the database's clock: put it where the test's clock is.
    Revision.objects.filter(id=given.revisions.latest("id").id).update(at=at)
    return operation


def withdraw(need, operation, at):
    by = operation.organisation.members.get()
    given = actions.withdraw(need=need, operation=operation, by=by, now=at)
    Revision.objects.filter(id=given.revisions.latest("id").id).update(at=at)


def busy_board(days_ago):
    """Let answers come, change, go and come again between `days_ago` and now."""
    at = NOW - timedelta(days=days_ago)
    need = NeedFactory(posted_at=at, tasks=[Task.PLANNING, Task.DOCUMENT])
    at_the_same = NeedFactory(posted_at=at, tasks=[Task.DOCUMENT, Task.PLANNING])
    stays, changes, leaves = (answer(need, at=at) for _ in range(3))
    answer(at_the_same, stays, Level.LETTER, at=at)
    answer(need, changes, Level.REFUSES, act=actions.change_answer, at=at + timedelta(days=1))
    withdraw(need, leaves, at + timedelta(days=1, hours=3))
    answer(need, leaves, Level.CONDITIONAL, certainty=9, at=at + timedelta(days=2))
    answer(need, OperationFactory(prefecture=Prefecture.AOMORI), at=at + timedelta(days=1))
    return need


def rows(model):
    left_out = {"taken_at", "summarised_at"}
    names = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
    return sorted(model.objects.values_list(*names), key=str)


def standing(*by, **asked):
    return {
        tuple(row.pop(f"cell__{name}") for name in by): {k: v for k, v in row.items() if v}
        for row in Snapshot.objects.standing(*by, **asked)
    }


def test_a_snapshot_says_what_stood_by_prefecture():
    busy_board(4)

    rebuild(now=NOW)

    assert standing("prefecture") == {
        ("02",): {"would_buy_count": 1},
        ("09",): {"need_count": 2, "would_buy_count": 1, "conditional_count": 1,
                  "letter_count": 1, "firm_count": 2, "price_refusal_count": 1},
    }  # fmt: skip


def test_the_sum_up_to_a_day_is_what_stood_at_its_end():
    busy_board(4)

    rebuild(now=NOW)

    first = timezone.localdate(NOW - timedelta(days=4))
    assert standing(on=first) == {(): {"need_count": 2, "would_buy_count": 3, "letter_count": 1,
                                       "firm_count": 1}}  # fmt: skip
    assert standing(on=first - timedelta(days=1)) == {(): {}}


def test_the_same_tasks_make_one_cell_in_whatever_order():
    busy_board(4)

    rebuild(now=NOW)

    assert set(Cell.objects.values_list("prefecture", "tasks__0", "tasks__1")) == {
        ("02", "DOCUMENT", "PLANNING"),
        ("09", "DOCUMENT", "PLANNING"),
    }


def test_what_is_rebuilt_equals_what_the_clock_added(monkeypatch):
    """The clock counts after each board's events, and twice; then all is made from nothing."""
    for days_ago in (9, 6, 3):
        busy_board(days_ago)
        monkeypatch.setattr(timezone, "now", lambda ago=days_ago: NOW - timedelta(days=ago - 2.2))
        for _ in range(2):
            take_snapshots()
            take_index()
    bit_by_bit = rows(Snapshot), rows(IndexHour)

    call_command("rebuild_numbers")

    assert bit_by_bit == (rows(Snapshot), rows(IndexHour))
    assert IndexHour.objects.count() >= 24 * 8


def test_the_clock_counts_one_day_after_another(monkeypatch):
    """What happens later than the last count is added to it, a withdrawal from the day it fell."""
    need = busy_board(4)
    monkeypatch.setattr(timezone, "now", lambda: NOW - timedelta(days=3, hours=1))
    take_snapshots()
    take_index()
    monkeypatch.undo()
    answer(need, at=NOW - timedelta(hours=2))
    take_snapshots()
    take_index()
    bit_by_bit = rows(Snapshot), rows(IndexHour)

    rebuild(now=timezone.now())

    assert bit_by_bit == (rows(Snapshot), rows(IndexHour))


def test_counts_are_rebuilt_as_each_need_summarises_its_own():
    needs = [busy_board(3), NeedFactory(), InstitutionNeedFactory()]
    answer(needs[2], cap=None, quantity=None, certainty=None, hours_lost=60)
    answer(needs[0], level=Level.INTEREST, cap=None, quantity=None)
    for need in needs:
        summarise(need.pk)
    summarised = {need.pk for need in needs}
    one_by_one = [row for row in rows(Demand) if row[0] in summarised]
    Demand.objects.update(co_sign_count=99, level_counts={})
    Demand.objects.filter(need=needs[1]).delete()

    rebuild(now=NOW)

    assert one_by_one == [row for row in rows(Demand) if row[0] in summarised]


def test_counts_that_are_right_are_not_written_again():
    need = busy_board(3)
    rebuild(now=NOW)
    written_at = Demand.objects.get(need=need).summarised_at

    assert rebuild(now=NOW) == 0

    assert Demand.objects.get(need=need).summarised_at == written_at


def test_the_index_holds_the_whole_board_hour_by_hour():
    busy_board(4)
    NeedFactory(posted_at=NOW - timedelta(days=4), closed_at=NOW - timedelta(days=2))

    rebuild(now=NOW)

    last = IndexHour.objects.latest_of(samples=False)
    assert (last.need_count, last.open_need_count) == (3, 2)
    assert (last.would_buy_count, last.conditional_count, last.letter_count) == (2, 1, 1)
    assert (last.firm_count, last.refusal_count) == (2, 1)
    assert IndexHour.objects.order_by("at").first().open_need_count == 3


def test_a_need_is_open_until_its_last_day_is_over():
    today = timezone.localdate(NOW)
    posted_at = NOW - timedelta(days=3)
    NeedFactory(posted_at=posted_at, open_until=today)
    NeedFactory(posted_at=posted_at, open_until=today - timedelta(days=1))

    rebuild(now=NOW)

    last = IndexHour.objects.latest_of(samples=False)
    assert last.open_need_count == 1


def test_the_index_adds_up_the_yen_of_the_latest_publications():
    need = NeedFactory(posted_at=NOW - timedelta(days=1))
    for _ in range(5):
        answer(need, level=Level.LETTER)
    summarise(need.pk)
    for _ in range(5):
        answer(need, level=Level.LETTER)
    summarise(need.pk)
    first, second = need.publications.order_by("number")
    type(first).objects.filter(id=first.id).update(published_at=NOW - timedelta(hours=5))
    type(first).objects.filter(id=second.id).update(published_at=NOW - timedelta(hours=3))

    rebuild(now=NOW)

    hours = IndexHour.objects.order_by("-at").values_list("firm_yen", flat=True)
    assert hours[0] == second.firm_yen > first.firm_yen > 0
    assert hours[4] == first.firm_yen


def test_samples_are_counted_apart():
    NeedFactory(is_sample=True, posted_at=NOW - timedelta(days=1))
    NeedFactory(posted_at=NOW - timedelta(days=2))

    rebuild(now=NOW)

    assert IndexHour.objects.latest_of(samples=True).need_count == 1
    assert Snapshot.objects.of(samples=True).standing()[0]["need_count"] == 1


def test_every_reason_has_its_own_count():
    need = NeedFactory(posted_at=NOW - timedelta(days=1))
    for reason in Reason:
        RefusalFactory(need=need, reason=reason, note="ほかの訳" if reason == Reason.OTHER else "")

    rebuild(now=NOW)

    found = Snapshot.objects.standing()[0]
    assert all(found[f"{reason.lower()}_refusal_count"] == 1 for reason in Reason)
    assert Answer.objects.filter(level=Level.REFUSES).count() == len(Reason)


def test_nothing_to_count_is_no_row():
    rebuild(now=NOW)

    assert not Snapshot.objects.exists()
    assert not IndexHour.objects.exists()


CELL = {"is_sample": False, "sector": Sector.FISHERY, "prefecture": "03", "kind": "TECHNOLOGY"}


def test_a_cell_stands_once():
    Cell.objects.create(**CELL, tasks=[Task.PLANNING])
    Cell.objects.create(**CELL, tasks=[])

    with pytest.raises(IntegrityError, match="a_cell_stands_once"), transaction.atomic():
        Cell.objects.create(**CELL, tasks=[Task.PLANNING])


def test_a_cell_speaks_known_words():
    with pytest.raises(IntegrityError, match="cell_speaks_known_words"), transaction.atomic():
        Cell.objects.create(**CELL, tasks=["DREAMING"])


def test_hands_and_tiers_are_rebuilt_as_each_need_summarises_its_own():
    need = NeedFactory()
    for number in range(4):
        farmer = UserFactory(reached=number % 2 == 1)
        farm = OperationFactory(organisation__member=farmer)
        given = Answer.objects.get(need=need, operation=answer(need, farm))
        # A network that is forgotten: what was found of the hand stands.
        Trace.objects.create(answer=given, at=NOW, hand=1, hand_size=4)
    summarise(need.pk)
    one_by_one = rows(Demand)
    Demand.objects.all().delete()

    rebuild(now=NOW)

    assert rows(Demand) == one_by_one
    demand = Demand.objects.get(need=need)
    assert (demand.co_sign_count, demand.discounted_count) == (4, 2.0)
    assert demand.tier_counts["PHONE"] == 2


def test_a_need_that_gathers_others_summarises_itself():
    stands, merged = NeedFactory(), NeedFactory()
    answer(stands)
    answer(merged, level=Level.INTEREST, cap=None, quantity=None)
    type(merged).objects.filter(id=merged.id).update(canonical=stands)

    rebuild(now=NOW)

    assert Demand.objects.get(need=stands).co_sign_count == 2
    assert Demand.objects.get(need=merged).co_sign_count == 0


def test_a_hidden_or_merged_need_is_not_open():
    posted_at = NOW - timedelta(days=2)
    stays = NeedFactory(posted_at=posted_at)
    NeedFactory(posted_at=posted_at, hidden_at=NOW - timedelta(days=1))
    NeedFactory(posted_at=posted_at, canonical=stays)

    rebuild(now=NOW)

    assert IndexHour.objects.latest_of(samples=False).open_need_count == 1
