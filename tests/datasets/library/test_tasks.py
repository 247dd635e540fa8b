"""A need bears whether anybody shares data for it."""

import pytest

from datasets.library.models import Version
from datasets.library.tasks import follow_changes, mark_need
from datasets.library.vocabulary import Access, VersionState
from demand.answers import reads
from demand.needs.vocabulary import SharedData
from marketplace.changes.models import Change
from tests.factories import NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory()


def shared_for(need, **words):
    version = VersionFactory(**words)
    version.dataset.needs.add(need)
    mark_need(need.pk)
    need.refresh_from_db()
    return version


def test_a_published_version_marks_its_need(need):
    shared_for(need)

    assert need.shared_data == SharedData.SOME
    assert list(reads.needs({"q": "うどんこ病", "shared_data": "SOME"})) == [need]


def test_what_is_still_on_its_way_in_marks_nothing(need):
    shared_for(need, draft=True)

    assert need.shared_data == SharedData.NONE


def test_what_is_its_owners_alone_is_not_shared(need):
    shared_for(need, dataset__access=Access.OWNER)

    assert need.shared_data == SharedData.NONE


def test_a_need_whose_versions_were_taken_back_has_none(need):
    version = shared_for(need)
    Version.objects.filter(pk=version.pk).update(state=VersionState.SEALED)

    mark_need(need.pk)

    need.refresh_from_db()
    assert need.shared_data == SharedData.NONE
    assert list(reads.needs({"q": "うどんこ病", "shared_data": "SOME"})) == []


def test_marking_twice_writes_once(need, django_assert_num_queries):
    shared_for(need)

    # The transaction's two ends, the need, its data.
    with django_assert_num_queries(4):
        mark_need(need.pk)


def test_a_need_that_is_gone_is_passed_over():
    mark_need(0)


@pytest.mark.django_db(transaction=True)
def test_the_reader_marks_what_the_log_names(need, settle):
    VersionFactory().dataset.needs.add(need)
    Change.objects.record(noun="dataset", key=need.pk, kind="published")
    settle()

    follow_changes()

    need.refresh_from_db()
    assert need.shared_data == SharedData.SOME
