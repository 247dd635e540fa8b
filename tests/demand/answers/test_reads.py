"""What the pages and the API are told, without either."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from demand.answers import reads
from tests.factories import AnswerFactory, InstitutionNeedFactory, NeedFactory, RefusalFactory

pytestmark = pytest.mark.django_db

NOTHING = {"co_signs": 0, "refuses": 0, "priced": 0}


@pytest.fixture
def read(satos_farm, now):
    """Read a need as Sato does."""

    def read_one(need, operation=satos_farm, **how):
        return reads.reading(need, operation, on=timezone.localdate(now), **how)

    return read_one


def test_the_newest_needs_are_so_many(now):
    for age in range(4):
        NeedFactory(title=f"{age}日前", posted_at=now - timedelta(days=age))

    assert [str(need) for need in reads.newest_needs(2)] == ["0日前", "1日前"]


@pytest.mark.parametrize(
    ("thing", "quantity", "japanese", "english"),
    [
        ("10A", "2.50", "25a", "25a"),
        ("HA", "0.25", "0.25ha", "0.25ha"),
        ("BOAT", "2.00", "2隻", "2 × boat"),
        ("HEAD", "100.00", "100頭", "100 × head of livestock"),
    ],
)
def test_a_quantity_is_said_as_the_field_says_it(thing, quantity, japanese, english):
    need = NeedFactory(thing=thing)

    with translation.override("ja"):
        assert reads.size(need, Decimal(quantity)) == japanese
    with translation.override("en"):
        assert reads.size(need, Decimal(quantity)) == english


def test_what_was_not_said_has_no_size_and_comes_to_nothing(read, satos_farm):
    need = NeedFactory()
    RefusalFactory(need=need, operation=satos_farm)
    reading = read(need)

    assert (reading.own_size, reading.own_total) == ("", None)
    assert reads.size(need, None) == ""


def test_an_answer_comes_to_its_price_times_its_quantity(read, satos_farm):
    need = NeedFactory()
    AnswerFactory(need=need, operation=satos_farm, cap=15_001, quantity=Decimal("2.5"))

    # 37,502.5, to the even yen.
    assert read(need).own_total == 37_502


def test_the_book_is_closed_to_whoever_may_still_answer(read, suzukis_farm):
    need = NeedFactory()
    AnswerFactory(need=need, operation=suzukis_farm)

    assert not read(need).is_open_book
    assert read(need, peeks=True).is_open_book
    assert read(need, suzukis_farm).is_open_book


def test_an_answer_that_was_withdrawn_closes_the_book_again(read, satos_farm, now):
    need = NeedFactory()
    AnswerFactory(need=need, operation=satos_farm, withdrawn_at=now)

    assert read(need).own is None
    assert not read(need).is_open_book


@pytest.mark.parametrize(("count", "missing"), [(0, 5), (4, 1), (5, 0), (6, 0)])
def test_a_first_curve_waits_for_five_prices(read, count, missing):
    need = NeedFactory()
    for _ in range(count):
        AnswerFactory(need=need)
    AnswerFactory(need=need, cap=None, quantity=None)

    assert read(need).missing_prices == missing


def test_counts_are_given_as_far_as_they_may_be_shown():
    counts = NOTHING | {"co_signs": 6, "would_buy": 4, "letter": 1, "interest": 1, "priced": 6}

    assert reads.level_counts(counts) == {
        "co_signs": 6,
        "refuses": 0,
        "priced": 6,
        "interest": None,
        "would_buy": 4,
        "conditional": None,
        "letter": None,
    }


def test_a_need_that_was_never_summarised_has_no_counts():
    levels = dict.fromkeys(("interest", "would_buy", "conditional", "letter"))

    assert reads.level_counts({}) == NOTHING | levels


@pytest.mark.parametrize("key", ["", "nonsense", "8" * 5_000])
def test_no_need_was_posted_with_what_is_no_key(satos_farm, key):
    assert reads.posted_with(key, satos_farm) is None


def test_a_need_is_found_by_its_key_for_its_own_operation_only(satos_farm, suzukis_farm):
    need = InstitutionNeedFactory(posted_by=satos_farm)

    assert reads.posted_with(str(need.posting_key), satos_farm) == need
    assert reads.posted_with(str(need.posting_key), suzukis_farm) is None
