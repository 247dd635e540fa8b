"""What contributors' samples are worth, and the shares that suggests."""

import numpy as np
import pytest

from datasets.measures.arithmetic.contributions import Contributed, contributions


def sent(owners, *, wrong=(), seed=4, **words):
    """Two classes on a plane; the owners in `wrong` label at random."""
    rng = np.random.default_rng(seed)
    owners = np.array(owners)
    labels = rng.integers(2, size=len(owners))
    features = rng.normal(size=(len(owners), 2)) + 3 * labels[:, np.newaxis]
    spoilt = np.isin(owners, wrong)
    labels[spoilt] = rng.integers(2, size=int(spoilt.sum()))
    names = tuple(f"農家{number}" for number in range(owners.max() + 1))
    counts = tuple(np.bincount(owners).tolist())
    return Contributed(
        **{"features": features, "labels": labels, "owners": owners, "names": names}
        | {"row_counts": counts, "column": "農家"}
        | words
    )


def by_name(found):
    return {each["name"]: each for each in found["contributors"]}


def test_who_labels_at_random_is_worth_less_than_who_labels_well():
    found = contributions(sent(np.repeat([0, 1, 2], 60), wrong=[2]))

    told = by_name(found)
    assert told["農家2"]["value"] < min(told["農家0"]["value"], told["農家1"]["value"])
    assert told["農家2"]["share"] < 1 / 3
    assert sum(each["share"] for each in told.values()) == pytest.approx(1)
    assert sum(each["value"] for each in told.values()) == pytest.approx(found["all_together"])
    assert (found["by"], found["exact"], found["rows_covered"]) == ("SETS", True, 180)


def test_copies_of_one_s_own_bring_nothing():
    """The attack of science.md, section 8: duplicates are removed before anything is valued."""
    honest = sent(np.repeat([0, 1], 40))
    own = np.flatnonzero(honest.owners == 0)
    rows = np.concatenate([np.arange(80), own, own])
    copied = sent(np.repeat([0, 1], 40))
    copied = Contributed(
        honest.features[rows], honest.labels[rows], honest.owners[rows], copied.names, (120, 40), ""
    )

    before, after = contributions(honest), contributions(copied)

    assert after["copies"] == 80
    assert by_name(after)["農家0"]["share"] == pytest.approx(by_name(before)["農家0"]["share"])


def test_more_contributors_than_twelve_are_valued_by_their_samples():
    found = contributions(sent(np.repeat(np.arange(15), 12)))

    assert found["by"] == "SAMPLES"
    assert len(found["contributors"]) == 15


def test_a_sample_of_a_long_table_says_so():
    found = contributions(sent(np.repeat([0, 1], 50), row_counts=(500, 1_000)))

    assert (found["rows"], found["rows_covered"], found["exact"]) == (1_500, 100, False)
    assert by_name(found)["農家1"]["accepted"] == 1_000


@pytest.mark.parametrize("owners", [np.zeros(80, int), np.repeat([0, 1], 10), np.arange(60)])
def test_too_little_is_not_valued(owners):
    assert contributions(sent(owners)) is None


def test_missing_figures_are_no_obstacle():
    features = np.column_stack([np.linspace(0, 1, 80), np.full(80, np.nan)])
    features[3, 0], features[4, 0] = np.nan, np.inf

    found = contributions(sent(np.repeat([0, 1], 40), features=features))

    assert sum(each["share"] for each in found["contributors"]) == pytest.approx(1)
