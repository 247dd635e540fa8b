"""Whether a data set's labels are enough, for each need that it was shared for."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.measures.models import Readiness
from datasets.measures.reads.versions import newest
from datasets.measures.vocabulary import VERDICTS
from demand.needs.models import Need
from marketplace.accounts.models import Organisation
from marketplace.pages.pictures import (
    BalanceWords,
    Count,
    LearningWords,
    Picture,
    Score,
    class_balance,
    learning_curve,
)

# What one checked label costs, in yen: assumed (仮定), as in the estimates.
LABEL_YEN = 30
FEWEST_POINTS = 2
# Whose labels are doubted and whose samples are worth what is said to the owner alone.
OWNERS_ALONE = {"doubts", "worth"}
OF_SERIES = LearningWords(
    title=_("What longer measuring would bring"),
    score=_("Better than what was a season before"),
    labels=_("Number of measurements"),
)
OF_A_THOUSAND = BalanceWords(
    title=_("What each would get of 1,000 yen"), label=_("Who sent it"), count=_("Yen")
)


@dataclass(frozen=True, slots=True)
class ForNeed:
    """One need's target against the labels in hand. Units: yen, labels; None is unknown."""

    need: Need
    score: float
    verdict: str
    missing: dict[str, int | None]
    unreachable_share: float | None
    next_round: int | None

    @property
    def said(self) -> Promise:
        return VERDICTS[self.verdict]

    @property
    def cost(self) -> int | None:
        """What the missing labels cost, where their number is known."""
        point = self.missing.get("point")
        return point * LABEL_YEN if point else None


@dataclass(frozen=True, slots=True)
class Enough:
    """What a newest version's labels reach. `targets` has a line for each need with a target."""

    readiness: Readiness
    document: dict[str, Any]
    targets: list[ForNeed]
    is_own: bool

    @property
    def refusal(self) -> Promise | None:
        """Why no curve could be drawn, in words."""
        verdict = self.document["verdict"]
        return VERDICTS[verdict] if verdict else None

    @property
    def doubts(self) -> list[dict[str, Any]]:
        """The labels to look at again: for the owner alone."""
        return self.document.get("doubts", []) if self.is_own else []

    @property
    def worth(self) -> dict[str, Any] | None:
        """What each contribution is worth: for the owner alone."""
        return self.document.get("worth") if self.is_own else None

    @property
    def worth_picture(self) -> Picture | None:
        if not self.worth:
            return None
        shares = [
            Count(each["name"], round(1_000 * each["share"])) for each in self.worth["contributors"]
        ]
        return class_balance(shares, key=f"worth-{self.readiness.pk}", words=OF_A_THOUSAND)

    @property
    def picture(self) -> Picture | None:
        points = self.document.get("curve") or []
        if len(points) < FEWEST_POINTS:
            return None
        # Worse than the generic guess is drawn as no better.
        scores = [
            Score(p["labels"], *(max(p[end], 0.0) for end in ("low", "score", "high")))
            for p in points
        ]
        wanted = self.targets[0].score if self.targets else None
        words = OF_SERIES if self.document.get("baseline") == "LAGGED_TREES" else None
        key = f"enough-{self.readiness.pk}"
        return learning_curve(scores, key=key, target=wanted, words=words)

    def as_document(self) -> dict[str, Any]:
        """Write it down for programs: doubts only for the owner."""
        kept = {
            name: value
            for name, value in self.document.items()
            if self.is_own or name not in OWNERS_ALONE
        }
        return kept | {
            "version_number": self.readiness.version.number,
            "assessed_at": self.readiness.assessed_at,
            "for_needs": [
                {
                    "need": each.need.slug,
                    "score": each.score,
                    "verdict": each.verdict,
                    "missing": each.missing,
                    "unreachable_share": each.unreachable_share,
                    "next_round": each.next_round,
                    "cost_yen_assumed": each.cost,
                }
                for each in self.targets
            ],
        }


def enough(slug: str, organisation: Organisation | None) -> Enough | None:
    """Find what the newest published version's labels reach, once they have been tried out."""
    found = (
        Readiness.objects.told()
        .filter(version=newest(slug, organisation))
        .select_related("version__dataset__organisation")
        .first()
    )
    if found is None:
        return None
    needs = found.version.dataset.needs.order_by("id")
    return Enough(
        readiness=found,
        document=found.document,
        targets=[told for need in needs if (told := _for_need(need, found.document))],
        is_own=found.version.dataset.organisation == organisation,
    )


def _for_need(need: Need, document: dict[str, Any]) -> ForNeed | None:
    """Read off the target that a need sets; None where it sets none, or nothing can be said."""
    wanted, targets = need.accepts_share, document.get("targets") or []
    reached = [each for each in targets if wanted is not None and each["score"] >= wanted - 1e-9]
    if not reached:
        return None
    told = reached[0]
    # Above what people agree on, nothing is said of what is missing.
    ends = (told["missing"] or {}).items()
    missing = {end: None if value is None else int(value) for end, value in ends}
    return ForNeed(
        need=need,
        score=told["score"],
        verdict=told["verdict"],
        missing=missing,
        unreachable_share=told["unreachable_share"],
        next_round=told["next_round"],
    )
