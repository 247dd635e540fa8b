"""What follows from answers: counts at once, a curve only when the rule allows."""

from decimal import Decimal

import pytest
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Demand, Publication, Revision
from demand.answers.tasks import follow_changes, summarise
from demand.answers.vocabulary import Level, Reason
from marketplace.changes.models import Change
from tests.factories import InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


def answer(need, cap=15_000, level=Level.WOULD_BUY, **words):
    operation = OperationFactory()
    words = {"cap": cap, "quantity": Decimal(2), "certainty": 7, **words}
    actions.co_sign(
        need=need,
        operation=operation,
        by=operation.organisation.members.get(),
        now=timezone.now(),
        level=level,
        **words,
    )
    return operation


def refuse(need):
    return answer(need, level=Level.REFUSES, cap=None, quantity=None, certainty=None,
                  reason=Reason.PRICE)  # fmt: skip


def by_member(operation):
    return {"operation": operation, "by": operation.organisation.members.get()}


def test_the_summary_counts_co_signs_and_refusals(need):
    for _ in range(3):
        answer(need)
    refuse(need)

    summarise(need.pk)

    demand = Demand.objects.get(need=need)
    assert (demand.co_sign_count, demand.refusal_count) == (3, 1)


def test_a_withdrawn_answer_counts_no_more(need):
    operation = answer(need)
    actions.withdraw(need=need, now=timezone.now(), **by_member(operation))

    summarise(need.pk)

    assert Demand.objects.get(need=need).co_sign_count == 0


def test_four_prices_make_a_count_and_no_curve(need):
    for _ in range(4):
        answer(need)

    summarise(need.pk)

    assert Demand.objects.get(need=need).co_sign_count == 4
    assert not Publication.objects.exists()


def test_the_fifth_price_brings_a_publication_with_its_news(need):
    for cap in (8_000, 10_000, 15_000, 20_000, 30_000):
        answer(need, cap)

    summarise(need.pk)

    publication = Publication.objects.get()
    assert (publication.number, publication.grade) == (1, "REFERENCE")
    assert publication.priced_count == 5
    assert publication.best_rung in need.rungs
    assert [point["price"] for point in publication.points()] == need.rungs
    assert Change.objects.filter(noun="publication", key=need.pk).count() == 1


def test_refusals_and_mere_interest_without_a_price_bring_no_publication(need):
    for _ in range(4):
        answer(need)
    refuse(need)
    answer(need, level=Level.INTEREST, cap=None, quantity=None)

    summarise(need.pk)

    assert not Publication.objects.exists()


def test_nothing_new_is_published_before_five_prices_have_moved(need):
    for _ in range(5):
        answer(need)
    summarise(need.pk)
    for _ in range(4):
        answer(need)

    summarise(need.pk)
    assert Publication.objects.count() == 1

    answer(need)
    summarise(need.pk)
    assert Publication.objects.latest_of(need.pk).number == 2


def test_one_operation_that_changes_its_price_five_times_moves_one(need):
    operations = [answer(need) for _ in range(5)]
    summarise(need.pk)
    for cap in (10_000, 11_000, 12_000, 13_000, 14_000):
        actions.change_answer(
            need=need,
            now=timezone.now(),
            level=Level.WOULD_BUY,
            cap=cap,
            quantity=Decimal(2),
            **by_member(operations[0]),
        )

    summarise(need.pk)

    assert Publication.objects.count() == 1


def test_one_who_holds_more_than_half_of_the_weight_holds_the_curve_back(need):
    for _ in range(4):
        answer(need)
    answer(need, quantity=Decimal(100))

    summarise(need.pk)

    assert not Publication.objects.exists()


def test_ten_runs_equal_one(need):
    for _ in range(6):
        answer(need)

    for _ in range(10):
        summarise(need.pk)

    assert Publication.objects.count() == 1
    assert Change.objects.filter(noun="publication").count() == 1


def test_the_same_rungs_publish_the_same_curve_whatever_the_caps():
    """Within a rung interval a cap leaves no trace."""
    curves = []
    for nudge in (0, 1_999):
        need = NeedFactory()
        for cap in (8_000, 10_000, 15_000, 20_000, 30_000):
            answer(need, cap + nudge)
        summarise(need.pk)
        curves.append(Publication.objects.get(need=need).curve)

    assert curves[0] == curves[1]


def test_a_rule_or_procedure_is_counted_and_never_priced():
    need = InstitutionNeedFactory()
    for _ in range(6):
        answer(need, cap=None, quantity=None, hours_lost=60)

    summarise(need.pk)

    assert Demand.objects.get(need=need).co_sign_count == 6
    assert not Answer.objects.filter(need=need).priced().exists()
    assert not Publication.objects.exists()


def test_a_need_that_is_gone_is_passed_over():
    summarise(0)

    assert not Demand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_reader_summarises_what_the_log_names(need, settle):
    answer(need)
    settle()

    follow_changes()

    assert Demand.objects.get(need=need).co_sign_count == 1


def test_the_history_of_a_rule_keeps_what_it_cost():
    need = InstitutionNeedFactory()
    operation = answer(need, cap=None, quantity=None, hours_lost=60, sales_lost=200_000)
    actions.change_answer(
        need=need, now=timezone.now(), level=Level.WOULD_BUY, hours_lost=90, **by_member(operation)
    )

    told = Revision.objects.order_by("id").values_list("hours_lost", "sales_lost")

    assert list(told) == [(60, 200_000), (90, None)]
