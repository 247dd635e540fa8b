"""A co-operative vouches: asked by either side, accepted by the other, ended by either."""

import pytest
from django.db import IntegrityError, transaction

from demand.operations import actions
from demand.operations.models import Operation, Vouching, tier_of
from demand.operations.vocabulary import Tier
from marketplace.accounts.actions import NotAModerator
from marketplace.changes.models import Change
from tests.factories import MembershipFactory, OperationFactory, UserFactory

pytestmark = pytest.mark.django_db

NUMBER = "5000012080001"


@pytest.fixture
def moderator():
    return UserFactory(email="moderator@example.com", is_staff=True)


@pytest.fixture
def recognised(cooperative, moderator, now):
    cooperative.is_cooperative = True
    cooperative.save()
    actions.recognise(cooperative=cooperative, by=moderator, now=now)
    cooperative.refresh_from_db()
    return cooperative


@pytest.fixture
def asked(recognised, satos_farm, sato, now):
    return actions.ask_to_vouch(
        cooperative=recognised, operation=satos_farm, asker=satos_farm, by=sato, now=now
    )


def tier(operation):
    return Operation.objects.annotate(tier=tier_of("")).get(pk=operation.pk).tier


def test_sato_asks_and_the_cooperative_accepts(asked, satos_farm, sato, tanaka, now):
    actions.accept_vouching(vouching=asked, by=tanaka, now=now)

    kept = Vouching.objects.standing().get()
    assert (kept.asked_by, kept.accepted_by) == (sato, tanaka)
    assert tier(satos_farm) == Tier.VOUCHED
    assert ("operation", satos_farm.pk, "vouched") in Change.objects.values_list(
        "noun", "key", "kind"
    )


def test_the_cooperative_offers_and_sato_accepts(recognised, satos_farm, sato, tanaka, now):
    offered = actions.ask_to_vouch(
        cooperative=recognised, operation=satos_farm, asker=recognised, by=tanaka, now=now
    )

    actions.accept_vouching(vouching=offered, by=sato, now=now)

    assert Vouching.objects.standing().get().is_asked_by_cooperative


@pytest.mark.parametrize("who", ["sato", "tanaka"])
def test_either_side_ends_it_and_the_row_says_who(asked, satos_farm, tanaka, who, now, request):
    by = request.getfixturevalue(who)
    actions.accept_vouching(vouching=asked, by=tanaka, now=now)

    actions.end_vouching(vouching=asked, by=by, now=now)

    assert Vouching.objects.get().ended_by == by
    assert tier(satos_farm) == Tier.EMAIL


def test_whoever_asked_cannot_accept_though_a_member_of_both(asked, recognised, sato, now):
    MembershipFactory(user=sato, organisation=recognised.organisation)

    with pytest.raises(actions.NobodyToAsk):
        actions.accept_vouching(vouching=asked, by=sato, now=now)


def test_suzuki_neither_accepts_nor_ends_it(asked, suzuki, suzukis_farm, now):
    with pytest.raises(actions.NotYourOperation):
        actions.accept_vouching(vouching=asked, by=suzuki, now=now)
    with pytest.raises(actions.NotYourOperation):
        actions.end_vouching(vouching=asked, by=suzuki, now=now)


def test_a_viewer_of_the_cooperative_vouches_for_nobody(asked, recognised, nobu, now):
    MembershipFactory(user=nobu, organisation=recognised.organisation, role="VIEWER")

    with pytest.raises(actions.NotYourOperation):
        actions.accept_vouching(vouching=asked, by=nobu, now=now)


def test_a_third_does_not_ask_for_two_others(recognised, satos_farm, suzuki, suzukis_farm, now):
    with pytest.raises(actions.NotYourOperation):
        actions.ask_to_vouch(
            cooperative=recognised, operation=satos_farm, asker=suzukis_farm, by=suzuki, now=now
        )


def test_it_is_asked_once_while_it_is_open_and_again_after(
    asked, recognised, satos_farm, sato, now
):
    words = {"cooperative": recognised, "operation": satos_farm, "asker": satos_farm}
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_to_vouch(**words, by=sato, now=now)

    actions.end_vouching(vouching=asked, by=sato, now=now)

    assert actions.ask_to_vouch(**words, by=sato, now=now).ended_at is None
    with pytest.raises(actions.AlreadyEnded):
        actions.accept_vouching(vouching=asked, by=sato, now=now)


