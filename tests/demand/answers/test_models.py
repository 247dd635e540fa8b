"""Each rule of the database: rows it lets in, and rows it refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from demand.answers.models import Answer, Demand, Loss, Publication
from demand.answers.vocabulary import Level, Lost, Reason
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, RefusalFactory

pytestmark = pytest.mark.django_db


def refuses(constraint, factory=AnswerFactory, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**fields)


def test_two_operations_answer_a_need_and_each_only_once():
    need, farm = NeedFactory(), OperationFactory()
    AnswerFactory(need=need, operation=farm)
    AnswerFactory(need=need)
    AnswerFactory(operation=farm)

    refuses("an_operation_answers_a_need_once", need=need, operation=farm)


@pytest.mark.parametrize("level", Level.values[1:])
def test_every_level_is_let_in(level):
    assert AnswerFactory(level=level).level == level


def test_a_level_that_is_not_known_is_refused():
    refuses("answer_level_is_known", level="MAYBE")


def test_a_cap_of_nothing_is_let_in_and_a_negative_one_is_refused():
    AnswerFactory(cap=0)

    refuses("answer_cap_is_not_negative", cap=-1)


def test_a_little_is_let_in_and_no_quantity_at_all_is_refused():
    AnswerFactory(quantity=Decimal("0.01"))

    refuses("answer_quantity_is_more_than_nothing", quantity=Decimal(0))


@pytest.mark.parametrize("certainty", [None, 0, 10])
def test_a_certainty_of_nought_to_ten_is_let_in(certainty):
    assert AnswerFactory(certainty=certainty).certainty == certainty


def test_a_certainty_of_eleven_is_refused():
    refuses("answer_certainty_is_0_to_10", certainty=11)


@pytest.mark.parametrize("reason", Reason.values)
def test_a_refusal_with_its_reason_is_let_in(reason):
    assert RefusalFactory(reason=reason, note="そっとしておいて").reason == reason


def test_another_reason_than_those_named_is_refused_without_words():
    refuses("answer_says_what_else_is_the_reason", RefusalFactory, reason=Reason.OTHER)


@pytest.mark.parametrize("fields", [{"reason": ""}, {"reason": "MOOD"}, {"cap": 1}])
def test_a_refusal_without_a_reason_or_with_a_price_is_refused(fields):
    refuses("answer_refuses_with_a_reason_and_no_price", RefusalFactory, **fields)


def test_a_co_sign_with_a_reason_against_it_is_refused():
    refuses("answer_refuses_with_a_reason_and_no_price", reason=Reason.PRICE)


@pytest.mark.parametrize(("cap", "quantity"), [(None, None), (0, 1), (8_000, Decimal("2.5"))])
def test_a_price_with_its_quantity_or_neither_is_let_in(cap, quantity):
    AnswerFactory(cap=cap, quantity=quantity)


@pytest.mark.parametrize(("cap", "quantity"), [(None, 1), (8_000, None)])
def test_a_price_without_a_quantity_is_refused_and_the_other_way_round(cap, quantity):
    refuses("answer_price_and_quantity_go_together", cap=cap, quantity=quantity)


def test_mere_interest_may_name_only_one_of_the_two():
    AnswerFactory(level=Level.INTEREST, cap=8_000, quantity=None)
    AnswerFactory(level=Level.INTEREST, cap=None, quantity=1)


def test_publications_of_a_need_are_numbered():
    need = NeedFactory()
    publish(need, 1)
    publish(need, 2)
    publish(NeedFactory(), 1)

    with refused("publications_of_a_need_are_numbered"):
        publish(need, 2)


def test_five_prices_make_a_publication_and_four_do_not():
    publish(NeedFactory(), 1, priced_count=5)

    with refused("publication_rests_on_five_prices"):
        publish(NeedFactory(), 1, priced_count=4)


def test_the_latest_publication_is_the_one_with_the_highest_number():
    need = NeedFactory()
    publish(need, 1)
    second = publish(need, 2)

    assert Publication.objects.latest_of(need.pk) == second
    assert Publication.objects.latest_of(NeedFactory().pk) is None


def lose(**fields):
    fields = {
        "lost": Lost.HOURS,
        "number": 1,
        "total": 0,
        "told_count": 5,
        "read_up_to": 0,
    } | fields
    return Loss.objects.create(**({"need": NeedFactory()} | fields))


def test_losses_of_a_need_are_numbered_each_by_what_is_lost():
    need = NeedFactory()
    lose(need=need)
    lose(need=need, number=2)
    lose(need=need, lost=Lost.SALES)

    refuses("losses_of_a_need_are_numbered", lose, need=need)


def test_hours_and_sales_told_by_five_are_let_in_and_nothing_else():
    assert str(lose(lost=Lost.SALES)).endswith("SALES #1")

    refuses("loss_is_of_hours_or_sales", lose, lost="YEN")
    refuses("loss_rests_on_five_answers", lose, told_count=4)


def test_a_need_has_one_summary():
    need = NeedFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.create(need=need)


def test_counts_are_by_level_with_their_totals():
    need = NeedFactory()
    AnswerFactory(need=need, level=Level.INTEREST, cap=None, quantity=None)
    AnswerFactory(need=need, level=Level.LETTER)
    RefusalFactory(need=need)
    AnswerFactory(need=need, withdrawn_at="2026-11-01T00:00Z")

    assert need.answers.counts() == {
        "refuses": 1,
        "interest": 1,
        "would_buy": 0,
        "conditional": 0,
        "letter": 1,
        "priced": 1,
        "co_signs": 2,
    }


def test_each_says_what_it_is():
    need = NeedFactory(title="苗の病気")
    answer = AnswerFactory(need=need, operation__organisation__name="佐藤いちご園")

    assert str(answer) == "佐藤いちご園: 苗の病気"
    assert str(need.demand) == "0 for 苗の病気"
    assert str(publish(need, 1)) == "苗の病気 #1"
    assert Answer.objects.priced().get() == answer


def publish(need, number, priced_count=5):
    return Publication.objects.create(
        need=need, number=number, grade="REFERENCE", priced_count=priced_count, curve={}
    )


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)
