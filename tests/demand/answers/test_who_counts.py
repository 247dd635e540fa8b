"""Who counts, and for how much: tiers, hands, and appeals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer, Appeal, Demand, Publication, Trace
from demand.answers.tasks import follow_operations, forget_networks, summarise
from demand.answers.vocabulary import Level
from demand.operations import actions as operations
from marketplace.accounts.actions import NotAModerator
from marketplace.changes.models import Change
from tests.factories import (
    AnswerFactory,
    NeedFactory,
    OperationFactory,
    UserFactory,
    VouchingFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def moderator():
    return UserFactory(email="moderator@example.com", is_staff=True)


def co_sign(need, operation=None, *, network_key="", at=None, cap=15_000, **words):
    operation = operation or OperationFactory()
    words = {"level": Level.WOULD_BUY, "cap": cap, "quantity": Decimal(2), **words}
    return actions.co_sign(
        need=need,
        operation=operation,
        by=operation.organisation.members.get(),
        now=at or timezone.now(),
        network_key=network_key,
        **words,
    )


def ring(need, size, **words):
    begun = timezone.now()
    return [
        co_sign(need, network_key="one", at=begun + timedelta(seconds=place), **words)
        for place in range(size)
    ]


def demand(need):
    summarise(need.pk)
    return Demand.objects.get(need=need)


# Tiers


def test_the_summary_counts_co_signs_by_tier(need, cooperative):
    VouchingFactory(operation=co_sign(need).operation, cooperative=cooperative)
    for reached in (False, True, True):
        co_sign(need, OperationFactory(organisation__member=UserFactory(reached=reached)))

    counted = demand(need).tier_counts

    assert counted == {"EMAIL": 1, "PHONE": 2, "CORPORATION": 0, "VOUCHED": 1}


def test_tiers_are_told_on_the_page_and_in_the_api_but_no_small_ones(client, in_english, need):
    for reached in (False, False, False, False, True):
        co_sign(need, OperationFactory(organisation__member=UserFactory(reached=reached)))
    summarise(need.pk)

    told = client.get(f"/api/v1/needs/{need.slug}/").json()["tier_counts"]
    page = in_english.get(need.get_absolute_url()).content.decode()

    # One telephone alone would be the difference to the total: another cell goes with it.
    assert told == {"EMAIL": 4, "PHONE": None, "CORPORATION": None, "VOUCHED": None}
    assert "E-mail address" in page
    assert "Mobile phone confirmed" not in page


@pytest.mark.django_db(transaction=True)
def test_vouching_reaches_the_summary_of_what_was_answered(need, cooperative, satos_farm, sato,
                                                           tanaka, now, settle):  # fmt: skip
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato)
    cooperative.is_cooperative, cooperative.recognised_at = True, now
    cooperative.recognised_by = tanaka
    cooperative.save()
    asked = operations.ask_to_vouch(
        cooperative=cooperative, operation=satos_farm, asker=satos_farm, by=sato, now=now
    )
    operations.accept_vouching(vouching=asked, by=tanaka, now=now)
    settle()

    follow_operations()

    assert Demand.objects.get(need=need).tier_counts["VOUCHED"] == 1


# Hands


def test_a_ring_of_a_hundred_counts_for_ten_beside_the_raw_figure(need):
    ring(need, 100)
    for _ in range(4):
        co_sign(need)

    counted = demand(need)

    assert counted.co_sign_count == 104
    assert counted.discounted_count == pytest.approx(14)
    assert counted.is_discounted


def test_one_hand_has_one_voice_and_publishes_nothing_alone(need):
    ring(need, 20)
    summarise(need.pk)
    assert not Publication.objects.exists()

    for _ in range(5):
        co_sign(need)
    summarise(need.pk)

    # Six voices; the ring is one of them, and is heard like five of ten answers.
    published = Publication.objects.get().curve
    assert published["contributor_count"] == 6
    assert published["stated"]["answer_count"] == 25
    assert published["stated"]["buyers"]["estimate"][0] < 0.25 * 10


def test_a_hand_that_moves_its_prices_moves_one(need):
    answers = ring(need, 20)
    for _ in range(5):
        co_sign(need)
    summarise(need.pk)
    for answer in answers[:6]:
        actions.withdraw(
            need=need, operation=answer.operation, by=answer.answered_by, now=timezone.now()
        )
        # Losing its first answer, a hand stays the same hand.
        summarise(need.pk)

    assert Publication.objects.count() == 1


def test_a_vouched_meeting_on_one_tablet_loses_nothing(need, cooperative, now):
    for answer in ring(need, 12):
        VouchingFactory(operation=answer.operation, cooperative=cooperative)

    assert demand(need).discounted_count == 12
    assert Publication.objects.get().priced_count == 12


def test_ten_runs_equal_one_and_write_no_hand_again(need, django_assert_num_queries):
    ring(need, 9)
    first = demand(need)

    for _ in range(3):
        again = demand(need)

    assert (again.discounted_count, first.discounted_count) == (3, 3)
    assert set(Trace.objects.values_list("hand_size", flat=True)) == {9}


def test_after_ninety_days_the_network_is_forgotten_and_the_hand_is_not(need, now):
    long_ago = now - timedelta(days=91)
    for answer in ring(need, 9):
        Trace.objects.filter(answer=answer).update(at=long_ago)
    summarise(need.pk)

    forget_networks()

    assert set(Trace.objects.values_list("network_key", flat=True)) == {""}
    assert demand(need).discounted_count == 3


def test_a_key_is_kept_for_ninety_days(need):
    ring(need, 1)

    forget_networks()

    assert Trace.objects.get().network_key == "one"


@pytest.mark.parametrize("change", [{"hand_size": 5}, {"hand": 1, "hand_size": 0}])
def test_the_database_lets_no_hand_contradict_its_size(need, change):
    ring(need, 1)

    with pytest.raises(IntegrityError, match="hand"), transaction.atomic():
        Trace.objects.update(**change)


# Where answers come from


@pytest.mark.parametrize(
    ("addresses", "is_one_network"),
    [(("9.9.9.9", "9.9.9.77"), True), (("9.9.9.9", "9.9.8.9"), False),
     (("2001:4860:1:1::1", "2001:4860:1:2::1"), True)],
)  # fmt: skip
def test_the_page_keeps_sameness_of_network_and_no_address(as_user, need, addresses,
                                                          is_one_network):  # fmt: skip
    for address in addresses:
        farm = OperationFactory()
        as_user(farm.organisation.members.get()).post(
            f"/needs/{need.slug}/co-sign/", {"price": "15000"}, REMOTE_ADDR=address
        )

    keys = list(Trace.objects.values_list("network_key", flat=True))
    assert len(keys) == 2
    assert (len(set(keys)) == 1) == is_one_network
    assert not any("9.9" in key or "2001" in key for key in keys)


def test_programs_leave_the_same_trace(as_user, need, satos_farm, sato):
    as_user(sato).post(
        f"/api/v1/needs/{need.slug}/co-signs/",
        {"level": "WOULD_BUY", "cap": 15_000},
        content_type="application/json",
        REMOTE_ADDR="9.9.9.9",
    )

    assert Trace.objects.get().network_key


def test_an_address_inside_a_house_tells_nothing(as_user, need, satos_farm, sato):
    as_user(sato).post(f"/needs/{need.slug}/co-sign/", {"price": "15000"}, REMOTE_ADDR="10.0.0.1")

    assert Answer.objects.exists()
    assert not Trace.objects.exists()


# Appeals


@pytest.fixture
def discounted(need, satos_farm, sato):
    ring(need, 8)
    answer = co_sign(need, satos_farm, network_key="one", at=timezone.now())
    summarise(need.pk)
    return answer


def test_the_owner_is_told_why_and_asks_to_count_in_full(as_user, sato, need, discounted):
    client = as_user(sato)
    page = client.get(need.get_absolute_url()).content.decode()
    assert "Your answer counts for 33" in page
    assert "9 in all" in page

    client.post(f"/needs/{need.slug}/appeal/", {"words": "地区の集まりで答えました"})

    asked = Appeal.objects.get()
    assert (asked.made_by, asked.answer) == (sato, discounted)
    assert "Somebody will look at it" in client.get(need.get_absolute_url()).content.decode()


def test_an_appeal_without_words_is_asked_for_them(as_user, sato, need, discounted):
    answer = as_user(sato).post(f"/needs/{need.slug}/appeal/", {"words": " "})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_moderator_lifts_it_and_the_answer_counts_in_full(
    as_user, sato, need, satos_farm, discounted, moderator, now
):
    actions.appeal(need=need, operation=satos_farm, words="集まりで", by=sato, now=now)
    client = as_user(moderator)
    asked = Appeal.objects.get()
    assert "佐藤いちご園" in client.get("/needs/appeals/").content.decode()

    client.post(f"/needs/appeals/{asked.pk}/", {"decision": "lift"})

    # Eight are left in the hand: ⌈√8⌉ = 3.
    assert demand(need).discounted_count == pytest.approx(1 + 8 / 3)
    asked.refresh_from_db()
    assert (asked.decided_by, asked.is_lifted) == (moderator, True)
    assert Change.objects.filter(noun="appeal", kind="lifted").exists()


def test_a_moderator_leaves_it_and_it_may_be_asked_again(
    as_user, sato, need, satos_farm, discounted, moderator, now
):
    asked = actions.appeal(need=need, operation=satos_farm, words="なぜ", by=sato, now=now)
    client = as_user(moderator)
    for _ in range(2):
        client.post(f"/needs/appeals/{asked.pk}/", {"decision": "leave"})

    assert demand(need).discounted_count == pytest.approx(3)
    assert "left as it is" in as_user(sato).get(need.get_absolute_url()).content.decode()
    actions.appeal(need=need, operation=satos_farm, words="もう一度", by=sato, now=now)


def test_an_appeal_is_made_once_and_only_where_something_is_discounted(
    need, sato, satos_farm, suzuki, suzukis_farm, discounted, now
):
    words = {"need": need, "words": "集まりで", "now": now}
    with pytest.raises(actions.NotAnswered):
        actions.appeal(operation=suzukis_farm, by=suzuki, **words)
    co_sign(need, suzukis_farm)
    with pytest.raises(actions.CountsInFull):
        actions.appeal(operation=suzukis_farm, by=suzuki, **words)
    actions.appeal(operation=satos_farm, by=sato, **words)
    with pytest.raises(actions.AlreadyAppealed):
        actions.appeal(operation=satos_farm, by=sato, **words)


def test_only_moderators_see_and_decide(as_user, sato, need, satos_farm, discounted, now):
    asked = actions.appeal(need=need, operation=satos_farm, words="なぜ", by=sato, now=now)
    client = as_user(sato)

    assert client.get("/needs/appeals/").status_code == 403
    assert client.post(f"/needs/appeals/{asked.pk}/", {"decision": "lift"}).status_code == 403
    with pytest.raises(NotAModerator):
        actions.decide_appeal(asked=asked, lifts=True, by=sato, now=now)


def test_what_is_not_to_be_appealed_is_said(as_user, sato, need, satos_farm):
    answer = as_user(sato).post(f"/needs/{need.slug}/appeal/", {"words": "なぜ"}, follow=True)

    assert "has not answered" in answer.content.decode()


def test_the_database_keeps_appeals_to_their_rules(need, satos_farm, sato, discounted, now):
    asked = actions.appeal(need=need, operation=satos_farm, words="なぜ", by=sato, now=now)
    rows = Appeal.objects.filter(pk=asked.pk)
    more = {"answer": discounted, "made_by": sato, "made_at": now}
    for name, act in [
        ("one_appeal_waiting", lambda: Appeal.objects.create(words="二度", **more)),
        ("decided_by_somebody", lambda: rows.update(decided_at=now)),
        ("decided_by_somebody", lambda: rows.update(is_lifted=True)),
        ("says_why", lambda: rows.update(words="")),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()


def test_the_list_of_appeals_costs_the_same_with_one_and_with_thirty(
    as_user, moderator, need, now, django_assert_num_queries
):
    def appeal_for(answers):
        summarise(need.pk)
        for answer in answers:
            actions.appeal(
                need=need, operation=answer.operation, words="集まりで",
                by=answer.answered_by, now=now,
            )  # fmt: skip

    answers = ring(need, 30)
    client = as_user(moderator)
    appeal_for(answers[:1])
    # Session, user; organisation of the header; appeals.
    with django_assert_num_queries(4):
        client.get("/needs/appeals/")
    appeal_for(answers[1:])
    with django_assert_num_queries(4):
        client.get("/needs/appeals/")
