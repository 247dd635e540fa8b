"""One answer or thirty, one publication or many: a program's question costs the same."""

import pytest
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from marketplace.accounts.models import ApiToken
from tests.factories import AnswerFactory, NeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


def answered(need, count):
    for number in range(count):
        farm = OperationFactory()
        actions.co_sign(
            need=need,
            operation=farm,
            by=farm.organisation.members.get(),
            now=timezone.now(),
            level=Level.WOULD_BUY,
            cap=need.rungs[number % len(need.rungs)],
        )
    summarise(need.pk)


def test_a_need_costs_seven_queries_with_one_answer_and_with_thirty(
    client, django_assert_num_queries
):
    need = NeedFactory()
    answered(need, 1)
    # The need, its publication, four for its details, the products that exist.
    with django_assert_num_queries(7):
        client.get(f"/api/v1/needs/{need.slug}/")

    for _ in range(2):
        answered(need, 15)

    assert need.publications.count() == 2
    with django_assert_num_queries(7):
        client.get(f"/api/v1/needs/{need.slug}/")


def test_ones_own_answer_costs_the_same_among_one_and_among_thirty(
    client, sato, satos_farm, django_assert_num_queries
):
    _token, key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="帳簿"
    )
    url, headers = "/api/v1/needs/{}/co-signs/", {"authorization": f"Bearer {key}"}
    need = AnswerFactory(operation=satos_farm).need
    # Token with its user and organisation, membership, operation; the answer.
    with django_assert_num_queries(4):
        client.get(url.format(need.slug), headers=headers)

    answered(need, 29)

    with django_assert_num_queries(4):
        client.get(url.format(need.slug), headers=headers)
