import numpy as np
import pytest
from scipy.special import gammaincinv, ndtri

from demand.answers.arithmetic.draws import (
    BAND,
    DRAWS,
    bounds,
    gammas,
    normals,
    share_of,
    uniforms,
)


def test_each_row_of_the_block_holds_every_quantile_once():
    expected = (np.arange(DRAWS) + 0.5) / DRAWS

    assert np.sort(uniforms(), axis=1) == pytest.approx(np.tile(expected, (len(uniforms()), 1)))


def test_no_two_rows_of_the_block_move_together():
    correlation = np.corrcoef(normals()) - np.eye(len(normals()))

    # The rows of the model itself are held closer than those of the columns.
    assert np.abs(correlation[:3, :3]).max() < 0.02
    assert np.abs(correlation).max() < 0.2


def test_the_band_leaves_a_twentieth_of_the_draws_outside_on_either_side():
    low, high = bounds(np.arange(1.0, DRAWS + 1), np.ones(1))

    assert (low, high) == (20, 380)
    assert pytest.approx(0.9) == BAND


def test_a_band_of_products_is_that_of_the_products():
    draws = normals()[:3]

    ends = bounds(draws, np.full(1, 2.0))

    assert ends == pytest.approx(2 * bounds(draws, np.ones(1)), rel=1e-6)


@pytest.mark.parametrize(("shape", "within"), [(2, 0.03), (5, 0.01), (17.5, 0.002), (1000, 1e-5)])
def test_a_gamma_quantile_is_near_the_exact_one(shape, within):
    chances = np.linspace(0.05, 0.95, 19)

    drawn = gammas(shape, ndtri(chances))

    assert drawn == pytest.approx(gammaincinv(shape, chances), rel=within)


def test_a_share_of_nothing_is_nothing():
    assert share_of(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist() == [0.25, 0]
