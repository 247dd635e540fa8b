"""Whether things are built where they are wanted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.answers.tasks import summarise
from demand.needs.vocabulary import Task
from marketplace.insights.reads import zones
from marketplace.insights.reads.zones import _supply
from marketplace.offers.models import Offer, Round
from marketplace.opportunities.actions import rate_feasibility
from marketplace.opportunities.vocabulary import Place
from tests.factories import (
    AnswerFactory,
    DeveloperFactory,
    InstitutionNeedFactory,
    NeedFactory,
    OutcomeFactory,
    RemarkFactory,
)

pytestmark = pytest.mark.django_db
PAGE, API = reverse("zones"), reverse("api_zones")
TODAY = timezone.localdate()


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def board():
    """Three needs that can be built and one that cannot, all wanted; one more said nothing of."""
    easy = NeedFactory.create_batch(3)
    hard = NeedFactory(tasks=[Task.MANIPULATION])
    for need in (*easy, hard):
        AnswerFactory.create_batch(5, need=need)
        summarise(need.pk)
    for team in DeveloperFactory.create_batch(2):
        for task, score in ((Task.PERCEPTION, 5), (Task.MANIPULATION, 1)):
            rate_feasibility(
                developer=team, task=task, score=score, evidence="試した。",
                by=team.organisation.members.get(), now=timezone.now(),
            )  # fmt: skip
    NeedFactory()
    InstitutionNeedFactory()
    return easy, hard


def test_lift_sets_what_is_built_against_what_is_asked_for(board):
    easy, hard = board
    for _ in range(3):
        OutcomeFactory(need=easy[0])
        OutcomeFactory(need=hard, dropped=True)

    found = {row.zone: row for row in zones(TODAY).zones}

    assert (found[Place.GREEN].need_count, found[Place.RESEARCH].need_count) == (3, 1)
    assert found[Place.GREEN].lift == pytest.approx(0.5 / 0.75)
    assert found[Place.RESEARCH].lift == pytest.approx(0.5 / 0.25)
    assert found[Place.LOW].lift is None


def test_a_small_supply_is_hidden_with_what_gives_it_away(board):
    easy, hard = board
    OutcomeFactory(need=hard)
    for _ in range(4):
        OutcomeFactory(need=easy[0])

    found = {row.zone: row for row in zones(TODAY).zones}

    assert found[Place.RESEARCH].supply_count is None
    assert found[Place.RESEARCH].lift is None
    assert [row.supply_share for row in found.values()].count(None) >= 2


def test_needs_of_which_too_little_is_said_are_only_counted(board):
    found = zones(TODAY)

    assert (len(found.needs), found.looked_at_count, found.untold_count) == (4, 5, 1)


def test_a_builder_an_opened_offer_and_a_product_are_supply_once_each(board):
    (need, *_others), _hard = board
    builder = OutcomeFactory(need=need).developer
    hour = Round.objects.create(need=need, hour=timezone.now(), opened_at=timezone.now())
    Offer.objects.create(round=hour, developer=builder, handed_in_at=timezone.now(), state="FAILED")
    RemarkFactory(need=need, exists=True)
    RemarkFactory(need=need, exists=True, held=True, product="別の製品")

    assert _supply([need]) == {need.pk: 2}


def test_an_offer_before_its_hour_is_nobodys_business(board):
    (need, *_others), _hard = board
    coming = Round.objects.create(need=need, hour=timezone.now())
    Offer.objects.create(
        round=coming, developer=DeveloperFactory(), handed_in_at=timezone.now(), state="OPEN"
    )

    assert not _supply([need])


def test_the_page_speaks_both_languages(board, in_english, in_japanese):
    english, japanese = text(in_english.get(PAGE)), text(in_japanese.get(PAGE))

    assert "4 needs placed of the 5 most wanted, with 4 ratings by developers" in english
    assert "1 has too few answers or ratings." in english
    assert "求められているが、まだつくれない" in japanese
    assert english.count('class="p-dot"') == 2
    assert "Show as a table" in english


def test_an_empty_page_says_what_it_takes(in_english, in_japanese):
    assert "ratings of two developers" in text(in_english.get(PAGE))
    assert "まだどの困りごとも置けません" in text(in_japanese.get(PAGE))


def test_programs_read_the_same(board, client):
    document = client.get(API).json()

    assert [row["need_count"] for row in document["zones"]] == [3, 0, 1, 0]
    assert {need["zone"] for need in document["needs"]} == {"GREEN", "RESEARCH"}


def test_zones_cost_the_same_queries_however_many(board, django_assert_num_queries):
    with django_assert_num_queries(8):
        zones(TODAY)
