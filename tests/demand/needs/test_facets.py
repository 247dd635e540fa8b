"""How many needs each choice leaves: the same number that its list has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from demand.answers import reads
from demand.details.actions import edit_need
from demand.needs.models import FacetRecount, Need
from demand.needs.reads.facets import MOST_PRODUCTS, facet_counts
from demand.needs.tasks import recount_facets
from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(now):
    long_ago = now - timedelta(days=1)
    NeedFactory.create_batch(3, posted_at=long_ago)
    NeedFactory(
        sector="FISHERY",
        prefecture="03",
        tasks=["PLANNING", "PERCEPTION"],
        product="スルメイカ",
        posted_at=now,
    )
    NeedFactory(product="とちおとめ", posted_at=long_ago)
    InstitutionNeedFactory(prefecture="03", tasks=[], posted_at=long_ago)
    NeedFactory(shared_data="SOME", posted_at=long_ago)


CHOICES = [
    {},
    {"sector": "AGRICULTURE"},
    {"prefecture": "03", "kind": "INSTITUTION"},
    {"task": "PERCEPTION", "sector": "FISHERY"},
    {"shared_data": "SOME"},
    {"shared_data": "NONE", "kind": "TECHNOLOGY"},
    {"product": "strawberry"},
    {"product": "squid", "task": "PLANNING"},
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


@pytest.mark.parametrize("is_counted", [False, True])
def test_all_spellings_of_a_product_are_one_choice_and_kept_when_the_need_changes(
    now, is_counted, sato, satos_farm
):
    for spelling in ("いちご", "イチゴ", "苺", "strawberries", "とちおとめ"):
        NeedFactory(product=spelling, posted_at=now - timedelta(days=1))
    unknown = NeedFactory(product="ﾌﾞﾗｼﾅ 新種", posted_by=satos_farm, posted_at=now)
    edit_need(need=unknown, by=sato, now=now, product="みかん")
    if is_counted:
        FacetRecount.objects.renew(timezone.now())

    assert facet_counts({}).counts["product"] == {"strawberry": 5, unknown_key(unknown): 1}


def unknown_key(need):
    return Need.objects.get(pk=need.pk).product_key


def test_only_the_frequent_products_are_offered_and_any_may_be_asked_for(now, in_english):
    for number in range(MOST_PRODUCTS + 5):
        NeedFactory(product=f"zz{number}qq", posted_at=now)
    NeedFactory(product="いちご", posted_at=now)
    NeedFactory(product="苺", posted_at=now)

    counted = facet_counts({}).counts["product"]

    assert len(counted) == MOST_PRODUCTS
    assert next(iter(counted)) == "strawberry"
    rare = Need.objects.exclude(product_key__in=counted)[0].product_key
    page = in_english.get("/needs/", {"product": rare}).content.decode()
    assert f'<option value="{rare}" selected>' in page
    assert "strawberry (2)" in page
    assert in_english.get("/needs/", {"product": "x" * 61}).status_code == 200


def test_a_program_narrows_by_product_and_reads_the_counts(now, client):
    NeedFactory(product="苺", posted_at=now)
    NeedFactory(product="みかん", posted_at=now)

    listed = client.get("/api/v1/needs/", {"product": "strawberry"}).json()["results"]
    counted = client.get("/api/v1/needs/facets/", headers={"accept-language": "ja"}).json()

    assert [need["product"] for need in listed] == ["苺"]
    assert {"value": "strawberry", "name": "いちご", "count": 1} in counted["product"]


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
    assert sum(facet_counts({}).counts["sector"].values()) == 8


def test_samples_are_left_out_where_only_real_needs_count(board):
    NeedFactory(is_sample=True, sector="FORESTRY")

    assert "FORESTRY" in facet_counts({}).counts["sector"]
    assert "FORESTRY" not in facet_counts({}, real_only=True).counts["sector"]


def test_all_facets_cost_one_query(board, django_assert_num_queries):
    with django_assert_num_queries(1):
        facet_counts({"sector": "FISHERY"})
