"""Who may vouch: what it loses by its own doing, and what a moderator takes back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from demand.operations import actions
from demand.operations.models import Operation, Recognition, Vouching, tier_of
from demand.operations.vocabulary import Prefecture, Tier
from marketplace.accounts.actions import NotAModerator
from marketplace.changes.models import Change
from tests.factories import OperationFactory

pytestmark = pytest.mark.django_db
LIST = "/operations/cooperatives/"


@pytest.fixture
def recognised(cooperative, kana, now):
    Operation.objects.filter(pk=cooperative.pk).update(is_cooperative=True, district=["真岡市"])
    actions.recognise(cooperative=cooperative, by=kana, now=now)
    cooperative.refresh_from_db()
    return cooperative


@pytest.fixture
def vouched(recognised, satos_farm, sato, tanaka, now):
    """Sato's farm, for which the co-operative vouches."""
    asked = actions.ask_to_vouch(
        cooperative=recognised, operation=satos_farm, asker=satos_farm, by=sato, now=now
    )
    actions.accept_vouching(vouching=asked, by=tanaka, now=now)
    return satos_farm


def tier(operation):
    return Operation.objects.annotate(tier=tier_of("")).get(pk=operation.pk).tier


def told(operation):
    """Name the last thing that the log tells of an operation."""
    return Change.objects.filter(noun="operation", key=operation.pk).latest("id").kind


def tell(cooperative, by, **words):
    known = {"phone": "", "corporate_number": "", "is_cooperative": True, "district": ["真岡市"]}
    return actions.tell_more(operation=cooperative, by=by, **known | words)


def revoke(cooperative, by, now, reason="組合員ではない人を保証しています"):
    actions.revoke_recognition(cooperative=cooperative, reason=reason, by=by, now=now)


# By its own doing


@pytest.mark.parametrize("district", [[], ["真岡市", "益子町"]])
def test_a_district_that_widens_is_checked_anew(recognised, vouched, tanaka, kana, now, district):
    tell(recognised, tanaka, district=district)

    recognised.refresh_from_db()
    assert (recognised.may_vouch, recognised.district) == (False, district)
    assert (tier(vouched), told(vouched)) == (Tier.EMAIL, "unvouched")
    actions.recognise(cooperative=recognised, by=kana, now=now)
    assert (tier(vouched), told(vouched)) == (Tier.VOUCHED, "vouched")


def test_one_that_shrinks_or_stays_is_not(recognised, vouched, tanaka, kana, now):
    tell(recognised, tanaka, phone="0285821234")
    Operation.objects.filter(pk=recognised.pk).update(district=[])

    tell(recognised, tanaka, district=["真岡市", "益子町"])

    recognised.refresh_from_db()
    assert recognised.may_vouch
    assert tier(vouched) == Tier.VOUCHED


@pytest.mark.parametrize("how", ["is none any more", "moves"])
def test_a_word_counts_no_longer_once_its_giver_is_not_recognised(recognised, vouched, tanaka, how):
    if how == "moves":
        actions.edit_operation(operation=recognised, by=tanaka, prefecture=Prefecture.IWATE)
    else:
        tell(recognised, tanaka, is_cooperative=False)

    assert not Vouching.objects.standing().exists()
    assert Vouching.objects.open().exists()
    assert (tier(vouched), told(vouched)) == (Tier.EMAIL, "unvouched")


def test_telling_more_leaves_alone_what_somebody_changed_meanwhile(cooperative, tanaka, kana, now):
    read_before = Operation.objects.get(pk=cooperative.pk)
    tell(cooperative, tanaka)
    actions.recognise(cooperative=cooperative, by=kana, now=now)
    actions.edit_operation(operation=cooperative, by=tanaka, products="いちご、梨")

    tell(read_before, tanaka, phone="0285821234")

    cooperative.refresh_from_db()
    assert (cooperative.products, cooperative.phone) == ("いちご、梨", "0285821234")
    assert cooperative.may_vouch


# By a moderator


def test_a_moderator_revokes_for_a_reason_and_the_row_says_who(recognised, vouched, kana, now):
    revoke(recognised, kana, now)

    assert (tier(vouched), told(vouched)) == (Tier.EMAIL, "unvouched")
    assert told(recognised) == "unrecognised"
    first, last = Recognition.objects.order_by("id")
    assert (first.by, first.is_revoked) == (kana, False)
    assert (last.by, last.is_revoked) == (kana, True)
    assert last.reason == "組合員ではない人を保証しています"


def test_only_a_moderator_revokes_and_never_without_a_reason(recognised, tanaka, kana, now):
    with pytest.raises(NotAModerator):
        revoke(recognised, tanaka, now)
    with pytest.raises(ValidationError):
        revoke(recognised, kana, now, reason=" ")

    recognised.refresh_from_db()
    assert recognised.may_vouch


def test_it_is_revoked_once_and_recognised_once(recognised, kana, now):
    actions.recognise(cooperative=recognised, by=kana, now=now)
    revoke(recognised, kana, now)
    with pytest.raises(actions.NotACooperative):
        revoke(recognised, kana, now)

    assert Recognition.objects.count() == 2


def test_kana_revokes_on_the_page_and_tanaka_reads_why(
    as_user, kana, tanaka, sato, recognised, vouched
):
    of_kana, path = as_user(kana), f"{LIST}{recognised.pk}/revoke/"
    assert path in of_kana.get(LIST).content.decode()
    assert of_kana.post(path, {"reason": ""}).status_code == 422
    assert as_user(tanaka).post(path, {"reason": "もういい"}).status_code == 403

    of_kana.post(path, {"reason": "電話に出た人は組合を知りませんでした"})

    assert "知りませんでした" in as_user(tanaka).get("/operations/standing/").content.decode()
    assert "does not count now" in as_user(sato).get("/operations/standing/").content.decode()
    listed = of_kana.get(LIST).content.decode()
    assert "知りませんでした" in listed
    assert path not in listed
    assert of_kana.get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same(as_user, kana, now, count, django_assert_num_queries):
    for _ in range(count):
        one = OperationFactory(is_cooperative=True)
        Recognition.objects.create(
            cooperative=one, is_revoked=True, reason="理由", by=kana, ruled_at=now
        )
    client = as_user(kana)
    # Session, user, organisation; co-operatives, rulings.
    with django_assert_num_queries(5):
        client.get(LIST)


def test_the_database_keeps_a_revocation_to_its_reason(recognised, kana, now):
    ruling = {"cooperative": recognised, "by": kana, "ruled_at": now}
    Recognition.objects.create(**ruling, is_revoked=True, reason="理由")

    with (
        pytest.raises(IntegrityError, match="recognition_is_revoked_for_a_reason"),
        transaction.atomic(),
    ):
        Recognition.objects.create(**ruling, is_revoked=True)
