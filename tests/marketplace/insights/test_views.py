"""The page, its tables and the document for programs."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.snapshots.actions import rebuild
from marketplace.insights.vocabulary import Part
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, RefusalFactory

pytestmark = pytest.mark.django_db
PAGE, API = reverse("insights"), reverse("api_insights")
NOW = timezone.now()


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def board():
    """A need that nine would firmly buy and five refuse for want of a network."""
    need = NeedFactory(posted_at=NOW - timedelta(days=3), title="=1+1 を断る", eligible_count=900,
                       eligible_source="県の統計")  # fmt: skip
    for _ in range(9):
        operation = OperationFactory()
        actions.co_sign(need=need, operation=operation, by=operation.organisation.members.get(),
                        now=NOW, level=Level.LETTER, cap=15_000, quantity=Decimal(2))  # fmt: skip
    RefusalFactory.create_batch(5, need=need, reason=Reason.CONNECTIVITY)
    summarise(need.pk)
    need.publications.update(published_at=NOW - timedelta(days=2))
    NeedFactory(posted_at=NOW - timedelta(days=1), product="茶")
    rebuild(now=NOW + timedelta(hours=1))
    return need


def test_an_empty_board_says_so(in_japanese, in_english):
    assert "まだ数えていません" in text(in_japanese.get(PAGE))
    assert "Nothing is counted yet" in text(in_english.get(PAGE))


def test_the_page_tells_what_more_would_buy(board, in_english, in_japanese):
    assert "5 more would buy if it worked offline." in text(in_english.get(PAGE))
    assert "電波がなくても使えるなら、あと5件が買います" in text(in_japanese.get(PAGE))


def test_every_part_says_how_many_and_when(board, in_english):
    page = text(in_english.get(PAGE))

    assert page.count("From 9 answers") >= 3
    assert "From 5 refusals" in page
    assert "9 prices, published" in page


def test_the_document_holds_what_the_page_shows(board, client):
    told = client.get(API).json()

    assert told["index"][-1]["open_need_count"] == 2
    assert told["index"][-1]["co_sign_count"] == 9
    assert told["index"][-1]["firm_yen"] == told["needs"][0]["firm_yen"] > 0
    assert told["needs"][0]["reach"]["eligible_count"] == 900
    assert told["reasons"][0] == {"reason": "CONNECTIVITY", "count": 5}
    assert {"prefecture": "01", "co_sign_count": None} in told["prefectures"]
    assert told["is_sample"] is False


# Rules and hours are told by needs of their own: see test_blocking.py.
@pytest.mark.parametrize(
    "part", [part for part in Part.values if part not in {Part.BLOCKING, Part.HOURS}]
)
def test_each_part_is_a_table_for_a_spreadsheet(board, client, part):
    answer = client.get(reverse("insights_table", args=[part]))

    first, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert rows
    assert all(len(row) == len(first) for row in rows)


def test_a_title_is_no_formula_in_a_spreadsheet(board, client):
    answer = client.get(reverse("insights_table", args=["needs"]))

    assert "'=1+1" in answer.content.decode()


def test_a_table_of_nothing_says_so(client):
    answer = client.get(
        reverse("insights_table", args=["index"]), headers={"accept-language": "en"}
    )

    assert "None yet." in answer.content.decode()


def test_a_part_that_is_none_is_not_found(client):
    assert client.get("/insights/caps.csv").status_code == 404


def test_samples_leave_with_the_first_real_need(in_english):
    sample = NeedFactory(is_sample=True, posted_at=NOW - timedelta(days=2))
    AnswerFactory.create_batch(3, need=sample)
    rebuild(now=NOW)
    assert "invented samples" in text(in_english.get(PAGE))

    NeedFactory(posted_at=NOW - timedelta(days=1))
    rebuild(now=NOW)

    assert "invented samples" not in text(in_english.get(PAGE))
    assert in_english.get(API).json()["index"][-1]["co_sign_count"] == 0


def test_the_page_costs_the_same_whatever_the_number_of_needs(
    board, client, django_assert_num_queries
):
    client.get(PAGE)

    with django_assert_num_queries(1):
        client.get(PAGE)
