"""Which rules stand in the way, and whose hours the work takes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.answers import actions
from demand.answers.models import Answer
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.details.models import WorkStep
from demand.details.vocabulary import Actor, Seniority
from demand.needs.models import Need, Regulation, Sighting
from demand.needs.vocabulary import RegulationLevel, Task
from marketplace.insights.reads.blocking import blocking
from marketplace.insights.reads.hours import hours
from tests.factories import AnswerFactory, InstitutionNeedFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return Regulation.objects.create(
        title="農薬取締法", level=RegulationLevel.LAW, owner="農林水産省"
    )


def blocked(rule, losses, need=None):
    """A need that the rule blocks, with an operation's answer for each pair of losses."""
    need = need or InstitutionNeedFactory()
    need.regulations.add(rule)
    for hours_lost, sales_lost in losses:
        operation = OperationFactory()
        actions.co_sign(
            need=need,
            operation=operation,
            by=operation.organisation.members.get(),
            now=timezone.now(),
            level=Level.INTEREST,
            hours_lost=hours_lost,
            sales_lost=sales_lost,
        )
    summarise(need.pk)
    return need


FIVE = [(100, 500_000), (60, 300_000), (40, 200_000), (20, 100_000), (20, 100_000)]


def test_a_rule_tells_its_needs_and_what_they_cost_apart(rule):
    need = blocked(rule, FIVE)
    Sighting.objects.note(need, OperationFactory())

    (found,) = blocking(samples=False)

    assert (found.regulation, found.need_count, found.seen_count) == (rule, 1, 6)
    # 100 + 50 + 50 + 20 + 20; 500,000 + 200,000 · 2 + 100,000 · 2: each the nearest of 1, 2, 5.
    assert (found.hours_lost, found.sales_lost) == (240, 1_100_000)
    assert found.hours.told_count == found.sales.told_count == 5
    assert sum(count or 0 for count in found.tiers.values()) == 5


def test_what_fewer_than_five_tell_is_not_told(rule):
    blocked(rule, FIVE[:4])

    (found,) = blocking(samples=False)

    assert (found.hours_lost, found.sales_lost) == (None, None)


def test_what_one_more_tells_does_not_show_before_five_have(rule):
    need = blocked(rule, FIVE)
    before = blocking(samples=False)[0].hours

    for _ in range(4):
        blocked(rule, [(5_000, None)], need)
    assert blocking(samples=False)[0].hours == before

    blocked(rule, [(5_000, None)], need)
    assert blocking(samples=False)[0].hours_lost == 25_000


def test_the_hours_of_several_needs_add_up_where_each_is_told(rule):
    blocked(rule, FIVE)
    blocked(rule, FIVE)
    blocked(rule, FIVE[:3])

    (found,) = blocking(samples=False)

    assert (found.hours_lost, found.hours.told_count, found.need_count) == (480, 10, 3)


def test_what_was_said_to_a_merged_need_counts_once_for_the_rule(rule):
    into = blocked(rule, FIVE)
    merged = blocked(rule, FIVE[:3])
    twice = Answer.objects.filter(need=into).first().operation
    AnswerFactory(need=merged, operation=twice, cap=None, quantity=None, hours_lost=10)
    Need.objects.filter(pk=merged.pk).update(canonical=into)
    summarise(into.pk)

    (found,) = blocking(samples=False)

    assert sum(count or 0 for count in found.tiers.values()) == 8
    assert found.seen_count == 8


def test_small_counts_stay_hidden_beside_the_page_of_each_need(rule):
    blocked(rule, FIVE)
    blocked(rule, FIVE[:2])

    (found,) = blocking(samples=False)

    # Five of one need are shown on its page: seven would tell that the other has two.
    assert set(found.tiers.values()) == {None}


def test_rules_cost_the_same_queries_however_many(rule, django_assert_num_queries):
    for number in range(4):
        other = Regulation.objects.create(
            title=f"決まり{number}", level=RegulationLevel.LAW, owner="農林水産省"
        )
        blocked(other, [(10, None)])

    with django_assert_num_queries(8):
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
    blocked(rule, FIVE)

    told = client.get(reverse("api_insights")).json()
    written = client.get(reverse("insights_table", args=["blocking"])).content.decode()

    assert told["blocking"][0]["regulation"] == "農薬取締法"
    assert told["blocking"][0]["hours_lost"]["total"] == 240
    assert "農薬取締法" in written
