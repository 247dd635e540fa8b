"""How far pictures and series reach, and what synthetic rows add."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets.library.arithmetic.manifest import Rows, manifest_schema
from datasets.measures.arithmetic import picture_readiness, series_readiness
from datasets.measures.arithmetic.readiness import readiness


@pytest.fixture
def manifest(tmp_path):
    """Write a manifest of pictures: two classes, five farms; a twin of the first at the end."""

    def write(count=120, owners=5, **columns):
        prints = np.random.default_rng(1).integers(2**63, size=count)
        prints[-1] = prints[0]
        with Rows(tmp_path / "manifest.parquet", manifest_schema()) as rows:
            for n in range(count):
                row = {"path": f"{n}.jpg", "sha256": f"{n:064x}", "byte_count": 1, "format": "JPEG"}
                row |= {"print": f"{prints[n]:016x}", "contributor": f"farm-{n % owners}"}
                row |= {"label": "病気" if n % 2 else "健全", "is_negative": False}
                rows.add(**row | {name: value(n) for name, value in columns.items()})
        return tmp_path / "manifest.parquet"

    return write


def looks(rows, seed=3):
    """Two hundred numbers, of which one tells the class."""
    found = np.random.default_rng(seed).normal(size=(len(rows), 30))
    found[:, 0] += 2.5 * (rows % 2)
    return found


def test_pictures_are_judged_by_farms_that_the_model_has_not_seen(manifest):
    path = manifest()
    rows = picture_readiness.chosen(path).rows

    found = picture_readiness.picture_readiness(path, rows, looks(rows), ceiling=0.9)

    assert found["baseline"] == "LOGISTIC_ON_LOOKS"
    assert (found["group_column"], found["label_count"], found["generic_score"]) == (
        "contributor",
        120,
        0.5,
    )
    assert found["score"]["point"] > 0.7
    assert {each["verdict"] for each in found["targets"] if each["score"] > 0.9} == {
        "ABOVE_AGREEMENT"
    }
    assert (found["worth"]["copies"], found["worth"]["by"]) == (1, "SETS")
    assert len(found["worth"]["contributors"]) == 5


def test_only_labelled_pictures_are_chosen_and_not_too_many(manifest, monkeypatch):
    path = manifest(label=lambda n: None if n < 20 else f"class {n % 2}")
    monkeypatch.setattr(picture_readiness, "MOST_PICTURES", 50)

    some = picture_readiness.chosen(path)

    assert (len(some.rows), len(some.hashes), some.rows.min() >= 20) == (50, 50, True)
    found = picture_readiness.picture_readiness(path, some.rows, looks(some.rows))
    assert (found["label_count"], found["tried_count"]) == (100, 50)


def test_pictures_of_nobody_are_grouped_by_scene(manifest):
    path = manifest(owners=1)
    rows = picture_readiness.chosen(path).rows

    found = picture_readiness.picture_readiness(path, rows, looks(rows))

    assert (found["group_column"], found["worth"]) == ("", None)


@pytest.mark.parametrize(("count", "kinds"), [(120, 1), (10, 2)])
def test_too_few_pictures_foretell_nothing(manifest, count, kinds):
    path = manifest(count, label=lambda n: f"class {n % kinds}")
    rows = picture_readiness.chosen(path).rows

    found = picture_readiness.picture_readiness(path, rows, looks(rows))

    assert found["verdict"] == "TOO_LITTLE"


FIRST = np.datetime64("2026-05-01T00:00:00", "us")


@pytest.fixture
def series(tmp_path):
    def write(values, step=timedelta(hours=1), **columns):
        times = FIRST + np.arange(len(values)) * np.timedelta64(step)
        pq.write_table(pa.table({"時刻": times, "水温": values} | columns), tmp_path / "s.parquet")
        return tmp_path / "s.parquet"

    return write


def hours(count=24 * 40, noise=0.5, seed=5):
    """A daily wave on a slow drift that one day's value tells only in part."""
    rng = np.random.default_rng(seed)
    n = np.arange(count)
    return 15 + 4 * np.sin(2 * np.pi * n / 24) + noise * rng.normal(size=count)


def test_a_series_is_foretold_a_day_ahead_against_the_day_before(series):
    found = series_readiness.series_readiness(series(hours()))

    assert (found["baseline"], found["value_column"]) == ("LAGGED_TREES", "水温")
    assert (found["season_steps"], found["season_hours"]) == (24, 24.0)
    # Of two noisy days the mean is nearer than one of them: √2 to 1 at best.
    assert 0.1 < found["score"]["point"] < 0.35
    assert found["generic_score"] == 0
    assert found["group_column"] == "時刻"


def test_holes_in_a_series_are_passed_over(series):
    values = hours(24 * 20)
    values[100:130] = np.nan

    found = series_readiness.series_readiness(series(values))

    assert found["label_count"] == 24 * 20 - 48 - 54


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (np.zeros(24 * 20), timedelta(hours=1)),
        (hours(30), timedelta(hours=1)),
        (hours(300), timedelta(days=400)),
        (hours(300), timedelta(0)),
    ],
)
def test_a_series_without_a_season_foretells_nothing(series, values, step):
    assert series_readiness.series_readiness(series(values, step))["verdict"] == "TOO_LITTLE"


def test_a_series_needs_a_number(tmp_path):
    pq.write_table(pa.table({"day": [FIRST]}), tmp_path / "s.parquet")

    found = series_readiness.series_readiness(tmp_path / "s.parquet")

    assert found["verdict"] == "TOO_LITTLE"


@pytest.mark.parametrize("is_good", [True, False])
def test_synthetic_rows_judge_nothing_and_their_worth_is_told(tmp_path, is_good):
    """Rows drawn as the real ones are worth something; rows labelled at random do harm."""
    rng, made = np.random.default_rng(6), np.arange(500) >= 200
    labels = rng.integers(4, size=500)
    x = rng.normal(size=(500, 6))
    x[np.arange(500), labels] += 1.8
    if not is_good:
        labels[made] = rng.integers(4, size=300)
    columns = {f"x{n}": x[:, n] for n in range(6)} | {"class": [f"c{n}" for n in labels]}
    pq.write_table(pa.table(columns | {"合成": made}), tmp_path / "t.parquet")

    found = readiness(tmp_path / "t.parquet", label="class")

    told = found["synthetic"]
    assert (found["label_count"], told["row_count"]) == (200, 300)
    assert told["low"] <= told["kappa"] <= told["high"]
    assert (told["kappa"] > 0) is is_good
