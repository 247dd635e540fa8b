import json

import pytest
from hypothesis import given

from demand.answers.arithmetic.calibration import level_weights
from demand.answers.arithmetic.curve import demand_curve
from demand.answers.arithmetic.document import UnknownVersion, as_document, from_document
from demand.answers.arithmetic.posterior import Prior
from demand.answers.arithmetic.reading import best_rung
from demand.answers.arithmetic.tally import Answer, Tally
from tests.demand.answers.arithmetic.strategies import needs, unhurried

RUNGS = (1000, 2000, 4000)
TALLY = Tally.of(
    RUNGS,
    [
        Answer(level, cap, 2.5, 8, f"{level} {cap}")
        for level in ("WOULD_BUY", "CONDITIONAL", "LETTER")
        for cap in (800, 1500, 2500, 5000)
    ],
)


@unhurried
@given(needs())
def test_a_curve_survives_json(need):
    curve = demand_curve(Tally.of(*need), unit_cost=10)

    document = json.loads(json.dumps(as_document(curve)))

    assert from_document(document) == curve


def test_what_was_assumed_is_written_down():
    weights = level_weights({"WOULD_BUY": (5, 10)})
    curve = demand_curve(TALLY, prior=Prior(1800, strength=2), weights=weights)

    assumed = as_document(curve)["assumed"]

    assert assumed["prior"] == {"median": 1800, "strength": 2, "shape": 2, "scale": 0.5}
    assert assumed["level_weights"]["WOULD_BUY"] == {"paid": 8, "unpaid": 14}


def test_a_document_shows_the_best_rung_and_its_line():
    curve = demand_curve(TALLY)

    stated = as_document(curve)["stated"]

    best = best_rung(curve.stated)
    assert stated["best_rung"] == best.price
    assert stated["revenue"]["estimate"][RUNGS.index(best.price)] == best.revenue.estimate


def test_a_document_without_a_price_says_null():
    assert as_document(demand_curve(TALLY, unit_cost=9000))["stated"]["best_rung"] is None


def test_a_document_tells_no_count_of_a_single_interval():
    document = as_document(demand_curve(TALLY))

    assert set(document) == {
        "version",
        "rungs",
        "unit_cost",
        "contributor_count",
        "total_quantity",
        "mean_quantity",
        "band",
        "stated",
        "firm",
        "assumed",
    }
    assert set(document["stated"]) == {
        "answer_count",
        "candidate_count",
        "best_rung",
        "share",
        "buyers",
        "quantity",
        "revenue",
    }


def test_an_unknown_version_is_refused():
    with pytest.raises(UnknownVersion):
        from_document({**as_document(demand_curve(TALLY)), "version": 99})
