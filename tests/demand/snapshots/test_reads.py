"""What leaves this room: added up, and with small counts hidden."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demand.answers import actions
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.needs.models import Sighting
from demand.operations.vocabulary import Prefecture, Sector
from demand.snapshots import reads
from demand.snapshots.actions import load_carried, rebuild
from demand.snapshots.models import CensusFigure
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, RefusalFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def published(count=5, level=Level.LETTER, prefecture=Prefecture.TOCHIGI, **fields):
    need = NeedFactory(posted_at=NOW - timedelta(days=2), **fields)
    for _ in range(count):
        operation = OperationFactory(prefecture=prefecture)
        actions.co_sign(need=need, operation=operation, by=operation.organisation.members.get(),
                        now=NOW, level=level, cap=15_000, quantity=Decimal(2))  # fmt: skip
    summarise(need.pk)
    return need


def tops():
    return reads.top_needs(10, samples=False, today=TODAY)


def test_a_prefecture_with_two_answers_is_hidden_and_none_is_not_told_from_it():
    need = NeedFactory(posted_at=NOW - timedelta(days=2))
    for prefecture, count in ((Prefecture.TOCHIGI, 4), (Prefecture.AOMORI, 2)):
        for _ in range(count):
            AnswerFactory(need=need, operation__prefecture=prefecture)
    rebuild(now=NOW)

    shown = reads.co_signs_by_prefecture(samples=False)

    assert shown[Prefecture.TOCHIGI] == 4
    assert shown[Prefecture.AOMORI] is None
    assert shown[Prefecture.IWATE] is None


def test_refusals_are_told_by_reason_and_small_ones_hidden():
    need = NeedFactory()
    for reason, count in ((Reason.CONNECTIVITY, 5), (Reason.TRUST, 1), (Reason.PRICE, 1)):
        RefusalFactory.create_batch(count, need=need, reason=reason)
    rebuild(now=NOW)

    shown = reads.refusals_by_reason(samples=False)

    assert shown[Reason.CONNECTIVITY] == 5
    assert shown[Reason.TRUST] is shown[Reason.PRICE] is None


def test_products_tell_who_wants_a_machine_and_who_wants_people():
    need = NeedFactory(product="茶")
    AnswerFactory.create_batch(4, need=need)
    RefusalFactory.create_batch(3, need=need, reason=Reason.NOT_AUTOMATED)
    RefusalFactory.create_batch(3, need=need)
    rebuild(now=NOW)

    (product,) = reads.products(samples=False)

    assert product == reads.Product("茶", need_count=1, wanted_count=4, by_hand_count=3)


def test_a_count_that_the_other_refusals_would_give_away_is_hidden():
    """Four refuse in sum, which the need itself tells, one of them for its price."""
    need = NeedFactory(product="茶")
    RefusalFactory.create_batch(3, need=need, reason=Reason.NOT_AUTOMATED)
    RefusalFactory(need=need)
    rebuild(now=NOW)

    (product,) = reads.products(samples=False)

    assert product.by_hand_count is None


def test_products_past_the_most_wanted_are_one_line():
    for number in range(reads.MOST_PRODUCTS + 3):
        NeedFactory(product=f"作物{number}")
    rebuild(now=NOW)

    listed = reads.products(samples=False)

    assert len(listed) == reads.MOST_PRODUCTS
    assert (listed[-1].name, listed[-1].need_count) == ("", 4)


def test_the_firmest_need_comes_first():
    less = published(count=5)
    more = published(count=9)
    published(count=5, level=Level.WOULD_BUY)

    assert [top.need for top in tops()] == [more, less]
    assert tops()[0].firm_yen > tops()[1].firm_yen > 0


def test_a_need_with_two_firm_answers_tells_no_firm_yen():
    need = published(count=2)
    for _ in range(4):
        AnswerFactory(need=need)
    assert tops() == []


def test_a_closed_need_is_no_top_need():
    need = published()
    type(need).objects.update(closed_at=NOW)

    assert tops() == []


def test_the_three_numbers_rest_on_who_saw_it():
    need = published(count=5)
    for _ in range(10):
        Sighting.objects.note(need, OperationFactory())

    (top,) = tops()

    assert top.reach.asked_count == 5
    assert top.reach.seen_count == 15
    assert top.reach.exposed.estimate == pytest.approx(3 * top.reach.in_hand)
    assert top.reach.population is None


def test_a_population_is_told_where_its_number_has_a_source():
    published(count=5, eligible_count=4_000, eligible_source="県の統計")

    (top,) = tops()

    assert top.reach.eligible_count == 4_000
    assert top.reach.population.low < top.reach.population.estimate < 4_000


def test_an_official_table_of_just_this_product_is_the_population_by_prefecture():
    published(count=5)
    for code, value in (("09", 3_000), ("10", 1_000)):
        CensusFigure.objects.create(table="t", measure="m", sector=Sector.AGRICULTURE, year=2020,
                                    product="いちご", prefecture=code, value=value,
                                    source="s")  # fmt: skip

    (top,) = tops()

    assert top.reach.eligible_count == 4_000


def test_the_all_farm_figure_never_stands_in():
    load_carried()
    published(count=5)

    assert tops()[0].reach.population is None


@pytest.mark.parametrize("count", [1, 8])
def test_top_needs_cost_the_same_whatever_their_number(count, django_assert_num_queries):
    for _ in range(count):
        published(count=5)

    with django_assert_num_queries(4):
        assert len(tops()) == count


def test_the_sectors_stand_beside_the_latest_official_figures():
    load_carried()
    OperationFactory.create_batch(3, sector=Sector.FORESTRY)
    OperationFactory(sector=Sector.FISHERY)

    told = {row.sector: row for row in reads.attendance(samples=False)}

    assert told[Sector.FORESTRY].operation_count == 3
    assert told[Sector.FISHERY].operation_count is None
    assert told[Sector.AGRICULTURE].census.value == 828_000
    assert told[Sector.AQUACULTURE].census is None


def test_the_index_gives_the_last_hour_of_each_day():
    NeedFactory(posted_at=NOW - timedelta(days=3))
    rebuild(now=NOW)

    days = reads.index_by_day(samples=False, since=TODAY - timedelta(days=30))

    assert [timezone.localdate(hour.at) for hour in days] == sorted({
        timezone.localdate(hour.at) for hour in days
    })  # fmt: skip
    assert len(days) in {3, 4}


def test_samples_stand_in_until_one_need_is_real():
    NeedFactory(is_sample=True)
    assert reads.samples_are_shown()

    NeedFactory()

    assert not reads.samples_are_shown()
