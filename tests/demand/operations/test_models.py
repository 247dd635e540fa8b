"""Each rule of the database: a row it lets in, and one it refuses."""

from decimal import Decimal

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


def test_land_is_more_than_nothing():
    OperationFactory(area_ares=Decimal("0.01"))

    with pytest.raises(IntegrityError, match="operation_land_is_more"), transaction.atomic():
        OperationFactory(area_ares=0)


@pytest.mark.parametrize(
    "size",
    [{"count": 3}, {"count_thing": "BOAT"}, {"count": 0, "count_thing": "BOAT"},
     {"count": 1, "count_thing": "UFO"}],
)  # fmt: skip
def test_an_operation_counts_something_or_nothing(size):
    OperationFactory(count=3, count_thing="BOAT")

    with pytest.raises(IntegrityError, match="operation_counts_something"), transaction.atomic():
        OperationFactory(**size)


@pytest.mark.parametrize(
    ("thing", "size"),
    [("10A", "2.5"), ("HA", "0.25"), ("BOAT", "3"), ("OPERATION", "1"), ("HEAD", None)],
)
def test_a_size_is_told_in_the_unit_of_a_price(thing, size):
    operation = OperationFactory.build(
        organisation=None, area_ares=Decimal(25), count=Decimal(3), count_thing="BOAT"
    )

    assert operation.size_in(thing) == (size and Decimal(size))


def test_land_that_is_not_known_has_no_size():
    assert OperationFactory.build(organisation=None).size_in("10A") is None
