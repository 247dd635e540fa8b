"""For which operation somebody speaks."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from demand.operations.reads import acting_operation
from marketplace.accounts.models import ApiToken
from marketplace.accounts.reads import CHOSEN
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def request_of(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    return request


def test_a_stranger_speaks_for_nobody():
    assert acting_operation(request_of(AnonymousUser())) is None


def test_nobu_who_belongs_to_nothing_speaks_for_nobody(nobu):
    assert acting_operation(request_of(nobu)) is None


def test_sato_speaks_for_the_farm(sato, satos_farm, suzukis_farm):
    assert acting_operation(request_of(sato)) == satos_farm


def test_whoever_has_chosen_speaks_for_the_chosen(sato, satos_farm, cooperative):
    MembershipFactory(user=sato, organisation=cooperative.organisation, role="STAFF")
    request = request_of(sato, **{CHOSEN: cooperative.organisation_id})

    assert acting_operation(request) == cooperative


def test_a_team_of_developers_speaks_for_no_operation(ada, adas_team):
    assert acting_operation(request_of(ada)) is None


def test_ada_speaks_for_her_farm_even_while_she_acts_for_her_team(ada, adas_team, satos_farm):
    MembershipFactory(user=ada, organisation=satos_farm.organisation, role="STAFF")
    request = request_of(ada, **{CHOSEN: adas_team.organisation_id})

    assert acting_operation(request) == satos_farm


def test_a_token_of_the_team_never_speaks_for_the_farm(ada, adas_team, satos_farm):
    MembershipFactory(user=ada, organisation=satos_farm.organisation, role="STAFF")
    request = request_of(ada)
    request.auth, _key = ApiToken.objects.issue(
        user=ada, organisation=adas_team.organisation, name="notebook"
    )

    assert acting_operation(request) is None


def test_it_costs_three_queries_at_most(ada, adas_team, satos_farm, django_assert_max_num_queries):
    MembershipFactory(user=ada, organisation=satos_farm.organisation, role="STAFF")

    with django_assert_max_num_queries(3):
        acting_operation(request_of(ada, **{CHOSEN: adas_team.organisation_id}))
