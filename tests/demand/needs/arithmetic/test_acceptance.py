"""What good enough means to who builds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.needs.arithmetic.acceptance import (
    NORMAL_QUANTILE,
    Criterion,
    Metric,
    criterion,
    proof_trials,
)


def test_eight_of_ten_becomes_a_metric_and_a_threshold():
    asked = criterion(kind="TECHNOLOGY", tasks=["PERCEPTION"], hits=8, trials=10)

    # z² s / (1 − s) = 2.7055 × 4 = 10.82
    assert asked == Criterion(metric=Metric.ACCURACY, threshold=0.8, proof_trials=11)


@pytest.mark.parametrize(
    ("kind", "tasks", "metric"),
    [
        ("TECHNOLOGY", ["PERCEPTION", "MANIPULATION"], Metric.SUCCESS_RATE),
        ("TECHNOLOGY", ["PLANNING", "PERCEPTION"], Metric.HIT_RATE),
        ("PAPERWORK", ["DOCUMENT", "PLANNING"], Metric.FIELD_ACCURACY),
        ("PAPERWORK", [], Metric.FIELD_ACCURACY),
        ("TECHNOLOGY", [], Metric.ACCURACY),
    ],
)
def test_the_task_at_the_end_of_the_chain_chooses_the_metric(kind, tasks, metric):
    assert criterion(kind=kind, tasks=tasks, hits=1, trials=2).metric == metric


@pytest.mark.parametrize(("hits", "trials"), [(3, 2), (-1, 2), (0, 0)])
def test_what_is_no_share_is_refused(hits, trials):
    with pytest.raises(ValueError, match="No share"):
        criterion(kind="TECHNOLOGY", tasks=[], hits=hits, trials=trials)


def test_no_number_of_trials_shows_that_it_is_always_right():
    assert proof_trials(1) is None


@given(st.floats(0, 0.999))
def test_so_many_trials_without_a_failure_and_no_fewer_reach_the_bound(share):
    n = proof_trials(share)
    bound = [trials / (trials + NORMAL_QUANTILE**2) for trials in (n - 1, n)]

    assert bound[1] >= share - 1e-9
    assert n == 1 or bound[0] < share
