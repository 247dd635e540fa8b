"""What a rule costs the field, as a sheet, a document and a table."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.needs.models import Regulation, Sighting
from demand.needs.vocabulary import RegulationLevel
from marketplace.insights.reads import evidence
from tests.factories import InstitutionNeedFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return Regulation.objects.create(
        title="=ブイの許可",
        text_number="令和7年告示12号",
        level=RegulationLevel.PRACTICE,
        owner="県庁",
        reply="窓口を一つにします。",
        replied_on=date(2026, 11, 3),
    )


def block(rule, operations, hours=100, **words):
    """A need that the rule blocks, with an answer of each operation."""
    need = InstitutionNeedFactory(**words)
    need.regulations.add(rule)
    for operation in operations:
        actions.co_sign(
            need=need,
            operation=operation,
            by=operation.organisation.members.get(),
            now=timezone.now(),
            level=Level.INTEREST,
            hours_lost=hours,
            sales_lost=10_000 * hours,
        )
    summarise(need.pk)
    return need


@pytest.fixture
def wanted(rule):
    """Seven operations want two needs, five each; an eighth only saw one."""
    operations = OperationFactory.create_batch(7)
    need = block(rule, operations[:5], title="ブイを替えたい")
    block(rule, operations[2:], hours=20, title="港で充電したい")
    Sighting.objects.note(need, OperationFactory())
    return need


def words(answer):
    return " ".join(answer.content.decode().split())


def test_an_operation_is_counted_once_however_many_needs_it_answered(rule, wanted, now):
    read = evidence(rule, now=now)

    assert (read.together.need_count, read.together.wanted_count) == (2, 7)
    assert read.together.seen_count == 8
    assert (read.together.hours_lost, read.together.sales_lost) == (600, 6_000_000)
    assert [(e.need.title, e.seen_count, e.wanted_count) for e in read.needs] == [
        ("港で充電したい", 5, 5),
        ("ブイを替えたい", 6, 5),
    ]


def test_the_sheet_says_what_when_and_by_which_rule(rule, wanted, in_english, in_japanese):
    page = words(in_english.get(reverse("evidence", args=[rule.slug])))

    assert "Counts from 7 operations that want one" in page
    assert "10 answers" in page
    assert "窓口を一つにします。" in page
    assert "2026" in page
    assert "Counts below three are hidden" in page
    assert "nearest of 1, 2, 5, 10" in page
    assert "根拠" in words(in_japanese.get(reverse("evidence", args=[rule.slug])))


def test_the_document_and_the_table_hold_what_the_sheet_says(rule, wanted, in_english):
    told = in_english.get(reverse("api_evidence", args=[rule.slug])).json()
    answer = in_english.get(reverse("evidence_table", args=[rule.slug]))
    first, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert told["regulation"]["replied_on"] == "2026-11-03"
    assert told["together"]["hours_lost"]["total"] == 600
    assert told["together"]["hours_lost"]["told_count"] == 10
    assert [each["hours_lost"]["total"] for each in told["needs"]] == [100, 500]
    assert len(told["rules"]) == 2
    assert all(len(row) == len(first) for row in rows)
    found = {(row[0], row[1]): row[2:] for row in rows}
    assert found["'=ブイの許可", "What the office says"][0] == "窓口を一つにします。"
    assert found["'=ブイの許可", "Hours lost a year"][:2] == ["600", "10"]
    assert found["ブイを替えたい", "Sales lost a year"][:2] == ["5000000", "5"]
    assert all(row[3] and row[4] for row in rows if row[2].isdigit() and row[1] != "Needs")


def test_what_is_hidden_is_hidden_on_every_face(rule, in_english):
    need = block(rule, OperationFactory.create_batch(2), hours=77)

    told = in_english.get(reverse("api_evidence", args=[rule.slug])).json()
    table = words(in_english.get(reverse("evidence_table", args=[rule.slug])))
    page = words(in_english.get(reverse("evidence", args=[rule.slug])))

    assert told["needs"][0]["hours_lost"] is told["together"]["sales_lost"] is None
    assert {*told["needs"][0]["tiers"].values(), *told["together"]["tiers"].values()} == {None}
    assert "not told yet" in page
    for face in (table, page):
        assert not {"77", "154", "770000", "200"} & set(face.replace(",", " ").split())
    assert need.title in page


def test_a_rule_that_blocks_nothing_says_so(rule, in_english):
    page = in_english.get(reverse("evidence", args=[rule.slug]))

    assert "No need names this rule now." in words(page)
    assert in_english.get(reverse("evidence", args=["nowhere"])).status_code == 404


def test_samples_leave_with_the_first_real_need(rule, in_english):
    block(rule, [], title="見本の困りごと", is_sample=True)
    address = reverse("evidence", args=[rule.slug])
    assert "見本の困りごと" in words(in_english.get(address))

    block(rule, [], title="本物の困りごと", posted_at=timezone.now() - timedelta(days=1))

    page = words(in_english.get(address))
    assert "見本の困りごと" not in page
    assert "本物の困りごと" in page


def test_the_sheet_is_one_tap_from_the_rule_the_need_and_the_insights(rule, wanted, client):
    address = reverse("evidence", args=[rule.slug])

    for page in (rule.get_absolute_url(), wanted.get_absolute_url()):
        assert f'href="{address}"' in client.get(page).content.decode(), page


def test_one_need_and_thirty_cost_the_same(rule, client, django_assert_max_num_queries):
    block(rule, [OperationFactory()])
    address = reverse("api_evidence", args=[rule.slug])
    with django_assert_max_num_queries(14) as one:
        client.get(address)
    for _ in range(29):
        block(rule, [])
    with django_assert_max_num_queries(14) as many:
        client.get(address)

    assert len(one) == len(many)
