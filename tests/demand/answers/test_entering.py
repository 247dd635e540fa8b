"""Entering in an operation's name: under a mandate in force, and never told what was there."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Publication, Revision
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.mandates.actions import MandateIsOver, NotYourMandate, revoke_mandate
from demand.mandates.models import Mandate
from demand.mandates.vocabulary import Scope
from marketplace.changes.models import Change
from tests.factories import MandateFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db
WORDS = {"level": Level.WOULD_BUY, "cap": 15_000, "quantity": Decimal(2)}


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def enter(need, satos_mandate, tanaka, now):
    def entered(**words):
        named = {"need": need, "mandate": satos_mandate, "by": tanaka, "now": now}
        return actions.enter(**{**named, **WORDS, **words})

    return entered


def own(need, operation, by, cap=9_000):
    words = {**WORDS, "cap": cap}
    return actions.co_sign(need=need, operation=operation, by=by, now=timezone.now(), **words)


def test_an_entry_is_the_operations_answer_and_says_who_entered_it(
    enter, satos_farm, satos_mandate, tanaka
):
    told = enter()

    assert told is None
    answer = Answer.objects.get(operation=satos_farm)
    assert (answer.cap, answer.answered_by, answer.mandate) == (15_000, tanaka, satos_mandate)
    assert answer.revisions.get().mandate == satos_mandate
    assert Change.objects.get(noun="answer").kind == "given"


def test_an_entry_is_replaced_and_what_it_was_stays_in_the_history(enter, satos_farm):
    enter()
    enter(level=Level.REFUSES, cap=None, quantity=None, reason=Reason.TRUST)

    assert Answer.objects.get(operation=satos_farm).level == Level.REFUSES
    assert list(Revision.objects.order_by("id").values_list("cap", flat=True)) == [15_000, None]


def test_the_same_words_again_leave_no_second_trace_and_do_not_show_that_they_were_the_same(enter):
    enter()
    enter(quantity=Decimal("2.00"))
    enter(cap=15_001)

    assert Revision.objects.count() == 2
    kinds = Change.objects.filter(noun="answer").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["given", "changed", "changed"]


def test_an_answer_that_the_operation_gave_itself_stands(enter, need, satos_farm, sato):
    own(need, satos_farm, sato)

    with pytest.raises(actions.OwnAnswerStands) as refusal:
        enter()

    assert "9" not in str(refusal.value.detail)
    assert Answer.objects.get().cap == 9_000


def test_an_entry_that_the_operation_changed_is_its_own(enter, need, satos_farm, sato, now):
    enter()
    actions.change_answer(need=need, operation=satos_farm, by=sato, now=now, **WORDS)

    with pytest.raises(actions.OwnAnswerStands):
        enter()

    assert Answer.objects.get().mandate is None


def test_an_entry_that_the_operation_withdrew_is_not_entered_again(
    enter, need, satos_farm, sato, now
):
    enter()
    actions.withdraw(need=need, operation=satos_farm, by=sato, now=now)

    with pytest.raises(actions.OwnAnswerStands):
        enter()

    assert Answer.objects.get().withdrawn_at == now


def test_an_answer_on_which_a_commitment_rests_stands_and_is_refused_in_the_same_words(
    enter, need, satos_farm, now
):
    """In other words it would tell that the price was not below the one that was agreed."""
    enter(level=Level.LETTER)
    Answer.objects.all().bind(now)

    with pytest.raises(actions.OwnAnswerStands):
        enter(cap=1)


def test_what_another_agent_entered_stands(enter, need, satos_farm, now):
    other = MandateFactory(operation=satos_farm)
    actions.enter(need=need, mandate=other, by=other.agent.members.get(), now=now, **WORDS)

    with pytest.raises(actions.OwnAnswerStands):
        enter()


@pytest.mark.parametrize(
    "changed",
    [
        {"accepted_at": None, "accepted_by": None},
        {"expires_on": "2020-01-01", "asked_at": "2019-01-01T00:00:00Z"},
        {"scope": Scope.SECTOR, "sector": "FISHERY"},
        {"scope": Scope.NAMED},
    ],
    ids=["waiting", "run out", "of another trade", "for other needs"],
)
def test_a_mandate_that_is_not_in_force_for_the_need_refuses(enter, changed):
    Mandate.objects.update(**changed)

    with pytest.raises(MandateIsOver):
        enter()

    assert not Answer.objects.exists()


def test_a_revoked_mandate_refuses(enter, satos_mandate, sato, now):
    revoke_mandate(mandate=satos_mandate, by=sato, now=now)

    with pytest.raises(MandateIsOver):
        enter()


@pytest.mark.parametrize("who", ["suzuki", "nobu", "sato"])
def test_only_the_staff_of_the_agent_enter(enter, who, request):
    with pytest.raises(NotYourMandate):
        enter(by=request.getfixturevalue(who))


def test_a_closed_need_takes_no_entry(enter, need, now):
    need.closed_at = now

    with pytest.raises(actions.NeedIsClosed):
        enter()


def test_a_wrong_entry_is_refused_at_its_field(enter):
    with pytest.raises(ValidationError) as refusal:
        enter(cap=-1)

    assert set(refusal.value.message_dict) == {"cap"}


@pytest.mark.django_db(transaction=True)
def test_a_revocation_at_the_same_moment_comes_before_or_after_never_between(
    enter, satos_mandate, sato, now
):
    """Whichever takes the mandate first is whole before the other looks at it."""
    ready, outcomes = Barrier(2), []

    def run(act):
        ready.wait()
        try:
            act()
            outcomes.append("done")
        except MandateIsOver:
            outcomes.append("refused")
        finally:
            connection.close()

    revoke = lambda: revoke_mandate(mandate=satos_mandate, by=sato, now=now)  # noqa: E731
    threads = [Thread(target=run, args=(act,)) for act in (enter, revoke)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["done", "done"], ["done", "refused"])
    assert Answer.objects.exists() is ("refused" not in outcomes)
    with pytest.raises(MandateIsOver):
        enter()


@pytest.mark.django_db(transaction=True)
def test_an_entry_waits_for_a_revocation_that_is_under_way(enter, satos_mandate, sato, now):
    """The form was open when the mandate ended: the post finds it ended, not as it was read."""
    from django.db import transaction

    outcomes = []

    def late():
        try:
            enter()
        except MandateIsOver:
            outcomes.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        revoke_mandate(mandate=satos_mandate, by=sato, now=now)
        thread = Thread(target=late)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join()

    assert outcomes == ["refused"]


# What one agent entered has one voice


def meeting(need, agent, count):
    for number in range(count):
        mandate = MandateFactory(agent=agent, operation=OperationFactory())
        words = {**WORDS, "cap": 10_000 + 100 * number, "quantity": Decimal(1)}
        by = agent.members.get()
        actions.enter(need=need, mandate=mandate, by=by, now=timezone.now(), **words)


def neighbours(need, count):
    for _ in range(count):
        operation = OperationFactory()
        own(need, operation, operation.organisation.members.get())


def test_what_one_agent_entered_for_nine_is_published_as_nobody_alone(need, cooperative):
    meeting(need, cooperative.organisation, 9)
    neighbours(need, 3)

    summarise(need.pk)

    assert not Publication.objects.exists()
    assert need.demand.__class__.objects.get(need=need).co_sign_count == 12


def test_four_others_make_it_five_voices(need, cooperative):
    meeting(need, cooperative.organisation, 3)
    neighbours(need, 4)

    summarise(need.pk)

    assert Publication.objects.get().priced_count == 7


def test_an_agent_who_holds_more_than_half_the_weight_hides_the_curve(need, cooperative):
    meeting(need, cooperative.organisation, 40)
    neighbours(need, 4)

    summarise(need.pk)

    assert not Publication.objects.exists()


def test_an_entry_and_its_change_by_the_operation_are_one_contributor(
    enter, need, satos_farm, sato, now
):
    enter()
    actions.change_answer(need=need, operation=satos_farm, by=sato, now=now, **WORDS)
    neighbours(need, 2)

    moved = Revision.objects.moving_prices_of(need, since=None)

    assert len(moved.contributors()) == 3
