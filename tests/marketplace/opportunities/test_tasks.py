"""From news of a need to its estimate."""

import json
import logging

import pytest
from django.utils import timezone

from datasets.library.vocabulary import Access
from demand.answers.models import Publication
from demand.answers.tasks import summarise
from marketplace.changes.models import Change
from marketplace.opportunities import tasks
from marketplace.opportunities.models import Estimate
from tests.factories import (
    DatasetFactory,
    InstitutionNeedFactory,
    NeedFactory,
    RefusalFactory,
    VersionFactory,
)


def stored(need):
    return Estimate.objects.get(need=need)


def share(need, rows, **fields):
    """Share a data set for a need, of whose rows every one has a label."""
    terms = {name: fields.pop(name) for name in list(fields) if name.startswith("terms__")}
    label_column = fields.pop("label_column", "class")
    dataset = DatasetFactory(**fields)
    dataset.needs.add(need)
    return VersionFactory(dataset=dataset, row_count=rows, label_column=label_column, **terms)


def test_five_prices_bring_an_estimate_in_yen(estimated, five_prices):
    estimate = stored(estimated(*five_prices))

    assert estimate.npv_p5 <= estimate.npv_p50 <= estimate.npv_p95
    assert 0 <= estimate.positive_share <= 1
    assert estimate.publication == Publication.objects.get()
    assert estimate.result["payoff"]["p50"] == estimate.npv_p50


@pytest.mark.parametrize("count", [0, 1, 4])
def test_below_five_prices_no_yen_of_payoff_is_said_anywhere(estimated, five_prices, count):
    estimate = stored(estimated(*five_prices[:count]))

    assert estimate.npv_p5 is estimate.npv_p50 is estimate.npv_p95 is None
    assert estimate.positive_share is estimate.publication is None
    assert estimate.result["payoff"] is None
    assert estimate.result["levers"] == estimate.result["tornado"] == []


def test_below_five_prices_it_says_what_must_be_true(estimated):
    """The middle rung and a typical quantity stand in: 15,000 × 10 ÷ 1.10 = 136,364."""
    estimate = stored(estimated(15_000))

    assert estimate.result["price"] == pytest.approx(136_364, rel=0.01)
    assert estimate.result["buyers_needed"] > 1
    assert estimate.missing_commitments > 1
    assert estimate.obstacle == "DEMAND"


def test_the_price_is_the_best_rung_by_the_mean_quantity_without_tax(estimated):
    need = estimated(*[15_000] * 6, quantity=3)

    inputs = stored(need).inputs

    assert inputs["price_with_tax"] == 15_000
    assert inputs["quantity_per_buyer"] == 3
    assert inputs["yearly_price"] == round(15_000 * 3 / 1.10)


@pytest.mark.parametrize(("period", "yearly"), [("MONTH", 163_636), ("ONCE", 1_948)])
def test_payments_are_counted_by_the_year(estimated, period, yearly):
    """15,000 ÷ 1.10 = 13,636: twelve times a year, or once in seven years."""
    need = estimated(*[15_000] * 6, quantity=1, period=period)

    assert stored(need).inputs["yearly_price"] == yearly


def test_where_the_eligible_number_is_unknown_only_answers_in_hand_count(estimated, five_prices):
    estimate = stored(estimated(*five_prices))

    assert estimate.inputs["eligible_count"] is None
    assert estimate.result["eligible_count"] is None
    assert estimate.inputs["buyers_in_hand"] < 5
    assert estimate.npv_p95 < 0
    assert estimate.result["buyers_needed"] > 5


def test_where_the_eligible_number_is_known_it_counts_with_its_source(estimated, five_prices):
    known = {"eligible_count": 30_000, "eligible_source": "農林業センサス 2020"}

    estimate = stored(estimated(*five_prices, quantity=4, **known))

    assert estimate.inputs["eligible_source"] == "農林業センサス 2020"
    assert estimate.npv_p95 > 0


def test_refusals_count_against_those_who_could_use_it(estimated, five_prices):
    known = {"eligible_count": 30_000, "eligible_source": "農林業センサス 2020"}
    need = estimated(*five_prices, quantity=4, **known)
    before = stored(need)
    RefusalFactory.create_batch(10, need=need)

    summarise(need.pk)
    tasks.estimate(need.pk)

    assert stored(need).inputs["refusal_count"] == 10
    assert stored(need).npv_p95 < before.npv_p95
    assert "share" in stored(need).result["replaced"]


def test_every_assumption_is_stored_with_the_facts_the_code_version_and_the_time(
    estimated, five_prices
):
    before = timezone.now()

    estimate = stored(estimated(*five_prices))

    assert {"share", "wage", "discount", "substitution"} <= set(estimate.result["assumed"])
    assert estimate.inputs["publication"] == 1
    assert estimate.inputs["co_sign_count"] == 5
    assert estimate.code_version
    assert before <= estimate.estimated_at <= timezone.now()


def test_running_twice_is_running_once(estimated, five_prices):
    need = estimated(*five_prices)
    once = (stored(need).inputs, stored(need).result)

    tasks.estimate(need.pk)

    assert (stored(need).inputs, stored(need).result) == once
    assert Estimate.objects.count() == 1


