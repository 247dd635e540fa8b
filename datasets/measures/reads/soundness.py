"""What would mislead who trusts the labels, as a page shows it and a program reads it."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.measures.models import Statistics
from datasets.measures.vocabulary import LEAKS, SPLITS
from marketplace.pages.pictures import BalanceWords, Count, Picture, class_balance

AGREEMENT_WORDS = BalanceWords(
    title=_("What two people said of the same"), label=_("They said"), count=_("Pairs")
)
TWIN_WORDS = BalanceWords(
    title=_("Pictures that look alike"), label=_("Pictures"), count=_("Count")
)
SPLIT_WORDS = BalanceWords(title=_("How it is split"), label=_("Part"), count=_("Count"))


@dataclass(frozen=True, slots=True)
class Leaked:
    """One kind of leak: how many items it touches; its first few for the owner alone."""

    words: Promise
    count: int
    examples: list[str]


@dataclass(frozen=True, slots=True)
class Soundness:
    """The findings of one version, each None where the data do not tell."""

    document: dict[str, Any]
    key: str

    @classmethod
    def of(cls, found: Statistics) -> Self | None:
        document = found.document.get("soundness")
        return cls(document, found.version.dataset.slug) if document else None

    @property
    def agreement(self) -> dict[str, Any] | None:
        agreed: dict[str, Any] | None = self.document["agreement"]
        return agreed

    @property
    def agreement_picture(self) -> Picture | None:
        if not self.agreement:
            return None
        pairs = self.agreement["pairs"]
        same = round(pairs * self.agreement["ceiling"])
        counts = [Count(str(_("the same")), same), Count(str(_("something else")), pairs - same)]
        return class_balance(counts, key=f"agreement-{self.key}", words=AGREEMENT_WORDS)

    @property
    def twins(self) -> dict[str, Any] | None:
        alike: dict[str, Any] | None = self.document["near_duplicates"]
        return alike

    @property
    def twins_picture(self) -> Picture | None:
        if not self.twins:
            return None
        alike = self.twins["pictures"]
        others = self.twins["rows_covered"] - alike
        counts = [
            Count(str(_("like another one")), alike),
            Count(str(_("unlike all others")), others),
        ]
        return class_balance(counts, key=f"twins-{self.key}", words=TWIN_WORDS)

    @property
    def splits(self) -> dict[str, Any] | None:
        parted: dict[str, Any] | None = self.document["splits"]
        return parted

    @property
    def splits_picture(self) -> Picture | None:
        if not self.splits:
            return None
        named = {name: str(SPLITS.get(name, name or _("none"))) for name in self.splits["counts"]}
        counts = [Count(named[name], count) for name, count in self.splits["counts"].items()]
        return class_balance(counts, key=f"splits-{self.key}", words=SPLIT_WORDS)

    @property
    def leaks(self) -> list[Leaked]:
        found = self.splits["leaks"] if self.splits else []
        return [
            Leaked(LEAKS[each["leak"]], each["count"], each.get("examples", [])) for each in found
        ]
