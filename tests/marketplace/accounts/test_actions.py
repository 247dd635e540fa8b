from threading import Thread

import pytest
from django.db import connection

from marketplace.accounts import actions
from marketplace.accounts.models import ApiToken, Organisation, User, digest
from marketplace.accounts.vocabulary import Role

pytestmark = pytest.mark.django_db


def test_a_new_address_is_taken_in():
    user = actions.welcome(email=" Hanako@Example.com ")

    assert user.email == "hanako@example.com"
    assert not user.has_usable_password()


def test_a_known_address_is_found_again_however_it_is_written(sato):
    assert actions.welcome(email="SATO@example.com") == sato
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_that_comes_twice_at_once_makes_one_person():
    found = []

    def come():
        found.append(actions.welcome(email="twice@example.com"))
        connection.close()

    both = [Thread(target=come) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert len(found) == 4
    assert User.objects.filter(email="twice@example.com").count() == 1


def test_who_founds_an_organisation_owns_it(nobu):
    organisation = actions.found_organisation(name="信の山", by=nobu)

    membership = organisation.memberships.get()
    assert (membership.user, membership.role) == (nobu, Role.OWNER)
    assert list(Organisation.objects.acted_for_by(nobu)) == [organisation]


def test_a_token_is_kept_only_as_its_digest(sato, satos_farm):
    key = actions.issue_token(organisation=satos_farm.organisation, name="帳簿", by=sato)

    token = ApiToken.objects.get()
    assert key.startswith("areba_")
    assert token.digest == digest(key)
    assert key not in str(vars(token))


def test_a_revoked_token_opens_nothing(sato, satos_farm, now):
    key = actions.issue_token(organisation=satos_farm.organisation, name="帳簿", by=sato)

    actions.revoke_token(token=ApiToken.objects.get(), now=now)

    assert not ApiToken.objects.valid(key).exists()
