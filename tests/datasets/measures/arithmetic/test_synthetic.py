"""What a synthetic row is worth in real ones."""

import numpy as np
import pytest

from datasets.measures.arithmetic.learning_curve import Trials, learning_curve
from datasets.measures.arithmetic.synthetic import synthetic_worth


def law(n):
    return 0.05 + 1.2 * n**-0.5


@pytest.mark.parametrize("kappa", [0.0, 0.25, 1.0])
def test_the_worth_that_was_put_in_is_found_again(kappa):
    rng = np.random.default_rng(5)
    sizes = np.array([50.0, 100, 200, 400, 800, 1600])
    members = np.repeat(np.arange(80), 60)
    errors = rng.random((6, 2, 4800)) < law(sizes)[:, np.newaxis, np.newaxis]
    real = learning_curve(Trials(sizes, errors.astype(float), members))
    mixed = rng.normal(law(800 + kappa * 800), 0.002, 200)

    found = synthetic_worth(real, real_count=800, synthetic_count=800, mixed_errors=mixed)

    assert found.kappa == pytest.approx(kappa, abs=0.25)
    assert found.low <= found.kappa <= found.high


def test_rows_that_do_harm_are_worth_less_than_nothing():
    sizes = np.array([50.0, 100, 200, 400, 800, 1600])
    members = np.repeat(np.arange(20), 100)
    errors = np.broadcast_to(law(sizes)[:, np.newaxis, np.newaxis], (6, 2, 2000))
    real = learning_curve(Trials(sizes, np.array(errors), members))

    found = synthetic_worth(
        real, real_count=800, synthetic_count=400, mixed_errors=np.full(50, law(400))
    )

    assert found.kappa == pytest.approx(-1, abs=0.15)


def test_an_error_that_no_real_rows_reach_tells_no_worth():
    sizes = np.array([50.0, 100, 200, 400, 800, 1600])
    errors = np.broadcast_to(law(sizes)[:, np.newaxis, np.newaxis], (6, 2, 400))
    real = learning_curve(Trials(sizes, errors.copy(), np.repeat(np.arange(40), 10)))

    found = synthetic_worth(
        real, real_count=800, synthetic_count=400, mixed_errors=np.full(50, 0.01)
    )

    assert found.low == found.kappa == found.high == np.inf
