import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from marketplace.accounts.models import Organisation
from marketplace.accounts.vocabulary import Role
from marketplace.changes.models import Change
from marketplace.developers.actions import NotYourTeam, register_developer
from marketplace.developers.models import Developer
from tests.factories import MembershipFactory, OrganisationFactory

SKILLS = {"summary": "We count fish in video.", "tasks": ["PERCEPTION"]}


def test_a_new_team_is_founded_with_its_profile(nobu):
    developer = register_developer(by=nobu, name="Nobu Vision", **SKILLS)

    assert developer.organisation.name == "Nobu Vision"
    assert developer.organisation.admits(nobu)
    assert developer.summary == "We count fish in video."


def test_an_organisation_that_is_there_gets_a_profile(sato, satos_farm):
    developer = register_developer(by=sato, organisation=satos_farm.organisation, **SKILLS)

    assert developer.organisation == satos_farm.organisation


def test_registering_is_written_to_the_log(nobu):
    developer = register_developer(by=nobu, name="Nobu Vision", **SKILLS)

    change = Change.objects.get()
    assert (change.noun, change.key, change.kind) == ("developer", developer.pk, "registered")


def test_a_second_tap_makes_nothing_new(nobu):
    first = register_developer(by=nobu, name="Nobu Vision", **SKILLS)

    second = register_developer(by=nobu, name="Nobu Vision", **SKILLS)

    assert first == second
    assert Developer.objects.count() == Organisation.objects.count() == 1


def test_registering_again_changes_what_is_named_and_leaves_the_rest(ada, adas_team):
    team = adas_team.organisation

    register_developer(by=ada, organisation=team, capacity=3)

    adas_team.refresh_from_db()
    assert adas_team.capacity == 3
    assert adas_team.summary == "Leaf disease detection on phones, offline."
    assert Change.objects.get().kind == "changed"


def test_a_name_that_others_have_too_is_not_their_organisation(nobu, adas_team):
    developer = register_developer(by=nobu, name=adas_team.organisation.name, **SKILLS)

    assert developer.organisation != adas_team.organisation


def test_nobody_registers_somebody_elses_organisation(nobu, adas_team):
    with pytest.raises(NotYourTeam):
        register_developer(by=nobu, organisation=adas_team.organisation, capacity=9)

    adas_team.refresh_from_db()
    assert adas_team.capacity == 1


def test_a_viewer_does_not_change_the_profile(nobu, adas_team):
    MembershipFactory(user=nobu, organisation=adas_team.organisation, role=Role.VIEWER)

    with pytest.raises(NotYourTeam):
        register_developer(by=nobu, organisation=adas_team.organisation, capacity=9)


def test_a_profile_without_a_task_is_refused_in_words_and_founds_nothing(nobu):
    with translation.override("en"):
        with pytest.raises(ValidationError) as refusal:
            register_developer(by=nobu, name="Nobu Vision", summary="Anything.", tasks=[])

        assert refusal.value.messages == ["Choose at least one thing that your models do."]
    assert not Organisation.objects.exists()


def test_a_word_that_is_not_in_the_vocabulary_is_refused_at_its_field(nobu):
    with pytest.raises(ValidationError) as refusal:
        register_developer(by=nobu, name="Nobu Vision", summary="Anything.", tasks=["DREAM"])

    assert "tasks" in refusal.value.message_dict


def test_samples_are_marked_on_their_organisation(nobu):
    developer = register_developer(by=nobu, name="見本", is_sample=True, **SKILLS)

    assert developer.organisation.is_sample


def test_a_profile_of_an_organisation_does_not_touch_another(ada, adas_team):
    other = OrganisationFactory(member=ada)

    register_developer(by=ada, organisation=other, **SKILLS)

    assert Developer.objects.count() == 2
