"""Which rules stand in the way, and whose hours the work takes."""

import pytest
from django.urls import reverse

from demand.details.models import WorkStep
from demand.details.vocabulary import Actor, Seniority
from demand.needs.models import Regulation, Sighting
from demand.needs.vocabulary import RegulationLevel, Task
from marketplace.insights.reads.blocking import blocking, hours
from tests.factories import AnswerFactory, InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return Regulation.objects.create(
        title="農薬取締法", level=RegulationLevel.LAW, owner="農林水産省"
    )


def blocked(rule, losses):
    need = InstitutionNeedFactory()
    need.regulations.add(rule)
    for hours_lost, sales_lost in losses:
        AnswerFactory(
            need=need,
            cap=None,
            quantity=None,
            level="INTEREST",
            hours_lost=hours_lost,
            sales_lost=sales_lost,
        )
    return need


def test_a_rule_tells_its_needs_and_what_they_cost_apart(rule):
    need = blocked(rule, [(100, 500_000), (60, 300_000), (40, 200_000)])
    Sighting.objects.note(need, OperationFactory())

    (found,) = blocking(samples=False)

    assert (found.regulation, found.need_count, found.seen_count) == (rule, 1, 1)
    assert (found.hours_lost, found.sales_lost) == (200, 1_000_000)
    assert sum(count or 0 for count in found.tiers.values()) == 3


def test_what_fewer_than_three_tell_is_hidden(rule):
    blocked(rule, [(100, 500_000), (60, 300_000)])

    (found,) = blocking(samples=False)

    assert (found.hours_lost, found.sales_lost) == (None, None)
    assert set(found.tiers.values()) <= {None, 0}


def test_rules_cost_the_same_queries_however_many(rule, django_assert_num_queries):
    for number in range(4):
        other = Regulation.objects.create(
            title=f"決まり{number}", level=RegulationLevel.LAW, owner="農林水産省"
        )
        blocked(other, [(10, None)])

    with django_assert_num_queries(4):
        assert len(blocking(samples=False)) == 4


def test_hours_add_up_by_task_and_who_can_do_it():
    need = NeedFactory(tasks=[Task.PERCEPTION, Task.DOCUMENT])
    for place, (minutes, seniority) in enumerate([(30, Seniority.SENIOR), (60, Seniority.JUNIOR)]):
        WorkStep.objects.create(
            need=need,
            place=place,
            name="見回り",
            minutes=minutes,
            times=100,
            seniority=seniority,
            actor=Actor.PERSON,
        )

    found = {(each.task, each.seniority): each.hours for each in hours(samples=False)}

    assert found == {
        (Task.PERCEPTION, Seniority.SENIOR): 50,
        (Task.PERCEPTION, Seniority.JUNIOR): 100,
        (Task.DOCUMENT, Seniority.SENIOR): 50,
        (Task.DOCUMENT, Seniority.JUNIOR): 100,
    }


def test_the_tables_can_be_taken_along(client, rule):
    blocked(rule, [(100, 500_000), (60, 300_000), (40, 200_000)])

    told = client.get(reverse("api_insights")).json()
    written = client.get(reverse("insights_table", args=["blocking"])).content.decode()

    assert told["blocking"][0]["regulation"] == "農薬取締法"
    assert "農薬取締法" in written
