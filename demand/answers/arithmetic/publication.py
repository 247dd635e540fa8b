"""When a need's curve may be published, and in which grade.

Counts are live; a curve is not. Between two publications enough must change
that the difference between them tells nothing of a single answer, and no one
may weigh so much that the curve is theirs.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from demand.answers.arithmetic.calibration import ASSUMED_WEIGHTS, LEVELS, LevelWeights
from demand.answers.arithmetic.tally import Answer, Tally, quantities

FEWEST_TO_PUBLISH = 5
FEWEST_CHANGES = 5
FEWEST_FOR_FULL = 30
HEAVIEST_SHARE = 0.5


class Grade(StrEnum):
    """What a publication is worth: 参考, or without reserve."""

    REFERENCE = "REFERENCE"
    FULL = "FULL"


class Hindrance(StrEnum):
    """Why there is nothing to publish."""

    TOO_FEW = "TOO_FEW"
    TOO_LITTLE_NEW = "TOO_LITTLE_NEW"
    ONE_VOICE = "ONE_VOICE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either the grade of the publication that is due, or why none is.

    Units: missing is how many more contributors, or changes, are needed; 0
    where more would not help.
    """

    grade: Grade | None = None
    hindrance: Hindrance | None = None
    missing: int = 0

    @property
    def is_due(self) -> bool:
        return self.grade is not None


def judge(tally: Tally, *, changed_count: int, heaviest_share: float) -> Verdict:
    """Decide whether a curve is to be published. No cap has a part in it.

    All thresholds count contributors: what one mandated agent entered for many
    operations is one. changed_count is the number of contributors of whose
    priced answers any was added, changed or withdrawn since the last publication,
    each once however often it changed.

    Source: publish rule; science.md, section 1.
    """
    contributor_count = tally.contributor_count
    if contributor_count < FEWEST_TO_PUBLISH:
        return Verdict(hindrance=Hindrance.TOO_FEW, missing=FEWEST_TO_PUBLISH - contributor_count)
    if changed_count < FEWEST_CHANGES:
        return Verdict(hindrance=Hindrance.TOO_LITTLE_NEW, missing=FEWEST_CHANGES - changed_count)
    if heaviest_share > HEAVIEST_SHARE:
        return Verdict(hindrance=Hindrance.ONE_VOICE)
    return Verdict(grade=Grade.FULL if contributor_count >= FEWEST_FOR_FULL else Grade.REFERENCE)


def may_be_told(voices: Iterable[tuple[Hashable, float]], *, changed_count: int | None) -> bool:
    """Tell whether a figure that adds voices up may be told, or told anew, as a curve may.

    Each voice comes with what it adds. changed_count is the number of contributors who
    changed since the figure was last told, None where it never was.
    """
    held: defaultdict[Hashable, float] = defaultdict(float)
    for contributor, weight in voices:
        held[contributor] += weight
    changed = len(held) if changed_count is None else changed_count
    is_one_voice = max(held.values(), default=0.0) > HEAVIEST_SHARE * sum(held.values())
    return len(held) >= FEWEST_TO_PUBLISH and changed >= FEWEST_CHANGES and not is_one_voice


def heaviest_share(answers: Iterable[Answer], weights: LevelWeights = ASSUMED_WEIGHTS) -> float:
    """Find the share of the weight that the weightiest contributor holds.

    A priced answer weighs its quantity times the chance that its level pays, and what
    is left of it where it looks like one hand with others; whatever its cap.
    """
    thetas = {level: belief.mean for level, belief in zip(LEVELS, weights, strict=True)}
    held: defaultdict[Hashable, float] = defaultdict(float)
    priced = [answer for answer in answers if answer.is_priced]
    for answer, quantity in zip(priced, quantities(priced), strict=True):
        held[answer.contributor] += answer.weight * thetas[answer.level] * quantity
    total = sum(held.values())
    return max(held.values()) / total if total else 0.0
