"""Nobody leaves who still owes, and the ledger stays when they do."""

import pytest

from marketplace.accounts.models import User
from marketplace.belongings.actions import CommitmentsUnderWay, close_account
from marketplace.offers.models import Commitment, Entry
from marketplace.offers.vocabulary import Standing, State
from tests.marketplace.offers.conftest import BEFORE, HOUR

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", ["sato", "ada"])
def test_neither_side_leaves_while_a_commitment_is_under_way(opened, request, side):
    user = request.getfixturevalue(side)

    with pytest.raises(CommitmentsUnderWay):
        close_account(user=user, now=HOUR)

    assert User.objects.get(pk=user.pk).is_active


def test_once_all_is_settled_one_leaves_and_the_ledger_stays(opened, sato):
    before = list(Entry.objects.values())
    Commitment.objects.update(standing=Standing.STEPPED_OUT, settled_at=HOUR)

    close_account(user=sato, now=HOUR)

    assert not User.objects.get(pk=sato.pk).is_active
    assert list(Entry.objects.values()) == before


def test_a_sealed_offer_is_taken_back_by_whoever_leaves(adas_offer, ada):
    close_account(user=ada, now=BEFORE)

    adas_offer.refresh_from_db()
    assert adas_offer.state == State.DRAFT


def test_nobody_leaves_in_the_very_hour_of_their_offer(adas_offer, ada):
    with pytest.raises(CommitmentsUnderWay):
        close_account(user=ada, now=HOUR)
