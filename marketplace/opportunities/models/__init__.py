"""Estimates and their record, matches, outcomes, ratings of feasibility."""

from marketplace.opportunities.models.estimates import (
    FARTHEST,
    LEAST,
    Estimate,
    EstimateQuerySet,
    EstimateRecord,
)
from marketplace.opportunities.models.feasibility import Feasibility
from marketplace.opportunities.models.impressions import Impression
from marketplace.opportunities.models.matches import Match
from marketplace.opportunities.models.outcomes import SAID, Outcome, OutcomeRevision

__all__ = [
    "FARTHEST",
    "LEAST",
    "SAID",
    "Estimate",
    "EstimateQuerySet",
    "EstimateRecord",
    "Feasibility",
    "Impression",
    "Match",
    "Outcome",
    "OutcomeRevision",
]
