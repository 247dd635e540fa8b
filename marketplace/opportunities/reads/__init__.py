"""What pages and programs see of opportunities, and what an estimate is computed from."""

from marketplace.opportunities.reads import pictures
from marketplace.opportunities.reads.assumptions import Assumed
from marketplace.opportunities.reads.crowd import (
    DEVELOPERS_READER,
    builders_of,
    matches_of_developer,
    matches_of_need,
)
from marketplace.opportunities.reads.exposure import shown_to
from marketplace.opportunities.reads.facets import counts
from marketplace.opportunities.reads.joint import Together, served_together
from marketplace.opportunities.reads.listing import FIT, NEAREST, ORDERS, opportunities, order
from marketplace.opportunities.reads.market import Facts, facts_of, without_tax
from marketplace.opportunities.reads.outcomes import outcome_told, side_of
from marketplace.opportunities.reads.plans import Plan, plan
from marketplace.opportunities.reads.reading import Opportunity, opportunity, together
from marketplace.opportunities.reads.track_record import TrackRecord, track_record
from marketplace.opportunities.reads.what_if import WhatIf, redrawn, what_if
from marketplace.opportunities.reads.zones import Placed, placed, rating_by, ratings_of

__all__ = [
    "DEVELOPERS_READER",
    "FIT",
    "NEAREST",
    "ORDERS",
    "Assumed",
    "Facts",
    "Opportunity",
    "Placed",
    "Plan",
    "Together",
    "TrackRecord",
    "WhatIf",
    "builders_of",
    "counts",
    "facts_of",
    "matches_of_developer",
    "matches_of_need",
    "opportunities",
    "opportunity",
    "order",
    "outcome_told",
    "pictures",
    "placed",
    "plan",
    "rating_by",
    "ratings_of",
    "redrawn",
    "served_together",
    "shown_to",
    "side_of",
    "together",
    "track_record",
    "what_if",
    "without_tax",
]
