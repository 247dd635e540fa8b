from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from demand.operations import actions
from demand.operations.actions import NotYourOperation, edit_operation
from demand.operations.models import Operation
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation
from marketplace.accounts.vocabulary import Role
from marketplace.changes.models import Change
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

FIELDS = {
    "sector": Sector.FORESTRY,
    "products": "スギ",
    "prefecture": Prefecture.KOCHI,
    "municipality": "梼原町",
}


def test_nobu_registers_an_operation_and_speaks_for_it(nobu):
    operation = actions.register_operation(name="信の山", by=nobu, **FIELDS)

    assert str(operation) == "信の山"
    assert operation.organisation.memberships.get().role == Role.OWNER
    actions.speak_for(operation, nobu)


def test_an_organisation_that_is_there_becomes_an_operation(ada, adas_team):
    operation = actions.register_operation(
        name="Ada Vision", by=ada, organisation=adas_team.organisation, **FIELDS
    )

    assert operation.organisation == adas_team.organisation
    assert Organisation.objects.count() == 1


def test_somebody_elses_organisation_does_not(nobu, adas_team):
    with pytest.raises(actions.NotYourOperation):
        actions.register_operation(
            name="Ada Vision", by=nobu, organisation=adas_team.organisation, **FIELDS
        )

    assert not Operation.objects.exists()


def test_registering_twice_makes_one_operation(nobu):
    first = actions.register_operation(name="信の山", by=nobu, **FIELDS)
    again = actions.register_operation(name="信の山", by=nobu, **FIELDS)

    assert again == first
    assert Organisation.objects.count() == 1


def test_two_people_may_give_the_same_name(nobu, mori):
    first = actions.register_operation(name="信の山", by=nobu, **FIELDS)
    other = actions.register_operation(name="信の山", by=mori, **FIELDS)

    assert other != first


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_makes_one_operation(nobu):
    made = []

    def tap():
        made.append(actions.register_operation(name="信の山", by=nobu, **FIELDS))
        connection.close()

    taps = [Thread(target=tap) for _ in range(3)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()

    assert len(made) == 3
    assert Operation.objects.count() == 1


def test_staff_of_the_cooperative_speak_for_it(nobu, cooperative):
    MembershipFactory(user=nobu, organisation=cooperative.organisation, role=Role.STAFF)

    actions.speak_for(cooperative, nobu)


def test_a_viewer_does_not_speak_for_the_cooperative(nobu, cooperative):
    MembershipFactory(user=nobu, organisation=cooperative.organisation, role=Role.VIEWER)

    with pytest.raises(actions.NotYourOperation):
        actions.speak_for(cooperative, nobu)


def test_sato_does_not_speak_for_suzuki(sato, suzukis_farm):
    with pytest.raises(actions.NotYourOperation):
        actions.speak_for(suzukis_farm, sato)


def test_sato_speaks_for_no_farm_only_because_of_another(sato, satos_farm, suzukis_farm):
    MembershipFactory(user=sato, organisation=OrganisationFactory())

    with pytest.raises(actions.NotYourOperation):
        actions.speak_for(suzukis_farm, sato)


def test_a_member_changes_what_the_operation_says_of_itself(sato, satos_farm):
    edit_operation(operation=satos_farm, by=sato, products="いちご、米", municipality="益子町")

    satos_farm.refresh_from_db()
    assert (satos_farm.products, satos_farm.municipality) == ("いちご、米", "益子町")
    assert Change.objects.get().noun == "operation"


def test_suzuki_does_not_change_satos_farm(suzuki, satos_farm):
    with pytest.raises(NotYourOperation):
        edit_operation(operation=satos_farm, by=suzuki, products="盗品")


def test_half_a_size_is_refused_in_words(sato, satos_farm):
    with pytest.raises(ValidationError):
        edit_operation(operation=satos_farm, by=sato, count=3)
