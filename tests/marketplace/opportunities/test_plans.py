"""How to get there and when to begin, on the page and by API."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from datasets.measures.models import Readiness
from marketplace.opportunities.tasks import estimate
from tests.factories import DatasetFactory, InstitutionNeedFactory, VersionFactory

pytestmark = pytest.mark.django_db
ASSESSED = datetime(2026, 11, 1, 3, tzinfo=UTC)


@pytest.fixture
def need(estimated):
    return estimated(*[15_000] * 6, eligible_count=30_000, eligible_source="Census 2020")


def page(client, need, **query):
    return " ".join(
        client.get(reverse("opportunity", args=[need.slug]), query).content.decode().split()
    )


def plan(client, need, **query):
    return client.get(reverse("api_opportunity", args=[need.slug]), query).json()["plan"]


def test_the_curve_is_assumed_to_need_the_labels_that_the_estimate_assumes(client, need):
    found = plan(client, need)

    assert found["target"] == 0.8
    assert found["frontier"]["labels_only"]["labels"] == 4_000
    assert found["next_labels_value"] is not None


def test_ones_own_curve_takes_its_place(client, need):
    found = plan(client, need, curve_a="0.05", curve_b="1.2", curve_c="0.5", target="93%")

    assert found["frontier"]["labels_only"]["labels"] == 3_600
    assert found["curve"]["a"] == 0.05


def test_what_is_out_of_reach_says_so(in_english, need):
    shown = page(in_english, need, curve_a="0.3", target="0.9")

    assert "some of the error never goes away" in shown


def test_the_page_tells_the_two_clocks_apart(in_english, need):
    shown = page(in_english, need, size="40", memory="12")

    assert "fits a device with 12 GB in 11 months" in shown
    assert "Two different clocks" in shown
    assert "cheap enough for one buyer's price today" in shown


def test_below_five_prices_labels_have_no_value_in_yen(client, estimated):
    assert plan(client, estimated(15_000))["next_labels_value"] is None


def test_a_rule_has_no_plan(client):
    rule = InstitutionNeedFactory()
    estimate(rule.pk)

    assert plan(client, rule) is None


def test_what_cannot_be_is_said_at_its_field(in_english, need):
    shown = page(in_english, need, target="120%")
    answer = in_english.get(reverse("api_opportunity", args=[need.slug]), {"target": "2"})

    assert "Between 0.01 and 0.999, please." in shown
    assert set(answer.json()["fields"]) == {"target"}


def test_with_htmx_only_the_plan_is_answered(in_english, need):
    answer = in_english.get(
        reverse("opportunity", args=[need.slug]),
        {"size": "7"},
        headers={"HX-Request": "true", "HX-Target": "plan"},
    )

    assert answer.content.decode().strip().startswith('<section class="stack" id="plan"')


def test_where_nothing_comes_in_no_moment_is_praised(in_english, estimated):
    assert "first something else must change" in page(in_english, estimated(15_000))


def measured(need, label_count=800, *, errors=None, title="葉の写真", **fields):
    """Share labels on which the error was seen to be .05 + 1.2·n^−.5."""
    dataset = DatasetFactory(title=title)
    dataset.needs.add(need)
    sizes = [50, 100, 200, 400, 800]
    errors = errors or [0.05 + 1.2 * size**-0.5 for size in sizes]
    points = [
        {"labels": size, "score": round(1 - error, 4), "low": 0, "high": 1}
        for size, error in zip(sizes, errors, strict=True)
    ]
    document = {"verdict": None, "label_count": label_count, "curve": points}
    return Readiness.objects.create(
        version=VersionFactory(dataset=dataset),
        document=document,
        claimed_at=ASSESSED,
        **{"assessed_at": ASSESSED, **fields},
    )


def test_the_curve_that_was_measured_is_taken(client, need):
    """science.md, section 5: .05 + 1.2·n^−.5 reaches an error of .07 with 3,600 labels."""
    version = measured(need).version

    found = plan(client, need, target="0.93")

    assert found["frontier"]["labels_only"]["labels"] == pytest.approx(3_600, rel=0.03)
    assert found["measured"]["dataset"] == version.dataset.slug
    assert found["measured"]["label_count"] == 800


def test_the_page_says_what_the_curve_was_measured_on(in_english, in_japanese, need):
    measured(need)

    assert "on 800 labels of “葉の写真”, 1 November 2026" in page(in_english, need)
    assert "「葉の写真」のラベル800件を使い" in page(in_japanese, need)


def test_of_two_curves_the_one_on_more_labels_counts(client, need):
    measured(need, 400, title="小さい")
    large = measured(need, 900, title="大きい").version

    assert plan(client, need)["measured"]["dataset"] == large.dataset.slug


def test_a_curve_of_ones_own_goes_before_the_measured_one(client, need):
    measured(need)

    found = plan(client, need, curve_c="0.25")

    assert found["measured"] is None
    assert (found["curve"]["c"], found["curve"]["a"]) == (0.25, pytest.approx(0.05, abs=0.01))


@pytest.mark.parametrize("fields", [{"assessed_at": None}, {"errors": [0.1, 0.2, 0.3, 0.4, 0.5]}])
def test_what_is_not_measured_or_does_not_fall_is_no_curve(client, need, fields):
    measured(need, **fields)

    assert plan(client, need)["measured"] is None
