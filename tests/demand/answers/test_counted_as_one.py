"""Farms under two names answer once, and part again as if nothing had been."""

from datetime import timedelta

import pytest

from demand.answers import actions
from demand.answers.models import Answer, Demand
from demand.answers.tasks import follow_operations, summarise
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from demand.operations import actions as operations
from demand.operations.models import Operation, Twins
from tests.demand.answers.test_who_counts import co_sign, demand
from tests.factories import NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def merged(satos_farm, sato, nobu, now):
    """Sato's farm and its company, counted as one: `merged()` gives their twins."""
    company = OperationFactory(organisation__name="株式会社佐藤", organisation__member=nobu)
    twins = Twins.objects.create(
        first=satos_farm, second=company, score=1, reasons=["NAME"], shows_names=True,
        proposed_at=now,
    )  # fmt: skip

    def merge():
        operations.agree_to_be_one(twins=twins, operation=satos_farm, by=sato, now=now)
        operations.agree_to_be_one(twins=twins, operation=company, by=nobu, now=now)
        return twins

    merge.company = company
    return merge


def state():
    rows = Answer.objects.order_by("id").values()
    return list(rows), list(Demand.objects.values("co_sign_count", "level_counts", "tier_counts"))


def test_of_two_answers_the_later_counts_and_the_other_is_kept(need, merged, satos_farm, now):
    earlier = co_sign(need, satos_farm, at=now - timedelta(days=1))
    later = co_sign(need, merged.company, at=now, cap=20_000)
    merged()

    assert demand(need).co_sign_count == 1
    assert list(Answer.objects.counted()) == [later]
    earlier.refresh_from_db()
    assert (earlier.cap, earlier.withdrawn_at) == (15_000, None)
    assert earlier.set_aside_at is not None


def test_merging_and_parting_restores_the_exact_state(need, merged, satos_farm, sato, now):
    for number, operation in enumerate((satos_farm, merged.company, None, None)):
        co_sign(need, operation, at=now + timedelta(minutes=number))
    other = NeedFactory()
    co_sign(other, satos_farm)
    for each in (need, other):
        summarise(each.pk)
    before = state()

    twins = merged()
    for each in (need, other):
        summarise(each.pk)
    assert state() != before
    operations.part_twins(twins=twins, operation=satos_farm, by=sato, now=now)
    for each in (need, other):
        summarise(each.pk)

    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_merging_reaches_the_needs_of_both_through_the_log(need, merged, satos_farm, settle):
    co_sign(need, satos_farm)
    co_sign(need, merged.company)
    merged()
    settle()

    follow_operations()

    assert Demand.objects.get(need=need).co_sign_count == 1


def test_whoever_answers_anew_is_counted_from_then_on(need, merged, satos_farm, sato, now):
    co_sign(need, satos_farm, at=now - timedelta(days=2))
    co_sign(need, merged.company, at=now - timedelta(days=1))
    merged()
    summarise(need.pk)

    actions.change_answer(
        need=need, operation=satos_farm, by=sato, now=now, level=Level.WOULD_BUY, cap=9_000
    )
    summarise(need.pk)

    assert Answer.objects.counted().get().cap == 9_000


def test_if_the_later_is_withdrawn_the_other_counts_again(need, merged, satos_farm, nobu, now):
    co_sign(need, satos_farm, at=now - timedelta(days=1))
    co_sign(need, merged.company, at=now)
    merged()
    summarise(need.pk)

    actions.withdraw(need=need, operation=merged.company, by=nobu, now=now)

    assert demand(need).co_sign_count == 1


def test_whose_answer_is_set_aside_is_told(as_user, sato, need, merged, satos_farm, now):
    co_sign(need, satos_farm, at=now - timedelta(days=1))
    co_sign(need, merged.company, at=now)
    merged()
    summarise(need.pk)

    page = as_user(sato).get(need.get_absolute_url()).content.decode()

    assert "its later answer counts" in page


def test_other_answers_are_left_alone(need, merged, satos_farm):
    co_sign(need, satos_farm)
    for _ in range(3):
        co_sign(need)
    merged()

    assert demand(need).co_sign_count == 4
    assert Operation.objects.filter(head=None).count() > 0


def test_of_two_answers_to_needs_that_were_merged_the_later_counts_too(
    need, merged, satos_farm, now
):
    other = NeedFactory()
    co_sign(need, satos_farm, at=now - timedelta(days=1), level=Level.INTEREST, cap=None,
            quantity=None)  # fmt: skip
    co_sign(other, merged.company, at=now, level=Level.INTEREST, cap=None, quantity=None)
    merged()
    Need.objects.filter(pk=other.pk).update(canonical=need)

    assert demand(need).co_sign_count == 1

    Need.objects.filter(pk=other.pk).update(canonical=None)

    assert demand(need).co_sign_count == 1
    assert demand(other).co_sign_count == 1
