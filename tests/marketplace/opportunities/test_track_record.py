"""Estimates as they stood, held against what came of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.opportunities import reads
from marketplace.opportunities.models import EstimateRecord
from marketplace.opportunities.tasks import estimate
from tests.factories import OutcomeFactory

pytestmark = pytest.mark.django_db

RECORD = reverse("track_record")


def text(answer):
    return " ".join(answer.content.decode().split())


def stood_since(need, days):
    """Let a need's estimate have stood for so many days."""
    since = timezone.now() - timedelta(days=days)
    EstimateRecord.objects.filter(need=need).update(estimated_at=since)


def test_an_estimate_is_recorded_once_a_publication(estimated):
    need = estimated(*[15_000] * 6)
    first = EstimateRecord.objects.values().get()

    need.estimate.delete()
    estimate(need.pk)

    assert EstimateRecord.objects.values().get() == first
    assert first["publication_number"] == 1
    assert first["result"]["payoff"]["p50"] == need.estimate.npv_p50


def test_without_yen_nothing_is_recorded(estimated):
    estimated(15_000)

    assert not EstimateRecord.objects.exists()


def test_the_estimate_that_stood_when_the_work_began_is_scored(estimated):
    today = timezone.localdate()
    needs = [estimated(*[15_000] * 6) for _ in range(3)]
    for need in needs:
        stood_since(need, days=40)
        OutcomeFactory(need=need, began_on=today - timedelta(days=30), delivered_on=today)
    # Begun before anything was said of it: not scored.
    OutcomeFactory(need=needs[0], began_on=today - timedelta(days=60), delivered_on=today)

    record = reads.track_record()

    assert (record.outcome_count, record.scored_count) == (4, 3)
    # 3,000,000 a year from 40 buyers is worth 9 million: more than was spent.
    shares = [need.estimate.positive_share for need in needs]
    assert record.scores.brier == pytest.approx(sum((1 - s) ** 2 for s in shares) / 3)
    assert record.scores.crps > 0


def test_what_was_dropped_is_worth_what_was_spent(estimated):
    need = estimated(*[15_000] * 6)
    stood_since(need, days=4_000)
    OutcomeFactory.create_batch(3, need=need, dropped=True)

    record = reads.track_record()

    assert record.dropped_count == 3
    assert record.scores.brier == pytest.approx(need.estimate.positive_share**2)


def test_below_three_no_score_is_told(in_english, estimated):
    need = estimated(*[15_000] * 6)
    stood_since(need, days=4_000)
    OutcomeFactory(need=need)

    assert "1 scored so far: 2 more until scores are shown" in text(in_english.get(RECORD))
    assert in_english.get(reverse("api_track_record")).json()["scores"] is None


def test_three_are_told_in_words(in_english, estimated):
    need = estimated(*[15_000] * 6)
    stood_since(need, days=4_000)
    OutcomeFactory.create_batch(3, need=need)

    shown = in_english.get(reverse("api_track_record")).json()

    assert "By how much did the payoff miss?" in text(in_english.get(RECORD))
    assert shown["scored_count"] == 3
    assert 0 <= shown["scores"]["within_share"] <= 1


def test_samples_are_not_counted():
    OutcomeFactory(need__is_sample=True)

    assert reads.track_record().outcome_count == 0


def test_an_empty_record_says_so(in_japanese, in_english):
    assert "outcomes so far</dt><dd>0" in text(in_english.get(RECORD))
    assert in_japanese.get(RECORD).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_record_costs_the_same_whatever_its_length(
    client, estimated, count, django_assert_num_queries
):
    need = estimated(*[15_000] * 6)
    stood_since(need, days=4_000)
    OutcomeFactory.create_batch(count, need=need, developer__failed_count=1)

    with django_assert_num_queries(4):
        client.get(RECORD)
