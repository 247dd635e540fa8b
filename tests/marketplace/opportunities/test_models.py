from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.answers.models import Publication
from marketplace.opportunities.models import FARTHEST, LEAST, Estimate
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


def publish(need, number=1):
    return Publication.objects.create(
        need=need, number=number, grade="REFERENCE", priced_count=5, curve={}
    )


def estimate_of(need, **fields):
    return Estimate.objects.create(
        need=need, inputs={}, result={}, code_version="1", **in_place(fields)
    )


def in_place(fields):
    missing, payoff = fields.get("missing_commitments"), fields.get("npv_p50")
    return {
        "rank_missing": FARTHEST if missing is None else missing,
        "rank_payoff": LEAST if payoff is None else payoff,
    } | fields


def in_yen(need, p5=-9, p50=1, p95=30, share=0.6, **fields):
    return estimate_of(
        need,
        publication=publish(need),
        npv_p5=p5,
        npv_p50=p50,
        npv_p95=p95,
        positive_share=share,
        **fields,
    )


def refused_by(constraint, make, *args, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(*args, **fields)


def test_an_estimate_without_yen_is_let_in():
    assert estimate_of(NeedFactory()).pk


def test_an_estimate_in_yen_on_a_publication_is_let_in():
    assert in_yen(NeedFactory()).pk


def test_an_estimate_in_yen_without_a_publication_is_refused():
    refused_by(
        "estimate_in_yen_rests_on_a_publication",
        estimate_of,
        NeedFactory(),
        npv_p5=-9,
        npv_p50=1,
        npv_p95=30,
        positive_share=0.6,
    )


@pytest.mark.parametrize(
    "disorder",
    [{"p5": 2}, {"p95": 0}, {"share": -0.1}, {"share": 1.1}, {"p5": None}, {"share": None}],
)
def test_quantiles_out_of_order_are_refused(disorder):
    refused_by("estimate_quantiles_are_in_order", in_yen, NeedFactory(), **disorder)


def test_equal_quantiles_are_let_in():
    assert in_yen(NeedFactory(), p5=0, p50=0, p95=0, share=0).pk


def test_an_unknown_obstacle_is_refused():
    refused_by("estimate_obstacle_is_known", estimate_of, NeedFactory(), obstacle="MOON")


def test_a_known_obstacle_is_let_in():
    assert estimate_of(NeedFactory(), obstacle="DATA").pk


@pytest.mark.parametrize("wrong", [{"rank_missing": 3}, {"rank_payoff": 3}])
def test_a_place_in_the_list_that_its_numbers_do_not_say_is_refused(wrong):
    refused_by("estimate_stands_where_its_numbers_say", estimate_of, NeedFactory(), **wrong)


def test_a_need_has_one_estimate():
    need = NeedFactory()
    estimate_of(need)

    refused_by("pkey", estimate_of, need)


FOUND = {
    "publication": None,
    "npv_p5": None,
    "npv_p50": None,
    "npv_p95": None,
    "positive_share": None,
    "missing_commitments": None,
    "obstacle": "",
    "inputs": {},
    "result": {},
    "code_version": "1",
}


def test_keeping_an_estimate_twice_is_keeping_it_once(now):
    need = NeedFactory()

    kept = [Estimate.objects.keep(need, read_at=now, **FOUND) for _ in range(2)]

    assert kept == [True, True]
    assert Estimate.objects.get().estimated_at == now


def test_an_older_publication_never_overwrites_a_newer(now):
    need = NeedFactory()
    older, newer = publish(need, 1), publish(need, 2)
    Estimate.objects.keep(need, read_at=now, **FOUND | {"publication": newer})

    written = Estimate.objects.keep(
        need, read_at=now + timedelta(seconds=1), **FOUND | {"publication": older}
    )

    assert not written
    assert Estimate.objects.get().publication == newer


def test_facts_read_earlier_never_overwrite_facts_read_later(now):
    need = NeedFactory()
    Estimate.objects.keep(need, read_at=now, **FOUND | {"missing_commitments": 7})

    written = Estimate.objects.keep(need, read_at=now - timedelta(seconds=1), **FOUND)

    assert not written
    assert Estimate.objects.get().missing_commitments == 7


def test_a_newer_publication_overwrites_an_older(now):
    need = NeedFactory()
    Estimate.objects.keep(need, read_at=now, **FOUND | {"publication": publish(need, 1)})

    Estimate.objects.keep(need, read_at=now, **FOUND | {"publication": publish(need, 2)})

    assert Estimate.objects.get().publication.number == 2


def test_a_need_can_be_deleted_with_its_publications_and_its_estimate():
    need = NeedFactory()
    in_yen(need)
    need.demand.delete()

    need.delete()

    assert not Estimate.objects.exists()


def test_needs_that_are_closed_or_past_their_day_are_not_open():
    today = timezone.localdate()
    estimate_of(NeedFactory(closed_at=timezone.now()))
    estimate_of(NeedFactory(open_until=today - timedelta(days=1)))
    still_open = estimate_of(NeedFactory(open_until=today))
    without_end = estimate_of(NeedFactory())

    assert set(Estimate.objects.open_on(today)) == {still_open, without_end}


def test_samples_leave_when_a_real_need_comes():
    sample = estimate_of(NeedFactory(is_sample=True))
    assert list(Estimate.objects.real_if_any()) == [sample]

    real = estimate_of(NeedFactory())

    assert list(Estimate.objects.real_if_any()) == [real]
