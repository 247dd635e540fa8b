"""A demand curve as JSON, for publications, feeds and the API, and back."""

from typing import Any

from demand.answers.arithmetic.calibration import LEVELS, Beta, LevelWeights
from demand.answers.arithmetic.curve import DemandCurve
from demand.answers.arithmetic.draws import BAND
from demand.answers.arithmetic.posterior import Prior
from demand.answers.arithmetic.reading import Line, NoPrice, Reading, best_rung

VERSION = 1

# JSON has no narrower type than this.
type Document = dict[str, Any]


class UnknownVersion(ValueError):
    """The document was written in a form that this code does not read."""


def as_document(curve: DemandCurve) -> Document:
    """Write a curve down with its sizes and what was assumed; `best_rung` is null for "no price".

    Units: as in Rung and DemandCurve; `band` is the coverage of low to high.
    """
    return {
        "version": VERSION,
        "rungs": list(curve.rungs),
        "unit_cost": curve.unit_cost,
        "contributor_count": curve.contributor_count,
        "total_quantity": curve.total_quantity,
        "mean_quantity": curve.stated.mean_quantity,
        "band": BAND,
        "stated": _reading_document(curve.stated, curve.unit_cost),
        "firm": _reading_document(curve.firm, curve.unit_cost),
        "assumed": {
            "prior": {
                "median": curve.prior.median,
                "strength": curve.prior.strength,
                "shape": curve.prior.shape,
                "scale": curve.prior.scale,
            },
            "level_weights": {
                level: {"paid": belief.paid, "unpaid": belief.unpaid}
                for level, belief in zip(LEVELS, curve.weights, strict=True)
            },
        },
    }


def from_document(document: Document) -> DemandCurve:
    """Read a curve back; what can be computed again is not read.

    Raises: UnknownVersion.
    """
    if document.get("version") != VERSION:
        raise UnknownVersion(f"Cannot read version {document.get('version')}")
    assumed = document["assumed"]
    return DemandCurve(
        stated=_reading(document, "stated"),
        firm=_reading(document, "firm"),
        unit_cost=document["unit_cost"],
        contributor_count=document["contributor_count"],
        total_quantity=document["total_quantity"],
        prior=Prior(**assumed["prior"]),
        weights=_weights(assumed["level_weights"]),
    )


def _reading_document(reading: Reading, unit_cost: int) -> Document:
    try:
        best = best_rung(reading, unit_cost).price
    except NoPrice:
        best = None
    return {
        "answer_count": reading.answer_count,
        "candidate_count": reading.candidate_count,
        "best_rung": best,
        "share": _line_document(reading.share),
        "buyers": _line_document(reading.buyers),
        "quantity": _line_document(reading.quantity),
        "revenue": _line_document(reading.revenue(unit_cost)),
    }


def _line_document(line: Line) -> dict[str, list[float]]:
    return {"estimate": list(line.estimate), "low": list(line.low), "high": list(line.high)}


def _reading(document: Document, group: str) -> Reading:
    read = document[group]
    return Reading(
        rungs=tuple(document["rungs"]),
        mean_quantity=mean_quantity(document),
        answer_count=read["answer_count"],
        candidate_count=read["candidate_count"],
        share=_line(read["share"]),
        buyers=_line(read["buyers"]),
    )


def mean_quantity(document: Document) -> float:
    """Read what stands for each answer's quantity. Units: of the need.

    Documents older than the discount of what looks like one hand do not hold it: there
    it is the total over all answers.
    """
    if "mean_quantity" in document:
        return float(document["mean_quantity"])
    answer_count = document["stated"]["answer_count"]
    return document["total_quantity"] / answer_count if answer_count else 0.0


def _line(rows: dict[str, list[float]]) -> Line:
    return Line(tuple(rows["estimate"]), tuple(rows["low"]), tuple(rows["high"]))


def _weights(levels: dict[str, dict[str, float]]) -> LevelWeights:
    return tuple(Beta(**levels[level]) for level in LEVELS)
