"""Estimates and their record, matches, outcomes, ratings of feasibility."""

from marketplace.opportunities.models.estimates import (
    FARTHEST,
    LEAST,
    NEAREST_FIRST,
    Estimate,
    EstimateQuerySet,
    EstimateRecord,
)
from marketplace.opportunities.models.feasibility import Feasibility
from marketplace.opportunities.models.impressions import Impression
from marketplace.opportunities.models.matches import Match
from marketplace.opportunities.models.outcomes import SAID, Outcome, OutcomeRevision
from marketplace.opportunities.models.tallies import Tally

__all__ = [
    "FARTHEST",
    "LEAST",
    "NEAREST_FIRST",
    "SAID",
    "Estimate",
    "EstimateQuerySet",
    "EstimateRecord",
    "Feasibility",
    "Impression",
    "Match",
    "Outcome",
    "OutcomeRevision",
    "Tally",
]
