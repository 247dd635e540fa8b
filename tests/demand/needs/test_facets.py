"""How many needs each choice leaves: the same number that its list has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from demand.answers import reads
from demand.needs.models import FacetRecount
from demand.needs.reads.facets import facet_counts
from demand.needs.tasks import recount_facets
from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(now):
    long_ago = now - timedelta(days=1)
    NeedFactory.create_batch(3, posted_at=long_ago)
    NeedFactory(sector="FISHERY", prefecture="03", tasks=["PLANNING", "PERCEPTION"], posted_at=now)
    InstitutionNeedFactory(prefecture="03", tasks=[], posted_at=long_ago)
    NeedFactory(shared_data="SOME", posted_at=long_ago)


CHOICES = [
    {},
    {"sector": "AGRICULTURE"},
    {"prefecture": "03", "kind": "INSTITUTION"},
    {"task": "PERCEPTION", "sector": "FISHERY"},
    {"shared_data": "SOME"},
    {"shared_data": "NONE", "kind": "TECHNOLOGY"},
]


@pytest.mark.parametrize("words", ["", "うどんこ病", "powdery mildew"])
@pytest.mark.parametrize("chosen", CHOICES)
@pytest.mark.parametrize("is_counted", [False, True])
def test_each_count_is_the_length_of_its_list(board, chosen, words, is_counted):
    if is_counted:
        FacetRecount.objects.renew(timezone.now())
    asked = chosen | {"q": words}

    counted = reads.counts(asked).counts

    for name, counts in counted.items():
        for value, count in counts.items():
            assert reads.needs(asked | {name: value}).count() == count, (name, value)
    # What is not counted is not there.
    assert sum(counted["sector"].values()) == reads.needs(asked | {"sector": ""}).count()


def test_counts_of_once_in_a_while_tell_their_age(board, now):
    assert facet_counts({}).counted_at is None

    FacetRecount.objects.renew(now)

    assert facet_counts({}).counted_at == now


def test_counting_twice_makes_the_same_rows(board, now):
    FacetRecount.objects.renew(now)
    once = facet_counts({}).counts

    FacetRecount.objects.renew(now)

    assert facet_counts({}).counts == once


def test_a_small_board_is_counted_live(board):
    recount_facets()

    assert not FacetRecount.objects.exists()


def test_a_large_board_is_counted_once_in_a_while(board, monkeypatch):
    monkeypatch.setattr("demand.needs.tasks.FEW", 3)

    recount_facets()
    NeedFactory()
    recount_facets()

    assert FacetRecount.objects.get().last_need_id
    assert sum(facet_counts({}).counts["sector"].values()) == 7


def test_samples_are_left_out_where_only_real_needs_count(board):
    NeedFactory(is_sample=True, sector="FORESTRY")

    assert "FORESTRY" in facet_counts({}).counts["sector"]
    assert "FORESTRY" not in facet_counts({}, real_only=True).counts["sector"]


def test_all_facets_cost_one_query(board, django_assert_num_queries):
    with django_assert_num_queries(1):
        facet_counts({"sector": "FISHERY"})
