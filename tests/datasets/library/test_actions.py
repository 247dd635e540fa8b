"""Who takes what is written down."""

from datetime import timedelta

import pytest

from datasets.library.actions import NotYours, pull
from datasets.library.models import Pull
from datasets.library.vocabulary import FileRole
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(satos_farm):
    return VersionFactory(dataset__organisation=satos_farm.organisation)


@pytest.fixture
def table(version, with_table):
    return with_table(version)


def test_a_pull_is_written_down_with_who_and_when(table, ada, adas_team, now):
    pull(file=table, by=ada, organisation=adas_team.organisation, now=now)

    line = Pull.objects.get()
    assert (line.by, line.organisation, line.at) == (ada, adas_team.organisation, now)
    assert (line.file, line.version) == (table, table.version)


def test_the_pieces_of_one_download_are_one_pull(table, ada, now):
    for second in range(5):
        pull(file=table, by=ada, organisation=None, now=now + timedelta(seconds=second))

    assert Pull.objects.count() == 1


def test_a_minute_later_it_is_another_pull(table, ada, now):
    pull(file=table, by=ada, organisation=None, now=now)
    pull(file=table, by=ada, organisation=None, now=now + timedelta(minutes=1))

    assert Pull.objects.count() == 2


def test_two_people_are_two_pulls(table, ada, nobu, now):
    for person in (ada, nobu):
        pull(file=table, by=person, organisation=None, now=now)

    assert Pull.objects.count() == 2


def test_the_original_is_given_to_its_owner(table, sato, satos_farm, now):
    table.role = FileRole.ORIGINAL

    pull(file=table, by=sato, organisation=satos_farm.organisation, now=now)

    assert Pull.objects.count() == 1


def test_the_original_is_given_to_nobody_else(table, ada, adas_team, now):
    table.role = FileRole.ORIGINAL

    for organisation in (adas_team.organisation, None):
        with pytest.raises(NotYours):
            pull(file=table, by=ada, organisation=organisation, now=now)

    assert not Pull.objects.exists()
