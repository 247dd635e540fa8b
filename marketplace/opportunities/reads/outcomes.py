"""Who may tell what came of it, and what their side has told."""

from demand.needs.models import Need
from marketplace.accounts.models import Organisation
from marketplace.developers.models import Developer
from marketplace.opportunities.models import Outcome
from marketplace.opportunities.vocabulary import Side


def side_of(organisation: Organisation | None, need: Need, developer: Developer) -> Side | None:
    """Tell for which side an organisation speaks; None for neither."""
    if organisation is None:
        return None
    if organisation == developer.organisation:
        return Side.BUILDER
    return Side.BUYER if organisation == need.posted_by.organisation else None


def outcome_told(need: Need, developer: Developer, side: Side) -> Outcome:
    """Find what a side has told, or a blank to tell it on. One query."""
    told = Outcome.objects.filter(need=need, developer=developer, side=side)
    return told.first() or Outcome(need=need, developer=developer, side=side)