def test_a_publication_changes_the_estimate(estimated, answer, five_prices):
    need = estimated(*five_prices)
    before = stored(need)
    answer(need, *[30_000] * 6)

    summarise(need.pk)
    tasks.estimate(need.pk)

    after = stored(need)
    assert (before.publication.number, after.publication.number) == (1, 2)
    assert after.inputs["yearly_price"] != before.inputs["yearly_price"]
    assert after.npv_p50 != before.npv_p50


def test_answers_that_are_not_published_yet_change_nothing_that_is_told(
    estimated, answer, five_prices
):
    """Whatever is computed from caps is told at publications only."""
    need = estimated(*five_prices)
    before = stored(need)
    answer(need, 30_000)

    summarise(need.pk)
    tasks.estimate(need.pk)

    assert stored(need).result == before.result


def test_shared_labels_make_it_cheaper(estimated, five_prices):
    need = estimated(*five_prices)
    before = stored(need).npv_p50
    share(need, 3_000)

    tasks.estimate(need.pk)

    assert stored(need).inputs["label_count"] == 3_000
    assert stored(need).npv_p50 > before


def test_only_the_latest_version_of_a_dataset_counts(estimated):
    need = estimated()
    version = share(need, 100)
    VersionFactory(dataset=version.dataset, number=2, row_count=150)
    VersionFactory(dataset=version.dataset, number=3, draft=True)

    tasks.estimate(need.pk)

    assert stored(need).inputs["label_count"] == 150


@pytest.mark.parametrize(
    "unusable",
    [
        {"access": Access.OWNER},
        {"label_column": ""},
        {"terms__may_train": False},
        {"terms__may_sell_models": False},
    ],
)
def test_labels_that_may_not_be_used_for_a_product_do_not_count(estimated, unusable):
    need = estimated()
    share(need, 100, **unusable)

    tasks.estimate(need.pk)

    assert stored(need).inputs["label_count"] == 0


def test_a_rule_is_estimated_without_any_price(db):
    need = InstitutionNeedFactory()

    tasks.estimate(need.pk)

    estimate = stored(need)
    assert estimate.obstacle == "REGULATION"
    assert estimate.npv_p50 is estimate.missing_commitments is None


def test_where_nobody_would_pay_any_rung_no_yen_is_said(estimated):
    """A cap of zero is a price: five of them are published, and no rung brings anything in."""
    estimate = stored(estimated(0, 0, 0, 0, 0))

    assert estimate.publication.best_rung is None
    assert estimate.npv_p50 is None


def test_a_price_below_what_serving_a_buyer_costs_needs_no_number_of_buyers(estimated):
    """Support alone costs 1,500 to 4,000 yen a buyer and year; 100 yen pay it never."""
    rungs = [100, 200, 300]

    estimate = stored(estimated(*[100] * 6, quantity=1, rungs=rungs))

    assert estimate.missing_commitments is None
    assert estimate.obstacle == "PRICE"


def test_the_obstacle_is_one_that_moves_much(estimated, five_prices):
    """A higher price costs little and adds little here: it is not what stands in the way."""
    estimate = stored(estimated(*five_prices))

    gains = {lever["lever"]: lever["gain"] for lever in estimate.result["levers"]}
    assert gains[estimate.obstacle] * 2 >= max(gains.values())


def test_a_need_that_is_gone_has_nothing_to_estimate(db, caplog):
    with caplog.at_level(logging.INFO, logger="marketplace.opportunities.tasks"):
        tasks.estimate(0)

    assert "is gone" in caplog.text
    assert not Estimate.objects.exists()


def test_what_is_stored_is_plain_json(estimated, five_prices):
    estimate = stored(estimated(*five_prices))

    assert json.loads(json.dumps(estimate.result, allow_nan=False)) == estimate.result


# The reader looks at what is committed, so these tests really commit.


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noun", ["need", "publication", "dataset"])
def test_news_of_a_need_is_followed(noun, settle):
    need = NeedFactory()
    Change.objects.record(noun=noun, key=need.pk, kind="any")

    settle()
    tasks.follow_changes()

    assert stored(need)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_completes_a_publication_reaches_the_estimate(answer, five_prices, settle):
    need = NeedFactory()
    answer(need, *five_prices)
    summarise(need.pk)

    settle()
    tasks.follow_changes()

    assert stored(need).publication.number == 1


@pytest.mark.django_db(transaction=True)
def test_other_news_is_passed_over(settle):
    need = NeedFactory()
    Change.objects.record(noun="answer", key=need.pk, kind="given")

    settle()
    tasks.follow_changes()

    assert not Estimate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_need_that_cannot_be_estimated_holds_up_no_other(caplog, settle):
    broken, sound = NeedFactory(), NeedFactory()
    broken.demand.delete()
    for need in (broken, sound):
        Change.objects.record(noun="need", key=need.pk, kind="posted")

    settle()
    tasks.follow_changes()

    assert "could not be estimated" in caplog.text
    assert list(Estimate.objects.all()) == [stored(sound)]
