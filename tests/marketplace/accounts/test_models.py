"""Each rule of the database: a row it lets in, and one it refuses."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.models import ApiToken, Membership, Organisation, User
from marketplace.accounts.vocabulary import Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_an_address_in_lower_case_is_let_in_and_one_with_capitals_is_refused():
    UserFactory(email="hanako@example.com")

    with refused("user_email_is_lower_case"), transaction.atomic():
        UserFactory(email="Taro@example.com")


def test_an_address_belongs_to_one_person(sato):
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email=sato.email)


def test_a_user_is_a_member_of_two_organisations_but_of_each_once(sato):
    first, second = OrganisationFactory(member=sato), OrganisationFactory(member=sato)

    assert set(sato.organisations.all()) == {first, second}
    with refused("a_user_is_a_member_once"), transaction.atomic():
        MembershipFactory(user=sato, organisation=first)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_that_is_known_is_let_in(nobu, role):
    membership = MembershipFactory(user=nobu, organisation=OrganisationFactory(), role=role)

    assert membership.role == role


def test_a_role_that_is_not_known_is_refused(nobu):
    with refused("membership_role_is_known"), transaction.atomic():
        MembershipFactory(user=nobu, organisation=OrganisationFactory(), role="BOSS")


@pytest.mark.parametrize(("role", "may_act"), [("OWNER", True), ("STAFF", True), ("VIEWER", False)])
def test_owners_and_staff_act_and_viewers_only_look(nobu, role, may_act):
    organisation = OrganisationFactory(member=nobu, member__role=role)

    assert organisation.admits(nobu) is may_act
    assert Organisation.objects.acted_for_by(nobu).exists() is may_act


def test_a_strangers_organisation_does_not_admit(nobu, satos_farm):
    assert not satos_farm.organisation.admits(nobu)


def test_a_key_is_valid_for_an_active_person_only(sato, satos_farm):
    _token, key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="帳簿"
    )

    assert ApiToken.objects.valid(key).get().user == sato
    User.objects.filter(pk=sato.pk).update(is_active=False)
    assert not ApiToken.objects.valid(key).exists()


def test_each_says_who_it_is(sato, satos_farm):
    token, _key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="帳簿"
    )
    membership = Membership.objects.get(user=sato)

    assert str(sato) == "sato@example.com"
    assert str(membership) == "sato@example.com in 佐藤いちご園"
    assert str(token) == "帳簿 of sato@example.com"
