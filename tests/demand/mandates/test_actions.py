"""Asking, accepting, revoking, enrolling: who may, and what follows."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from demand.mandates import actions
from demand.mandates.models import Mandate, Minutes
from demand.mandates.vocabulary import Scope, Side
from demand.operations.actions import NotYourOperation
from demand.operations.models import Operation
from marketplace.accounts.models import Slip
from marketplace.changes.models import Change
from tests.factories import MandateFactory, MinutesFactory, NeedFactory, SlipFactory

pytestmark = pytest.mark.django_db
MEMBER = {
    "name": "小林農園",
    "sector": "AGRICULTURE",
    "products": "いちご",
    "prefecture": "09",
    "municipality": "真岡市",
}


@pytest.fixture
def until(now):
    return timezone.localdate(now) + timedelta(days=365)


@pytest.fixture
def ask(satos_farm, cooperative, sato, now, until):
    def asked(**words):
        words = {"operation": satos_farm, "by": sato, "side": Side.OPERATION, **words}
        return actions.ask_for_mandate(
            agent=cooperative.organisation, now=now, **{"expires_on": until, **words}
        )

    return asked


def test_what_an_operation_asks_is_in_force_when_the_staff_accept(ask, tanaka, now, until):
    mandate = ask()
    assert not mandate.is_in_force(timezone.localdate(now))

    accepted = actions.accept_mandate(mandate=mandate, by=tanaka, now=now)

    assert accepted.is_in_force(until)
    assert not accepted.is_in_force(until + timedelta(days=1))
    kinds = Change.objects.filter(noun="mandate").values_list("kind", flat=True)
    assert list(kinds) == ["asked", "accepted"]


def test_what_the_staff_ask_is_for_the_operation_to_accept(ask, tanaka, sato, minutes, now):
    mandate = ask(side=Side.AGENT, by=tanaka, minutes=minutes)

    with pytest.raises(actions.NotYourMandate):
        actions.accept_mandate(mandate=mandate, by=tanaka, now=now)
    accepted = actions.accept_mandate(mandate=mandate, by=sato, now=now)

    assert accepted.accepted_by == sato


def test_accepting_twice_is_once(satos_mandate, tanaka, now):
    again = actions.accept_mandate(mandate=satos_mandate, by=tanaka, now=now)

    assert again.accepted_at == satos_mandate.accepted_at
    assert not Change.objects.exists()


def test_minutes_are_enough_for_a_member_with_a_slip_that_was_never_used(
    ask, tanaka, minutes, itos_farm, now
):
    mandate = ask(operation=itos_farm, side=Side.AGENT, by=tanaka, minutes=minutes)

    assert mandate.is_in_force(timezone.localdate(now))


def test_whoever_has_signed_in_by_slip_is_asked(ask, tanaka, minutes, itos_farm, ito, now):
    ito.last_login = now
    ito.save()

    mandate = ask(operation=itos_farm, side=Side.AGENT, by=tanaka, minutes=minutes)

    assert mandate.accepted_at is None


def test_a_slip_of_another_co_operative_is_no_acceptance(
    ask, tanaka, minutes, mori, moris_boat, now
):
    SlipFactory(organisation=moris_boat.organisation)

    mandate = ask(operation=moris_boat, side=Side.AGENT, by=tanaka, minutes=minutes)

    assert mandate.accepted_at is None


@pytest.mark.parametrize("side", Side)
def test_nobody_asks_for_a_side_that_is_not_theirs(ask, nobu, side):
    with pytest.raises((NotYourOperation, actions.NotYourMandate)):
        ask(by=nobu, side=side)

    assert not Mandate.objects.exists()


def test_a_second_mandate_between_the_same_two_is_refused(ask):
    ask()

    with pytest.raises(actions.AlreadyAsked):
        ask()


def test_one_that_ran_out_makes_room_for_the_next(ask, satos_mandate, now):
    long_ago = now - timedelta(days=400)
    Mandate.objects.update(asked_at=long_ago, expires_on=timezone.localdate(long_ago))

    mandate = ask()

    satos_mandate.refresh_from_db()
    assert satos_mandate.revoked_at == now
    assert mandate.revoked_at is None


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"scope": Scope.NAMED}, "needs"),
        ({"scope": Scope.SECTOR}, "__all__"),
        ({"scope": Scope.ALL, "sector": "FORESTRY"}, "__all__"),
        ({"expires_on": date(2020, 1, 1)}, "__all__"),
    ],
)
def test_a_grant_that_says_nothing_clear_is_refused_in_words(ask, words, field):
    with pytest.raises(ValidationError) as refusal:
        ask(**words)

    assert set(refusal.value.message_dict) == {field}
    assert all("Constraint" not in said for said in refusal.value.message_dict[field])


def test_needs_are_named_only_where_it_is_for_them_alone(ask):
    with pytest.raises(ValidationError) as refusal:
        ask(scope=Scope.ALL, needs=[NeedFactory()])

    assert set(refusal.value.message_dict) == {"needs"}


def test_minutes_of_another_organisation_are_refused(ask):
    with pytest.raises(ValidationError) as refusal:
        ask(minutes=MinutesFactory())

    assert set(refusal.value.message_dict) == {"minutes"}


@pytest.mark.parametrize("who", ["sato", "tanaka"])
def test_either_side_revokes_and_twice_is_once(satos_mandate, now, who, request):
    person = request.getfixturevalue(who)

    for _ in range(2):
        actions.revoke_mandate(mandate=satos_mandate, by=person, now=now)

    satos_mandate.refresh_from_db()
    assert (satos_mandate.revoked_by, satos_mandate.revoked_at) == (person, now)
    assert Change.objects.filter(noun="mandate", kind="revoked").count() == 1


def test_nobody_else_revokes(satos_mandate, suzuki, suzukis_farm, now):
    with pytest.raises(actions.NotYourMandate):
        actions.revoke_mandate(mandate=satos_mandate, by=suzuki, now=now)


def test_what_was_revoked_is_not_accepted_any_more(ask, sato, tanaka, now):
    mandate = ask()
    actions.revoke_mandate(mandate=mandate, by=sato, now=now)

    with pytest.raises(actions.MandateIsOver):
        actions.accept_mandate(mandate=mandate, by=tanaka, now=now)


def test_minutes_keep_their_paper_and_its_name(cooperative, tanaka):
    paper = SimpleUploadedFile("議事録.pdf", b"%PDF-1.7")

    minutes = actions.record_minutes(
        organisation=cooperative.organisation,
        title="第12回支部総会",
        held_on=date(2026, 11, 20),
        by=tanaka,
        file=paper,
    )

    minutes.refresh_from_db()
    assert minutes.file_name == "議事録.pdf"
    with minutes.file.open() as kept:
        assert kept.read() == b"%PDF-1.7"
    assert minutes.file.name.startswith(f"minutes/{cooperative.organisation.slug}/20261120")


def test_only_the_staff_record_minutes(cooperative, sato):
    with pytest.raises(actions.NotYourMandate):
        actions.record_minutes(
            organisation=cooperative.organisation, title="x", held_on=date(2026, 1, 1), by=sato
        )

    assert not Minutes.objects.exists()


def test_a_member_is_enrolled_with_a_slip_and_a_mandate_once(minutes, tanaka, now, until):
    twice = [
        actions.enrol(minutes=minutes, by=tanaka, now=now, expires_on=until, **MEMBER)
        for _ in range(2)
    ]

    assert twice[0] == twice[1]
    assert twice[0].is_in_force(until)
    assert twice[0].minutes == minutes
    slip = Slip.objects.get(organisation=twice[0].operation.organisation)
    assert slip.user.email is None
    assert Operation.objects.filter(organisation__name="小林農園").count() == 1


def test_a_member_of_that_name_that_another_runs_is_another(
    minutes, tanaka, satos_farm, now, until
):
    mandate = actions.enrol(
        minutes=minutes, by=tanaka, now=now, expires_on=until, **{**MEMBER, "name": "佐藤いちご園"}
    )

    assert mandate.operation != satos_farm


def test_only_the_staff_enrol(minutes, nobu, now, until):
    with pytest.raises(actions.NotYourMandate):
        actions.enrol(minutes=minutes, by=nobu, now=now, expires_on=until, **MEMBER)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_mandate(ask):
    ready, outcomes = Barrier(2), []

    def once():
        ready.wait()
        try:
            outcomes.append(type(ask()).__name__)
        except actions.AlreadyAsked as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["AlreadyAsked", "Mandate"]


def test_a_mandate_covers_what_it_says(satos_farm, cooperative):
    need, other = NeedFactory(), NeedFactory(sector="FISHERY")
    between = {"operation": satos_farm, "agent": cooperative.organisation}
    named = MandateFactory(**between, scope=Scope.NAMED)
    named.needs.set([need])
    of_trade = MandateFactory(scope=Scope.SECTOR, sector="FISHERY")
    of_all = MandateFactory()

    assert set(Mandate.objects.covering(need)) == {named, of_all}
    assert set(Mandate.objects.covering(other)) == {of_trade, of_all}
