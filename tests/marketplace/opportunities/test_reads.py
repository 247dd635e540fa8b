"""What pages and programs are told: the list, one opportunity, the reader's own side."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone, translation

from datasets.library.vocabulary import Access
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.opportunities import reads
from marketplace.opportunities.models import Estimate
from marketplace.opportunities.reads.levers import takes
from marketplace.opportunities.tasks import estimate
from marketplace.opportunities.vocabulary import Obstacle
from tests.factories import (
    DatasetFactory,
    DeveloperFactory,
    InstitutionNeedFactory,
    NeedFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def listed(**asked):
    today = timezone.localdate()
    found = reads.opportunities(asked, today).order_by(*reads.order(asked))
    return [estimate.need for estimate in found]


def read(need, organisation=None, developer=None):
    return reads.opportunity(need.slug, organisation, developer)


def test_what_lacks_the_fewest_commitments_stands_first(estimated):
    """A higher price needs fewer buyers; where no number would do stands last."""
    never = estimated(*[100] * 6, quantity=1, rungs=[100, 200, 300])
    rule = InstitutionNeedFactory()
    estimate(rule.pk)
    far, near = estimated(*[8_000] * 6), estimated(*[30_000] * 6, quantity=50)

    assert listed() == [near, far, *listed()[2:]]
    assert set(listed()[2:]) == {never, rule}


def test_among_equals_the_highest_payoff_stands_first(estimated):
    known = {"eligible_count": 100_000, "eligible_source": "試算"}
    many = [30_000] * 6
    small = estimated(*many, level="LETTER", quantity=5_000, **known)
    large = estimated(*many, level="LETTER", quantity=9_000, **known)
    assert {e.missing_commitments for e in Estimate.objects.all()} == {0}

    assert listed() == [large, small]
    assert listed(sort="payoff") == [large, small]


def test_the_list_is_sorted_by_age_when_asked(estimated, now):
    old = estimated(posted_at=now - timedelta(days=1))
    new = estimated(posted_at=now)

    assert listed(sort="newest") == [new, old]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"sector": "FISHERY"}, {"sector": Sector.FISHERY}),
        ({"prefecture": "03"}, {"prefecture": Prefecture.IWATE}),
        ({"task": "DOCUMENT"}, {"tasks": ["DOCUMENT", "PLANNING"]}),
        ({"kind": "PAPERWORK"}, {"kind": "PAPERWORK"}),
    ],
)
def test_the_list_is_narrowed(estimated, asked, fields):
    estimated()
    wanted = estimated(**fields)

    assert listed(**asked) == [wanted]


def test_needs_that_take_no_more_answers_are_not_listed(estimated, now):
    estimated(closed_at=now)
    estimated(open_until=timezone.localdate() - timedelta(days=1))

    assert listed() == []


def test_a_need_without_an_estimate_is_read_all_the_same():
    need = NeedFactory()

    opportunity = read(need)

    assert (opportunity.need, opportunity.estimate) == (need, None)
    assert opportunity.assumptions == opportunity.levers == []
    assert opportunity.label_count is opportunity.buyers_needed is opportunity.best_price is None
    assert opportunity.takes == ""


def test_an_unknown_need_is_not_found():
    with pytest.raises(Http404):
        reads.opportunity("nowhere", None, None)


def test_levels_are_counted(estimated, answer):
    need = estimated(15_000, 15_000, 15_000)

    levels = dict(read(need).levels)

    assert levels["We would buy it"] == 3
    assert levels["We sign a letter of intent"] is None  # hidden like a small one


def test_a_level_that_fewer_than_three_chose_is_not_told(estimated):
    levels = dict(read(estimated(15_000, 15_000)).levels)

    assert levels["We would buy it"] is None


def test_prices_are_told_without_tax(estimated):
    """15,000 ÷ 1.10 = 13,636."""
    assert read(estimated(*[15_000] * 6)).best_price == 13_636


def test_the_obstacle_says_what_it_takes(estimated):
    few, many = read(estimated()), read(estimated(*[15_000] * 6))

    assert few.takes == f"{few.estimate.missing_commitments:,} more commitments"
    assert many.takes == many.levers[0].takes
    assert many.levers[0].is_obstacle


def test_a_lever_with_nothing_to_lift_is_left_out(estimated):
    need = estimated(*[15_000] * 6)
    dataset = DatasetFactory()
    dataset.needs.add(need)
    VersionFactory(dataset=dataset, row_count=100_000)
    estimate(need.pk)

    assert "DATA" not in {lever.obstacle for lever in read(need).levers}


@pytest.mark.parametrize(
    ("obstacle", "amount", "said"),
    [
        ("DEMAND", 1, "1 more commitment"),
        ("DEMAND", 1_200, "1,200 more commitments"),
        ("DATA", 400, "about 400 more labels"),
        ("TECHNOLOGY", 4, "running costs that halve in 4 months"),
        ("PRICE", 28_000, "a price of ¥28,000 a year"),
        ("REGULATION", 0, "the rule lifted"),
    ],
)
def test_each_obstacle_has_its_words(obstacle, amount, said):
    assert takes(Obstacle(obstacle), amount) == said


def test_every_assumption_has_its_words_its_range_and_its_basis(estimated):
    assumed = {each.name: each for each in read(estimated()).assumptions}

    assert assumed["wage"].said == "¥1,000,000 (¥800,000–¥1,400,000)"
    assert assumed["discount"].said == "12%"
    assert assumed["person_months"].said == "7 (4–14)"
    assert all(str(each.basis) for each in assumed.values())


def test_datasets_are_listed_by_their_latest_published_version(estimated):
    need = estimated()
    dataset = DatasetFactory()
    dataset.needs.add(need)
    VersionFactory(dataset=dataset, number=1)
    latest = VersionFactory(dataset=dataset, number=2)
    VersionFactory(dataset=dataset, number=3, draft=True)

    assert read(need).versions == [latest]


def test_a_closed_dataset_is_shown_to_its_owner_only(estimated):
    need = estimated()
    dataset = DatasetFactory(access=Access.OWNER)
    dataset.needs.add(need)
    version = VersionFactory(dataset=dataset)

    assert read(need).versions == []
    assert read(need, organisation=dataset.organisation).versions == [version]


def test_the_match_is_the_sum_of_its_reasons(estimated):
    developer = DeveloperFactory()

    fit = read(estimated(), developer=developer).own.fit

    assert fit.score == pytest.approx(sum(reason.points for reason in fit.reasons))
    assert sum(reason.weight for reason in fit.reasons) == pytest.approx(1)
    assert all(0 <= reason.value <= 1 for reason in fit.reasons)


def test_the_list_and_the_page_weigh_alike(estimated):
    need, developer = estimated(*[15_000] * 6), DeveloperFactory()

    (on_list,) = reads.together(reads.opportunities({}, timezone.localdate()), developer)

    assert on_list.own == read(need, developer=developer).own


def test_a_need_in_ones_own_field_fits_better(estimated):
    developer = DeveloperFactory(summary="いちごのうどんこ病を葉の写真で見つける")
    near = estimated()
    far = estimated(
        title="網に入った魚の量を知りたい",
        story="網を起こすまで魚がわからない。",
        product="定置網",
        sector=Sector.FISHERY,
        prefecture=Prefecture.IWATE,
        tasks=["PLANNING"],
    )

    scores = [read(need, developer=developer).own.fit.score for need in (near, far)]

    assert scores[0] > scores[1]
    assert read(near, developer=developer).own.fit.is_good


def test_lower_costs_pay_more_often(estimated):
    known = {"eligible_count": 30_000, "eligible_source": "農林業センサス 2020"}
    need = estimated(*[15_000] * 6, quantity=4, **known)
    cheap, dear = (DeveloperFactory(person_month_cost=cost) for cost in (200_000, 3_000_000))

    at_low_cost, at_high_cost = (read(need, developer=each).own for each in (cheap, dear))

    assert at_low_cost.positive_share > at_high_cost.positive_share
    assert at_low_cost.fit.score > at_high_cost.fit.score


def test_below_five_prices_ones_own_chance_is_not_told(estimated):
    assert read(estimated(15_000), developer=DeveloperFactory()).own.positive_share is None


def test_why_not_is_said(estimated, now):
    developer = DeveloperFactory(least_payoff=2_000_000_000)
    need = estimated(*[15_000] * 6, closed_at=None)
    need.closed_at = now
    need.save()

    hindrances = read(need, developer=developer).own.fit.hindrances

    assert [str(each) for each in hindrances] == ["CLOSED", "PAYS_TOO_LITTLE"]


def test_a_visitor_has_no_side_of_their_own(estimated):
    assert read(estimated()).own is None
