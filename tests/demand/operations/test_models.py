"""Each rule of the database: a row it lets in, and one it refuses."""

import pytest
from django.db import IntegrityError, transaction

from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from tests.factories import MembershipFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sector", Sector.values)
def test_a_sector_that_is_known_is_let_in(sector):
    assert OperationFactory(sector=sector).sector == sector


def test_a_sector_that_is_not_known_is_refused():
    with pytest.raises(IntegrityError, match="operation_sector_is_known"), transaction.atomic():
        OperationFactory(sector="MINING")


def test_there_are_47_prefectures_by_their_official_codes():
    # JIS X 0401.
    assert [prefecture.value for prefecture in Prefecture] == [f"{n:02}" for n in range(1, 48)]
    assert OperationFactory(prefecture="47").get_prefecture_display() == "沖縄県"


@pytest.mark.parametrize("prefecture", ["00", "48", "9", ""])
def test_a_prefecture_that_is_not_known_is_refused(prefecture):
    with pytest.raises(IntegrityError, match="operation_prefecture_is_known"), transaction.atomic():
        OperationFactory(prefecture=prefecture)


def test_an_organisation_is_one_operation_at_most(satos_farm):
    with pytest.raises(IntegrityError), transaction.atomic():
        OperationFactory(organisation=satos_farm.organisation)


def test_only_those_are_acted_for_where_one_may_act(nobu, satos_farm, suzukis_farm):
    MembershipFactory(user=nobu, organisation=satos_farm.organisation, role="STAFF")
    MembershipFactory(user=nobu, organisation=suzukis_farm.organisation, role="VIEWER")

    assert list(Operation.objects.acted_for_by(nobu)) == [satos_farm]
