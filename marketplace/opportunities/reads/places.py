"""Change the place: what the operation offers to change, and what that would add."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from demand.details.vocabulary import PlaceChange
from marketplace.opportunities.arithmetic.places import ALL
from marketplace.opportunities.models import Estimate
from marketplace.pages.wording import percent


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """One change that is offered, or all of them together. Yen are None below five prices.

    `assumed` is what share is still needed, by what: all of it assumed.
    """

    change: str
    p50: int | None = None
    gain: int | None = None
    positive_share: float | None = None
    assumed: Mapping[str, float] | None = None

    @property
    def label(self) -> str:
        return (
            _("All of them together") if self.change == ALL else str(PlaceChange(self.change).label)
        )

    @property
    def spares(self) -> str:
        """Say what it is taken to spare, as in: labels −30%, work −15%."""
        names = {
            "labels": _("labels"),
            "person_months": _("person-months"),
            "support": _("support"),
            "failing": _("risk of failing"),
        }
        left = self.assumed or {}
        spared = [(word, 1 - left.get(name, 1)) for name, word in names.items()]
        return ", ".join(f"{word} −{percent(share)}" for word, share in spared if share > 0)


def changed_places(estimate: Estimate) -> list[ChangedPlace]:
    """List the changes that are offered, with what each adds where it can be told in yen."""
    written = estimate.result.get("places")
    if written:
        return [ChangedPlace(**each) for each in written]
    return [ChangedPlace(change) for change in estimate.inputs.get("place_changes", ())]
