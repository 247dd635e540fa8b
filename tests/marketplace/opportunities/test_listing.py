"""In which order opportunities stand, and how many each choice would leave."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Sector
from marketplace.opportunities import reads
from marketplace.opportunities.models import FARTHEST, Estimate, Match, Tally
from marketplace.opportunities.models.estimates import _firmness
from marketplace.opportunities.tasks import FEW, estimate, recount
from marketplace.pages.keyset import page
from tests.factories import DeveloperFactory, InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db
LIST, FACETS = reverse("opportunities"), reverse("api_opportunity_facets")
TODAY = timezone.localdate()


def placed(**ranks):
    """Post a need whose estimate stands so; what is not said is alike in all of them."""
    need = NeedFactory()
    estimate(need.pk)
    match = ranks.pop("match", None)
    if match is not None:
        Match.objects.create(need=need, developer=match[0], score=match[1], values=[0.5] * 6)
    missing = ranks.setdefault("rank_missing", 9)
    Estimate.objects.filter(pk=need.pk).update(
        missing_commitments=None if missing == FARTHEST else missing, **ranks
    )
    return need


def listed(developer=None, size=50, **asked):
    """Turn the pages to the end."""
    found, after = [], ""
    while True:
        rows = reads.opportunities(asked, TODAY, developer)
        shown = page(rows, order=reads.order(asked, developer), after=after, size=size)
        found += [row.need for row in shown.rows]
        after = shown.after
        if not after:
            return found


@pytest.fixture
def ranked(adas_team):
    """Eight needs, each behind the one before it by the next thing that counts."""
    soon = TODAY + timedelta(days=30)
    equal = {"rank_chance": 0.5}
    return [
        placed(rank_missing=1),
        placed(rank_chance=0.7),
        placed(**equal, match=(adas_team, 0.9)),
        placed(**equal, match=(adas_team, 0.2), rank_firm=9),
        placed(**equal, rank_firm=9),
        placed(**equal, rank_firm=3, rank_until=soon),
        placed(**equal, rank_firm=3, rank_until=date(9999, 12, 30)),
        placed(**equal, rank_firm=3),
    ]


@pytest.mark.parametrize("size", [50, 2, 1])
def test_equals_part_by_chance_fit_firmness_and_last_day(adas_team, ranked, size):
    assert listed(adas_team, size) == ranked


def test_nobody_elses_fit_parts_equals(ranked):
    """By firmness alone the third falls to the end; of two alike the later posted is first."""
    first, second, fits, fits_less, firm, *others = ranked
    expected = [first, second, firm, fits_less, *others, fits]

    assert listed(size=3) == expected
    assert listed(DeveloperFactory(), size=3) == expected


def test_rules_stand_alike_for_everybody(adas_team):
    rules = InstitutionNeedFactory.create_batch(3)
    for need in rules:
        estimate(need.pk)
    Match.objects.create(need=rules[0], developer=adas_team, score=0.9, values=[0.5] * 6)

    assert listed(adas_team, kind="INSTITUTION") == rules[::-1]


def test_fewer_than_three_firm_answers_count_as_none(estimated, five_prices):
    publication = estimated(*five_prices).publications.get()
    publication.firm_count = 2
    assert _firmness(publication) == 0

    publication.firm_count = 3

    assert _firmness(publication) == 3
    assert _firmness(None) == 0


def test_an_estimate_stands_by_its_needs_last_day(estimated):
    need = estimated(open_until=TODAY + timedelta(days=9))

    assert need.estimate.rank_until == TODAY + timedelta(days=9)


@pytest.fixture
def board(adas_team):
    """Two see in agriculture, one handles in forestry, one is over, one is a sample."""
    needs = [
        *NeedFactory.create_batch(2),
        NeedFactory(sector=Sector.FORESTRY, tasks=[Task.MANIPULATION, Task.PERCEPTION]),
        NeedFactory(open_until=TODAY - timedelta(days=1)),
        NeedFactory(is_sample=True),
    ]
    for need in needs:
        estimate(need.pk)
    Match.objects.create(need=needs[2], developer=adas_team, score=0.9, values=[0.5] * 6)
    return needs


def counted(developer=None, **asked):
    return reads.counts(asked, TODAY, developer, real_only=True)


def test_each_choice_says_what_it_leaves(board):
    found = counted().counts

    assert found["sector"] == {"AGRICULTURE": 2, "FORESTRY": 1}
    assert found["task"] == {"PERCEPTION": 3, "MANIPULATION": 1}
    assert sum(found["obstacle"].values()) == 3


def test_a_choice_narrows_the_others_and_not_its_own(board):
    found = counted(sector="FORESTRY").counts

    assert found["sector"] == {"AGRICULTURE": 2, "FORESTRY": 1}
    assert found["task"] == {"PERCEPTION": 1, "MANIPULATION": 1}


def test_by_fit_only_what_fits_is_counted(board, adas_team):
    assert counted(adas_team, sort="fit").counts["sector"] == {"FORESTRY": 1}
    assert counted(adas_team).counts["sector"] == {"AGRICULTURE": 2, "FORESTRY": 1}


def test_what_was_counted_once_in_a_while_is_what_is_counted_live(board, now):
    live = counted(task="PERCEPTION")
    Tally.objects.renew(today=TODAY, now=now)

    kept = counted(task="PERCEPTION")

    assert kept.counts == live.counts
    assert (live.counted_at, kept.counted_at) == (None, now)


def test_few_are_counted_live_and_many_once_in_a_while(board, monkeypatch):
    recount()
    assert not Tally.objects.exists()

    monkeypatch.setattr("marketplace.opportunities.tasks.FEW", 3)
    recount()

    assert sum(tally.need_count for tally in Tally.objects.all()) == 4
    assert FEW == 2_000


def test_the_page_says_the_counts_beside_the_choices(board, in_english, in_japanese):
    shown = in_english.get(LIST).content.decode()

    assert "Forestry (1)" in shown
    assert "Fishery" not in shown.split("<form")[1].split("</form>")[0]
    assert "counted just now" in shown
    assert "林業 (1)" in in_japanese.get(LIST).content.decode()


def test_programs_read_the_counts(board, client):
    document = client.get(FACETS, {"sector": "FORESTRY"}).json()

    assert document["counted_at"] is None
    assert document["task"][0] == {
        "value": "MANIPULATION", "name": document["task"][0]["name"], "count": 1,
    }  # fmt: skip
    assert {row["value"]: row["count"] for row in document["sector"]} == {
        "AGRICULTURE": 2,
        "FORESTRY": 1,
    }
    assert client.get(FACETS, {"sector": "MINING"}).status_code == 400
