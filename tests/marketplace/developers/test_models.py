import pytest
from django.db import IntegrityError, transaction

from demand.operations.vocabulary import Sector
from marketplace.developers.models import Developer
from tests.factories import DeveloperFactory

pytestmark = pytest.mark.django_db


def refused_by(constraint, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeveloperFactory(**fields)


def test_a_developer_with_one_task_is_let_in():
    assert DeveloperFactory(tasks=["PERCEPTION"]).pk


def test_a_developer_without_a_task_is_refused():
    refused_by("developer_does_at_least_one_task", tasks=[])


def test_a_developer_who_takes_one_need_is_let_in():
    assert DeveloperFactory(capacity=1).pk


def test_a_developer_who_takes_no_need_is_refused():
    refused_by("developer_takes_one_need_at_least", capacity=0)


def test_a_developer_may_leave_everything_but_tasks_open():
    assert DeveloperFactory(modalities=[], devices=[], sectors=[], prefectures=[]).pk


@pytest.mark.parametrize(
    "unknown",
    [
        {"tasks": ["PERCEPTION", "DREAM"]},
        {"modalities": ["SMELL"]},
        {"devices": ["ABACUS"]},
        {"sectors": ["MINING"]},
        {"prefectures": ["48"]},
    ],
)
def test_a_word_that_is_not_in_the_vocabulary_is_refused(unknown):
    refused_by("developer_speaks_known_words", **unknown)


def test_an_organisation_has_one_profile(adas_team):
    with pytest.raises(IntegrityError), transaction.atomic():
        DeveloperFactory(organisation=adas_team.organisation)


def test_a_developer_without_sectors_serves_all_of_them():
    anywhere, at_sea = DeveloperFactory(sectors=[]), DeveloperFactory(sectors=[Sector.FISHERY])

    serving_farms = Developer.objects.serving(Sector.AGRICULTURE)

    assert set(serving_farms) == {anywhere}
    assert set(Developer.objects.serving(Sector.FISHERY)) == {anywhere, at_sea}


def test_samples_leave_when_a_real_developer_comes():
    sample = DeveloperFactory(organisation__is_sample=True)
    assert list(Developer.objects.real_if_any()) == [sample]

    real = DeveloperFactory()

    assert list(Developer.objects.real_if_any()) == [real]


def test_an_invoice_number_of_t_and_thirteen_digits_is_let_in():
    assert DeveloperFactory(invoice_number="T1234567890123").pk


@pytest.mark.parametrize("number", ["1234567890123", "T123", "T123456789012X"])
def test_any_other_invoice_number_is_refused(number):
    refused_by("developer_invoice_number_is_t_and_thirteen_digits", invoice_number=number)
