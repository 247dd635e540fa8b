"""A need in English, put together from its fields. Nobody's own words are translated."""

from collections.abc import Sequence
from dataclasses import dataclass

OPENINGS = {
    "TECHNOLOGY": "Wanted in {where}: technology to {does} for {product}",
    "PAPERWORK": "Wanted in {where}: less paperwork for {product}",
    "INSTITUTION": "A rule or procedure stands in the way in {where}, for {product}",
}
# Where nobody has said what it should do.
ANYTHING = "help with the work"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a need says in words that are not its poster's own; all labels in English.

    `product` stands as it was written. Units: `rungs` in yen with tax per unit.
    """

    kind: str
    sector: str
    product: str
    prefecture: str
    tasks: Sequence[str] = ()
    hits: int | None = None
    trials: int | None = None
    rungs: Sequence[int] = ()
    unit: str = ""
    wanted_by: str = ""


def summary(subject: Subject) -> str:
    """Say in a few English sentences what is wanted, how good, at what price and by when."""
    opening = OPENINGS[subject.kind].format(
        where=subject.prefecture,
        product=f"{subject.product} ({subject.sector.lower()})",
        does=_listed(subject.tasks) or ANYTHING,
    )
    return " ".join(
        sentence
        for sentence in (
            f"{opening}.",
            _how_good(subject),
            _at_what_price(subject),
            f"Wanted by {subject.wanted_by}." if subject.wanted_by else "",
        )
        if sentence
    )


def _how_good(subject: Subject) -> str:
    if not subject.trials:
        return ""
    times = "time" if subject.hits == 1 else "times"
    return f"Good enough when right {subject.hits:,} {times} out of {subject.trials:,}."


def _at_what_price(subject: Subject) -> str:
    if not subject.rungs:
        return "No price is asked." if subject.kind == "INSTITUTION" else ""
    lowest, highest = subject.rungs[0], subject.rungs[-1]
    return f"Asked at ¥{lowest:,} to ¥{highest:,} {subject.unit}, with tax."


def _listed(words: Sequence[str]) -> str:
    *before, last = words or [""]
    return f"{', '.join(before)} and {last}" if before else last