def test_accepting_twice_is_once(asked, tanaka, now):
    for _ in range(2):
        actions.accept_vouching(vouching=asked, by=tanaka, now=now)

    assert Change.objects.filter(kind="vouched").count() == 1


def test_a_cooperative_that_nobody_recognised_vouches_for_nobody(
    cooperative, satos_farm, sato, now
):
    with pytest.raises(actions.NotACooperative):
        actions.ask_to_vouch(
            cooperative=cooperative, operation=satos_farm, asker=satos_farm, by=sato, now=now
        )


def test_one_that_was_unrecognised_meanwhile_does_not_accept(asked, recognised, tanaka, now):
    actions.tell_more(
        operation=recognised,
        by=tanaka,
        phone="",
        corporate_number="",
        is_cooperative=False,
        district=[],
    )

    with pytest.raises(actions.NotACooperative):
        actions.accept_vouching(vouching=asked, by=tanaka, now=now)


@pytest.mark.parametrize(
    "place", [{"prefecture": "03"}, {"municipality": "那須塩原市"}], ids=["prefecture", "town"]
)
def test_what_lies_outside_the_district_is_not_vouched_for(recognised, tanaka, place, now):
    recognised.district = ["真岡市", "益子町"]
    recognised.save()

    with pytest.raises(actions.OutsideTheDistrict):
        actions.ask_to_vouch(
            cooperative=recognised,
            operation=OperationFactory(**place),
            asker=recognised,
            by=tanaka,
            now=now,
        )


def test_only_a_moderator_recognises_and_only_a_cooperative(satos_farm, sato, moderator, now):
    with pytest.raises(NotAModerator):
        actions.recognise(cooperative=satos_farm, by=sato, now=now)
    with pytest.raises(actions.NotACooperative):
        actions.recognise(cooperative=satos_farm, by=moderator, now=now)


def test_the_surest_thing_known_is_the_tier(satos_farm):
    assert tier(satos_farm) == Tier.EMAIL
    MembershipFactory(user=UserFactory(reached=True), organisation=satos_farm.organisation)
    assert tier(satos_farm) == Tier.PHONE
    satos_farm.corporate_number = NUMBER
    satos_farm.save()
    assert tier(satos_farm) == Tier.CORPORATION


def test_a_number_that_was_only_given_proves_nothing(satos_farm, now):
    Operation.objects.filter(pk=satos_farm.pk).update(phone="09012345678")
    # Written down when its code was asked for, which nobody has read.
    asked = UserFactory(phone="+819012345678")
    MembershipFactory(user=asked, organisation=satos_farm.organisation)
    # Who only looks on speaks for nobody.
    looks_on = UserFactory(reached=True)
    MembershipFactory(user=looks_on, organisation=satos_farm.organisation, role="VIEWER")

    assert tier(satos_farm) == Tier.EMAIL


# Constraints


def refused(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_the_database_keeps_vouching_to_its_rules(asked, recognised, satos_farm, sato, now):
    others = {"asked_by": sato, "asked_at": now, "is_asked_by_cooperative": True}
    rows = Vouching.objects.filter(pk=asked.pk)

    refused(
        "once",
        lambda: Vouching.objects.create(cooperative=recognised, operation=satos_farm, **others),
    )
    refused(
        "nobody_vouches_for_itself",
        lambda: Vouching.objects.create(cooperative=recognised, operation=recognised, **others),
    )
    refused("another_person", lambda: rows.update(accepted_by=sato, accepted_at=now))
    refused("another_person", lambda: rows.update(accepted_by=sato))
    refused("ended_by_somebody", lambda: rows.update(ended_at=now))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"phone": "12345"}, "operation_phone"),
        ({"phone": "0285-82-123"}, "operation_phone"),
        ({"corporate_number": "123"}, "operation_corporate_number"),
        ({"is_cooperative": False}, "operation_is_recognised"),
        ({"recognised_by": None}, "operation_is_recognised"),
    ],
)
def test_the_database_keeps_operations_to_their_rules(recognised, fields, name):
    rows = Operation.objects.filter(pk=recognised.pk)
    rows.update(phone="09012345678", corporate_number=NUMBER)

    refused(name, lambda: rows.update(**fields))
