"""What an operation does about a need: one answer, changed, withdrawn, given anew."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Demand, Revision
from demand.answers.vocabulary import Level, Reason
from demand.details.actions import edit_need
from demand.needs.models import Need
from demand.needs.vocabulary import Kind, Period, Thing
from demand.operations.actions import NotYourOperation
from marketplace.changes.models import Change
from tests.factories import InstitutionNeedFactory, MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db

WORDS = {"level": Level.WOULD_BUY, "cap": 15_000, "quantity": Decimal("2.5"), "certainty": 7}


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def closed():
    return NeedFactory(open_until=timezone.localdate() - timedelta(days=1))


@pytest.fixture
def sato_says(need, satos_farm, sato, now):
    """Let Sato do something about the need: `sato_says(co_sign, level=…)`."""

    def say(act, *, about=need, operation=satos_farm, by=sato, **words):
        return act(need=about, operation=operation, by=by, now=now, **words)

    return say


def news():
    return list(Change.objects.order_by("id").values_list("noun", "kind"))


def history(answer):
    return list(answer.revisions.order_by("id").values_list("kind", "cap", "moves_prices"))


# Giving


def test_sato_co_signs(sato_says, sato, satos_farm, need, now):
    answer = sato_says(actions.co_sign, **WORDS, note="早くほしい")

    assert (answer.need, answer.operation, answer.answered_by) == (need, satos_farm, sato)
    assert (answer.answered_at, answer.changed_at) == (now, now)
    assert (answer.level, answer.cap, answer.certainty) == (Level.WOULD_BUY, 15_000, 7)
    assert history(answer) == [("given", 15_000, True)]
    assert news() == [("answer", "given")]
    assert Change.objects.get().key == need.pk


def test_sato_refuses_with_a_reason(sato_says):
    answer = sato_says(actions.co_sign, level=Level.REFUSES, reason=Reason.TRUST)

    assert history(answer) == [("given", None, False)]
    assert not Answer.objects.co_signs().exists()


def test_a_price_alone_is_for_one_unit(sato_says):
    assert sato_says(actions.co_sign, level=Level.LETTER, cap=8_000).quantity == 1


def test_a_price_of_nothing_is_a_price(sato_says):
    answer = sato_says(actions.co_sign, level=Level.INTEREST, cap=0)

    assert answer.is_priced


def test_an_answer_to_a_rule_says_hours_and_sales(sato_says):
    answer = sato_says(
        actions.co_sign,
        about=InstitutionNeedFactory(),
        level=Level.WOULD_BUY,
        hours_lost=40,
        sales_lost=2_000_000,
    )

    assert (answer.hours_lost, answer.sales_lost, answer.cap) == (40, 2_000_000, None)


def test_sato_answers_for_the_cooperative_as_its_staff(sato_says, sato, cooperative):
    MembershipFactory(user=sato, organisation=cooperative.organisation, role="STAFF")

    answer = sato_says(actions.co_sign, operation=cooperative, **WORDS)

    assert answer.operation == cooperative


def test_a_second_co_sign_by_the_same_farm_is_refused(sato_says):
    sato_says(actions.co_sign, **WORDS)

    with pytest.raises(actions.AlreadyCoSigned):
        sato_says(actions.co_sign, **WORDS | {"cap": 20_000})
    assert Answer.objects.get().cap == 15_000
    assert len(news()) == 1


def test_a_colleague_does_not_answer_a_second_time_for_the_farm(sato_says, satos_farm, nobu):
    MembershipFactory(user=nobu, organisation=satos_farm.organisation, role="STAFF")
    sato_says(actions.co_sign, **WORDS)

    with pytest.raises(actions.AlreadyCoSigned):
        sato_says(actions.co_sign, by=nobu, **WORDS)


def test_the_neighbour_answers_beside_sato(sato_says, suzuki, suzukis_farm, need):
    sato_says(actions.co_sign, **WORDS)
    sato_says(actions.co_sign, by=suzuki, operation=suzukis_farm, **WORDS)

    assert need.answers.counts()["co_signs"] == 2


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_make_one_answer(sato_says):
    both_ready, outcomes = Barrier(2), []

    def tap():
        both_ready.wait()
        try:
            outcomes.append(type(sato_says(actions.co_sign, **WORDS)))
        except actions.AlreadyCoSigned as refusal:
            outcomes.append(type(refusal))
        connection.close()

    taps = [Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()

    assert sorted(kind.__name__ for kind in outcomes) == ["AlreadyCoSigned", "Answer"]
    assert Answer.objects.count() == Revision.objects.count() == 1


def test_suzuki_does_not_answer_for_satos_farm(sato_says, suzuki):
    with pytest.raises(NotYourOperation):
        sato_says(actions.co_sign, by=suzuki, **WORDS)

    assert not Answer.objects.exists()


def test_a_viewer_does_not_answer_for_the_farm(sato_says, nobu, satos_farm):
    MembershipFactory(user=nobu, organisation=satos_farm.organisation, role="VIEWER")

    with pytest.raises(NotYourOperation):
        sato_says(actions.co_sign, by=nobu, **WORDS)


def test_a_closed_need_takes_no_answer(sato_says, closed):
    with pytest.raises(actions.NeedIsClosed):
        sato_says(actions.co_sign, about=closed, **WORDS)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"level": "MAYBE"}, "level"),
        ({}, "level"),
        ({"level": Level.WOULD_BUY, "cap": -1}, "cap"),
        ({"level": Level.WOULD_BUY, "cap": 2**31}, "cap"),
        ({"level": Level.WOULD_BUY, "quantity": Decimal(2)}, "cap"),
        ({"level": Level.WOULD_BUY, "cap": 1, "quantity": Decimal(0)}, "__all__"),
        ({"level": Level.WOULD_BUY, "cap": 1, "quantity": Decimal("0.001")}, "quantity"),
        ({"level": Level.WOULD_BUY, "certainty": 11}, "__all__"),
        ({"level": Level.REFUSES}, "__all__"),
        ({"level": Level.REFUSES, "reason": Reason.PRICE, "cap": 1}, "__all__"),
        ({"level": Level.WOULD_BUY, "reason": Reason.PRICE}, "__all__"),
        ({"level": Level.WOULD_BUY, "note": "あ" * 401}, "note"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused_in_words(sato_says, words, field):
    with pytest.raises(ValidationError) as refusal:
        sato_says(actions.co_sign, **words)

    assert all("Constraint" not in said for said in refusal.value.message_dict[field])
    assert not Answer.objects.exists()
    assert news() == []


def test_a_price_for_a_rule_is_refused_and_not_dropped(sato_says):
    with pytest.raises(ValidationError) as refusal:
        sato_says(actions.co_sign, about=InstitutionNeedFactory(), **WORDS)

    assert set(refusal.value.message_dict) == {"cap", "quantity"}


# Changing


def test_sato_changes_the_answer_and_what_it_was_stays_in_its_history(sato_says):
    sato_says(actions.co_sign, **WORDS)

    answer = sato_says(actions.change_answer, **WORDS | {"cap": 20_000})

    assert Answer.objects.get().cap == 20_000
    assert history(answer) == [("given", 15_000, True), ("changed", 20_000, True)]
    assert news() == [("answer", "given"), ("answer", "changed")]


def test_a_change_replaces_the_whole_answer(sato_says):
    sato_says(actions.co_sign, **WORDS)

    answer = sato_says(actions.change_answer, level=Level.REFUSES, reason=Reason.PRICE)

    assert (answer.cap, answer.quantity, answer.certainty) == (None, None, None)
    # Taking a price away moves what is published.
    assert history(answer)[-1] == ("changed", None, True)


def test_without_an_answer_there_is_nothing_to_change(sato_says):
    with pytest.raises(actions.NotAnswered):
        sato_says(actions.change_answer, **WORDS)


def test_a_change_that_breaks_a_rule_leaves_the_answer_as_it_was(sato_says):
    sato_says(actions.co_sign, **WORDS)

    with pytest.raises(ValidationError):
        sato_says(actions.change_answer, level=Level.REFUSES)
    assert Answer.objects.get().level == Level.WOULD_BUY
    assert Revision.objects.count() == 1


def test_suzuki_does_not_change_satos_answer(sato_says, suzuki):
    sato_says(actions.co_sign, **WORDS)

    with pytest.raises(NotYourOperation):
        sato_says(actions.change_answer, by=suzuki, **WORDS)


def test_an_answer_to_a_closed_need_is_not_changed(sato_says, need):
    sato_says(actions.co_sign, **WORDS)
    need.closed_at = timezone.now()

    with pytest.raises(actions.NeedIsClosed):
        sato_says(actions.change_answer, **WORDS)


# Withdrawing


def test_sato_withdraws_and_the_answer_counts_no_more(sato_says, need, now):
    sato_says(actions.co_sign, **WORDS)

    answer = sato_says(actions.withdraw)

    assert answer.withdrawn_at == now
    assert need.answers.counts()["co_signs"] == 0
    assert history(answer)[-1] == ("withdrawn", 15_000, True)
    assert news()[-1] == ("answer", "withdrawn")


def test_a_withdrawn_answer_is_given_anew_in_the_same_place(sato_says):
    first = sato_says(actions.co_sign, **WORDS)
    sato_says(actions.withdraw)

    again = sato_says(actions.co_sign, level=Level.INTEREST)

    assert again == first
    assert (again.withdrawn_at, again.cap) == (None, None)
    assert [kind for kind, _cap, _moves in history(again)] == ["given", "withdrawn", "given"]


def test_what_was_withdrawn_is_not_withdrawn_twice(sato_says):
    sato_says(actions.co_sign, **WORDS)
    sato_says(actions.withdraw)

    with pytest.raises(actions.NotAnswered):
        sato_says(actions.withdraw)


def test_an_answer_to_a_closed_need_may_still_be_withdrawn(sato_says, need):
    sato_says(actions.co_sign, **WORDS)
    need.closed_at = timezone.now()

    assert sato_says(actions.withdraw).withdrawn_at


def test_suzuki_does_not_withdraw_satos_answer(sato_says, suzuki):
    sato_says(actions.co_sign, **WORDS)

    with pytest.raises(NotYourOperation):
        sato_says(actions.withdraw, by=suzuki)
    assert Answer.objects.standing().exists()


# Posting with one's own answer


@pytest.fixture
def sato_posts(satos_farm, sato, now):
    def post(*, answer=WORDS, key=None, **words):
        written = {
            "kind": Kind.TECHNOLOGY,
            "sector": "AGRICULTURE",
            "product": "いちご",
            "prefecture": "09",
            "title": "うどんこ病を早く知りたい",
            "story": "葉裏に白い粉がつく。",
            "thing": Thing.TEN_ARES,
            "period": Period.YEAR,
            "rungs": [8_000, 15_000, 30_000],
        }
        return actions.post_need_with_answer(
            operation=satos_farm,
            by=sato,
            now=now,
            posting_key=key or uuid4(),
            answer=answer,
            **written | words,
        )

    return post


def test_a_need_comes_with_its_summary_and_its_posters_answer(sato_posts, satos_farm):
    need = sato_posts()

    assert need.demand.co_sign_count == 0  # the summary follows by a task
    assert need.answers.get().operation == satos_farm
    assert news() == [("need", "posted"), ("answer", "given")]


def test_a_need_may_be_posted_without_an_answer(sato_posts):
    assert not sato_posts(answer=None).answers.exists()


def test_posted_twice_with_one_key_it_is_one_need_with_one_answer(sato_posts):
    key = uuid4()

    first, again = sato_posts(key=key), sato_posts(key=key)

    assert again == first
    assert Need.objects.count() == Answer.objects.count() == Demand.objects.count() == 1


def test_where_the_answer_breaks_a_rule_the_need_is_not_posted_either(sato_posts):
    with pytest.raises(ValidationError):
        sato_posts(answer={"level": Level.REFUSES})

    assert not Need.objects.exists()
    assert news() == []


# The prices that an answer holds a need to


def test_a_neighbours_answer_fixes_the_prices_and_the_posters_interest_does_not(
    sato, satos_farm, suzuki, suzukis_farm, now
):
    need = NeedFactory(posted_by=satos_farm)
    actions.co_sign(need=need, operation=satos_farm, by=sato, now=now, level=Level.INTEREST)
    need.refresh_from_db()
    assert need.prices_fixed_at is None

    actions.co_sign(need=need, operation=suzukis_farm, by=suzuki, now=now, level=Level.INTEREST)

    need.refresh_from_db()
    assert need.prices_fixed_at == now


def test_the_posters_own_price_fixes_the_prices(sato, satos_farm, now):
    need = NeedFactory(posted_by=satos_farm)

    actions.co_sign(
        need=need, operation=satos_farm, by=sato, now=now, level=Level.WOULD_BUY, cap=9_000
    )

    need.refresh_from_db()
    assert need.prices_fixed_at == now


def test_an_answer_at_prices_that_have_just_changed_is_refused(
    satos_farm, sato, suzuki, suzukis_farm, now
):
    need = NeedFactory(posted_by=satos_farm)
    read_before = Need.objects.get(pk=need.pk)
    edit_need(need=need, by=sato, now=now, thing=Thing.HECTARE)

    with pytest.raises(actions.PricesHaveChanged):
        actions.co_sign(
            need=read_before, operation=suzukis_farm, by=suzuki, now=now,
            level=Level.WOULD_BUY, cap=9_000,
        )  # fmt: skip

    assert not Answer.objects.exists()
